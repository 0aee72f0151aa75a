/// Real time, a hundred times as fast: a simulated cluster lives by itself, and nobody waits long for it.
struct FastClock: Clock {
  struct Instant: InstantProtocol {
    let offset: Duration

    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private static let factor = 100
  private let start = ContinuousClock.now

  var now: Instant { Instant(offset: (ContinuousClock.now - start) * Self.factor) }
  var minimumResolution: Duration { .microseconds(100) }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try await Task.sleep(for: (deadline.offset - now.offset) / Self.factor)
  }
}
