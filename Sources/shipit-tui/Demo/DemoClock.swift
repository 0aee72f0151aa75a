import Synchronization

/// Real time that can be moved ahead, so that a demo starts with a past. Whoever sleeps wakes earlier by as much.
///
/// One that stands moves by nothing else: every look at it is the same.
final class DemoClock: Clock, Sendable {
  typealias Instant = ContinuousClock.Instant

  private struct State {
    var ahead = Duration.zero
    var nextID = 0
    /// Sleeps in real time, to be computed anew when time is moved.
    var sleeps: [Int: Task<Void, any Error>] = [:]
  }

  private let base = ContinuousClock()
  /// When it was stopped; nil for one that goes.
  private let stopped: Instant?
  private let state = Mutex(State())

  init(stands: Bool = false) {
    stopped = stands ? base.now : nil
  }

  var now: Instant { (stopped ?? base.now).advanced(by: state.withLock(\.ahead)) }
  var minimumResolution: Duration { base.minimumResolution }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    while now < deadline {
      try Task.checkCancellation()
      let (id, sleep) = state.withLock { state in
        let end = deadline.advanced(by: .zero - state.ahead)
        let sleep = Task { [base, stopped] in
          try await base.sleep(until: stopped == nil ? end : .now.advanced(by: .seconds(86_400)), tolerance: tolerance)
        }
        state.nextID += 1
        state.sleeps[state.nextID] = sleep
        return (state.nextID, sleep)
      }
      await withTaskCancellationHandler {
        // It ends early when time is moved; the loop looks again.
        _ = await sleep.result
      } onCancel: {
        sleep.cancel()
      }
      state.withLock { $0.sleeps[id] = nil }
    }
    try Task.checkCancellation()
  }

  func moveAhead(by duration: Duration) {
    let sleeps = state.withLock { state in
      state.ahead += duration
      return state.sleeps.values
    }
    for sleep in sleeps { sleep.cancel() }
  }
}
