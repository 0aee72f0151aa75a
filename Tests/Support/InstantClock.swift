import Synchronization

/// A clock on which sleeping takes no time at all: it moves to the deadline, and tells how long was slept.
package final class InstantClock: Clock {
  package struct Instant: InstantProtocol {
    package let offset: Duration

    package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    package func duration(to other: Instant) -> Duration { other.offset - offset }
    package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private let state = Mutex((now: Duration.zero, sleeps: [Duration]()))

  package init() {}

  package var now: Instant { state.withLock { Instant(offset: $0.now) } }
  package var minimumResolution: Duration { .nanoseconds(1) }
  package var sleeps: [Duration] { state.withLock { $0.sleeps } }

  package func sleep(until deadline: Instant, tolerance: Duration?) throws {
    try Task.checkCancellation()
    state.withLock { state in
      state.sleeps.append(deadline.offset - state.now)
      state.now = max(state.now, deadline.offset)
    }
  }

  package func advance(by duration: Duration) { state.withLock { $0.now += duration } }
}
