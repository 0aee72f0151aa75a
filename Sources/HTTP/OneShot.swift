import Synchronization

/// A value that comes once, from another thread, for one waiting task.
final class OneShot<Value: Sendable>: Sendable {
  private enum State {
    case empty
    case waiting(CheckedContinuation<Value, Never>)
    case settled(Value)
  }

  private let state = Mutex(State.empty)

  /// The first value counts.
  func settle(_ value: Value) {
    state.withLock { state in
      if case .settled = state { return }
      if case .waiting(let continuation) = state { continuation.resume(returning: value) }
      state = .settled(value)
    }
  }

  var value: Value {
    get async {
      await withCheckedContinuation { continuation in
        state.withLock { state in
          switch state {
          case .empty: state = .waiting(continuation)
          case .settled(let value): continuation.resume(returning: value)
          case .waiting: preconditionFailure("two tasks wait for one value")
          }
        }
      }
    }
  }
}
