/// A line of the table.
struct Row: Hashable, Sendable {
  let cells: [String]
  let isMissed: Bool

  static let titles = [
    "Job", "Size", "Ours: CPU", "wall", "memory", "Peer", "CPU", "wall", "memory", "Ratio (CPU)", "Growth", "Limit", "",
  ]

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
    let ratio = ours.flatMap { ours in peer.map { decimal(ours.cpu / max($0.cpu, 0.001), 2) } }
    cells = [
      measurement.job, size, ours.map { seconds($0.cpu) } ?? "", ours.map { seconds($0.wall) } ?? "",
      ours.map { mebibytes($0.peak) } ?? "", measurement.peerName, peer.map { seconds($0.cpu) } ?? "",
      peer.map { seconds($0.wall) } ?? "", peer.map { mebibytes($0.peak) } ?? "", ratio ?? "",
      growth.map { decimal($0, 2) } ?? "", isMain ? measurement.goals.map(\.text).joined(separator: ", ") : "",
      remarks.joined(separator: "; "),
    ]
  }

  /// While the others are still measured.
  var summary: String {
    zip(Self.titles, cells).filter { !$1.isEmpty }.map { $0.isEmpty ? $1 : "\($0) \($1)" }.joined(separator: " · ")
  }

  /// A job that could not be measured.
  init(failed job: String, reason: String) {
    cells = [job] + Array(repeating: "", count: Self.titles.count - 2) + ["FAILED: \(reason)"]
    isMissed = true
  }
}

enum TextTable {
  /// For a terminal.
  static func lines(_ rows: [Row]) -> [String] {
    let all = [Row.titles] + rows.map(\.cells)
    let widths = Row.titles.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { cells in
      zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
    }
  }

  /// For `docs/performance.md`.
  static func markdown(_ rows: [Row]) -> String {
    let all = [Row.titles, Row.titles.map { _ in "---" }] + rows.map(\.cells)
    return all.map { "| " + $0.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |" }
      .joined(separator: "\n")
  }
}
