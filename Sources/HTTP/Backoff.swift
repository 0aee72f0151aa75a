/// How long to wait after failures in a row: doubling, capped, and jittered so that clients do not return in step.
package struct Backoff: Hashable, Sendable {
  package var base: Duration
  package var cap: Duration

  package init(base: Duration = .milliseconds(500), cap: Duration = .seconds(30)) {
    self.base = base
    self.cap = cap
  }

  /// - Parameters:
  ///   - failures: in a row; after none there is no wait.
  ///   - jitter: 0..<1. The wait lies between a half and the whole of the doubled base.
  package func delay(failures: Int, jitter: Double) -> Duration {
    guard failures > 0 else { return .zero }
    let whole = min(cap, base * (1 << min(failures - 1, 16)))
    return whole * (0.5 + jitter / 2)
  }
}
