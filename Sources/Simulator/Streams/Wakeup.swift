import Synchronization

/// Wakes the one task that waits for something to happen; what happened before the wait is not missed.
final class Wakeup: Sendable {
  private enum State {
    case idle
    case signalled
    case waiting(CheckedContinuation<Void, Never>)
  }

  private let state = Mutex(State.idle)

  func signal() {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard case .waiting(let waiter) = state else {
        state = .signalled
        return nil
      }
      state = .idle
      return waiter
    }
    waiter?.resume()
  }

  /// Returns after a signal or when the task is cancelled.
  func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let passed = state.withLock { state -> Bool in
          if case .signalled = state {
            state = .idle
            return true
          }
          state = .waiting(continuation)
          return false
        }
        if passed { continuation.resume() }
      }
    } onCancel: {
      signal()
    }
  }
}
