/// A line of the table.
struct Row: Hashable, Sendable {
  let job: String
  let size: String
  /// CPU, wall, memory; empty where there are none.
  let ours: [String]
  let peerName: String
  let peer: [String]
  let ratio: String
  let growth: String
  let limit: String
  /// Details and the verdict.
  let remark: String
  let isMissed: Bool

  /// - Parameter growth: the exponent, where the job was measured at several sizes.
  init(_ measurement: Measurement, size: String, growth: Double?, isMain: Bool) {
    let (ours, peer) = (measurement.ours, measurement.peer)
    let isPeerMissing = peer == nil && measurement.peerName != "–" && ours != nil
    isMissed = isMain && measurement.goals.contains { $0.isMet == false }
    let verdicts = measurement.goals.filter { $0.isMet == false }.map(\.text)
    var remarks = measurement.details
    if isMain, !measurement.goals.isEmpty {
      let isKnown = measurement.goals.allSatisfy { $0.isMet != nil }
      remarks.append(isMissed ? "MISSED: \(verdicts.joined(separator: ", "))" : isKnown ? "met" : "not compared")
    }
    if isPeerMissing { remarks.append("the peer is missing here") }
    job = measurement.job
    self.size = size
    self.ours = Self.words(ours)
    peerName = measurement.peerName
    self.peer = Self.words(peer)
    ratio = ours.flatMap { ours in peer.map { decimal(ours.cpu / max($0.cpu, 0.001), 2) } } ?? ""
    self.growth = growth.map { decimal($0, 2) } ?? ""
    limit = isMain ? measurement.goals.map(\.text).joined(separator: ", ") : ""
    remark = remarks.joined(separator: "; ")
  }

  /// A job that could not be measured.
  init(failed job: String, reason: String) {
    self.job = job
    (size, peerName, ratio, growth, limit) = ("", "–", "", "", "")
    (ours, peer) = (Self.words(nil), Self.words(nil))
    remark = "FAILED: \(reason)"
    isMissed = true
  }

  private static func words(_ sample: Sample?) -> [String] {
    sample.map { [seconds($0.cpu), seconds($0.wall), mebibytes($0.peak)] } ?? ["", "", ""]
  }

  /// While the others are still measured.
  var summary: String {
    zip(Self.titles, cells).filter { !$1.isEmpty }.map { $0.isEmpty ? $1 : "\($0) \($1)" }.joined(separator: " · ")
  }

  static let titles = [
    "Job", "Size", "Ours: CPU", "wall", "memory", "Peer", "CPU", "wall", "memory", "CPU ratio", "Growth", "Limit", "",
  ]

  var cells: [String] { [job, size] + ours + [peerName] + peer + [ratio, growth, limit, remark] }
}

enum TextTable {
  private static let titles = [
    "Job", "Size", "Ours: CPU", "wall", "memory", "Peer: CPU", "wall", "memory", "CPU ratio", "Growth",
  ]

  /// For a terminal: the numbers in columns, and below them what they are compared with.
  static func lines(_ rows: [Row]) -> [String] {
    let numbers = rows.map { [$0.job, $0.size] + $0.ours + $0.peer + [$0.ratio, $0.growth] }
    let widths = titles.indices.map { column in ([titles] + numbers).map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let columns = cells.indices.map { column in
        let blanks = String(repeating: " ", count: widths[column] - cells[column].count)
        return column < 2 ? cells[column] + blanks : blanks + cells[column]
      }
      let line = columns.joined(separator: "  ")
      return String(line.prefix(line.count - line.reversed().prefix { $0 == " " }.count))
    }
    return [line(titles)]
      + zip(rows, numbers).flatMap { row, numbers in
        let words = [
          row.peerName == "–" ? "" : "beside \(row.peerName)", row.limit.isEmpty ? "" : "limit: \(row.limit)",
          row.remark,
        ]
        let remark = words.filter { !$0.isEmpty }.joined(separator: "; ")
        return [line(numbers)] + (remark.isEmpty ? [] : ["      " + remark])
      }
  }

  /// For `docs/performance.md`.
  static func markdown(_ rows: [Row]) -> String {
    let all = [Row.titles, Row.titles.map { _ in "---" }] + rows.map(\.cells)
    return all.map { "| " + $0.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |" }
      .joined(separator: "\n")
  }
}
