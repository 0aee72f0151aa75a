/// Something that is measured beside what a person would use instead.
protocol Job: Sendable {
  /// How `--job` names it.
  var name: String { get }
  /// From the smallest: those beside `mainSize` show the growth.
  var sizes: [Int] { get }
  /// Which of `sizes` the goals are for.
  var mainSize: Int { get }
  /// The one of `--quick`.
  var quickSize: Int { get }
  /// What the size counts: `pods`; empty where there is only one.
  var unit: String { get }
  func measure(_ size: Int, _ bench: Bench) async throws(BenchError) -> [Measurement]
}

extension Job {
  var sizes: [Int] { [mainSize] }
  var quickSize: Int { sizes.first ?? mainSize }
  var unit: String { "" }
}

/// What came of a job at one size.
struct Measurement: Hashable, Sendable {
  var job: String
  var ours: Sample?
  var peerName = "–"
  /// Nil where there is none, or where it is missing.
  var peer: Sample?
  var goals: [Goal] = []
  /// Numbers that are no sample: `99th 3.1 ms`.
  var details: [String] = []
}

/// A limit and whether it holds.
struct Goal: Hashable, Sendable {
  let text: String
  /// Nil where it cannot be told, because the peer is missing.
  let isMet: Bool?

  init(_ text: String, _ isMet: Bool?) {
    self.text = text
    self.isMet = isMet
  }

  /// At most that many times the peer's.
  static func ratio(
    _ name: String, _ number: KeyPath<Sample, Double>, _ ours: Sample?, _ peer: Sample?, atMost limit: Double,
    _ words: String
  ) -> Goal {
    guard let ours, let peer else { return Goal("\(words) its \(name)", nil) }
    return Goal("\(words) its \(name)", ours[keyPath: number] <= limit * peer[keyPath: number])
  }

  static func memory(_ ours: Sample?, _ peer: Sample?, atMost limit: Double, _ words: String) -> Goal {
    guard let ours, let peer else { return Goal("\(words) its memory", nil) }
    return Goal("\(words) its memory", Double(ours.peak) <= limit * Double(peer.peak))
  }
}
