/// Time and chance, so that a test decides both.
package struct Timing: Sendable {
  /// Since some fixed moment; never goes back.
  package let elapsed: @Sendable () -> Duration
  /// - Throws: when the task is cancelled, and only then.
  package let sleep: @Sendable (Duration) async throws -> Void
  /// 0..<1.
  package let jitter: @Sendable () -> Double

  package init(
    elapsed: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void,
    jitter: @escaping @Sendable () -> Double
  ) {
    self.elapsed = elapsed
    self.sleep = sleep
    self.jitter = jitter
  }

  package init(
    clock: some Clock<Duration>, jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
  ) {
    let start = clock.now
    elapsed = { start.duration(to: clock.now) }
    sleep = { try await clock.sleep(for: $0) }
    self.jitter = jitter
  }

  package static let system = Timing(clock: ContinuousClock())
}
