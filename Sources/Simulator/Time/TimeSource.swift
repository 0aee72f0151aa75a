/// A clock of any type, reduced to what the cluster asks of it.
struct TimeSource: Sendable {
  /// Time since the cluster started.
  let elapsed: @Sendable () -> Duration
  let sleep: @Sendable (Duration) async throws -> Void
  /// The clock itself when it is the cluster that moves it.
  let manual: ManualClock?

  init(_ clock: some Clock<Duration>) {
    let start = clock.now
    elapsed = { start.duration(to: clock.now) }
    sleep = { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) }
    manual = clock as? ManualClock
  }
}
