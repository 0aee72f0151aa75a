import Foundation

/// Pseudo-random bytes from a seed (SplitMix64), so that what a fuzz target finds can be found again.
package struct Fuzz: RandomNumberGenerator {
  private var state: UInt64

  /// Rounds for each seed: `SHIPIT_FUZZ_ROUNDS`, or few enough for every test run. CI runs 20,000 (`.ci/run`).
  package static let rounds = variable("SHIPIT_FUZZ_ROUNDS").flatMap { Int($0) } ?? 400

  /// What all is derived from: `SHIPIT_FUZZ_SEED`, in CI another one for each commit, or always the same.
  package static let seed = variable("SHIPIT_FUZZ_SEED").flatMap { UInt64($0) } ?? 1

  private static func variable(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

  /// A generator for one target, whose seed is said before anything can crash.
  package init(target: String, _ number: UInt64 = 0) {
    let message = "fuzz \(target): SHIPIT_FUZZ_SEED=\(Self.seed) SHIPIT_FUZZ_ROUNDS=\(Self.rounds)\n"
    try? FileHandle.standardError.write(contentsOf: Array(message.utf8))
    self.init(seed: Self.seed &* 1_000_003 &+ number)
  }

  package init(seed: UInt64) {
    state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// 0..<limit.
  package mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }

  package mutating func bytes(upTo limit: Int) -> [UInt8] {
    (0..<below(limit + 1)).map { _ in UInt8(truncatingIfNeeded: next()) }
  }

  /// The same bytes in pieces, as a socket may deliver them.
  package mutating func cut(_ bytes: [UInt8]) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      pieces.append(Array(rest.prefix(1 + below(below(2) == 0 ? 4 : 200))))
      rest = rest.dropFirst(pieces[pieces.count - 1].count)
    }
    return pieces
  }
}
