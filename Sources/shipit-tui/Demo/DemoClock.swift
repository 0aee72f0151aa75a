import Synchronization

/// Real time that can be moved ahead, so that a demo starts with a past.
final class DemoClock: Clock, Sendable {
  typealias Instant = ContinuousClock.Instant

  private let base = ContinuousClock()
  private let ahead = Mutex(Duration.zero)

  var now: Instant { base.now.advanced(by: ahead.withLock { $0 }) }
  var minimumResolution: Duration { base.minimumResolution }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try await base.sleep(until: deadline.advanced(by: .zero - ahead.withLock { $0 }), tolerance: tolerance)
  }

  func moveAhead(by duration: Duration) {
    ahead.withLock { $0 += duration }
  }
}
