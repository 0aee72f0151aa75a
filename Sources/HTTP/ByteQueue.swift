import Synchronization

/// Bytes on their way from the thread that reads a socket to the task that wants them.
///
/// Holds little more than `capacity`: what is offered beyond that is refused, and so stays in the socket.
final class ByteQueue: Sendable {
  private struct State {
    var bytes: [UInt8] = []
    var hasRefused = false
    var end: Result<Void, HTTPError>?
    var reader: CheckedContinuation<Result<[UInt8]?, HTTPError>, Never>?
  }

  private let state = Mutex(State())
  private let capacity: Int
  /// Called when bytes were refused and there is room again.
  private let onRoom: @Sendable () -> Void

  init(capacity: Int = 256 << 10, onRoom: @escaping @Sendable () -> Void) {
    self.capacity = capacity
    self.onRoom = onRoom
  }

  /// Takes all of `bytes`, or none when full; `onRoom` then tells when to offer them again.
  func offer(_ bytes: UnsafeRawBufferPointer) -> Bool {
    state.withLock { state in
      guard state.end == nil else { return true }  // Nobody wants them any more.
      if let reader = state.reader {
        state.reader = nil
        reader.resume(returning: .success(Array(bytes)))
      } else if state.bytes.count < capacity {
        state.bytes.append(contentsOf: bytes)
      } else {
        state.hasRefused = true
        return false
      }
      return true
    }
  }

  /// True while an offer would be refused.
  var isFull: Bool {
    state.withLock { state in
      let isFull = state.bytes.count >= capacity && state.reader == nil && state.end == nil
      if isFull { state.hasRefused = true }
      return isFull
    }
  }

  /// Nothing follows. What is queued can still be read, unless the reader itself has cancelled. The first end counts.
  func finish(_ end: Result<Void, HTTPError>) {
    state.withLock { state in
      guard state.end == nil else { return }
      state.end = end
      if end.failure == .cancelled { state.bytes = [] }
      guard let reader = state.reader else { return }
      state.reader = nil
      reader.resume(returning: end.map { nil })
    }
  }

  /// What has come so far, or nil at the end. One task at a time.
  func next() async -> Result<[UInt8]?, HTTPError> {
    await withCheckedContinuation { continuation in
      let hasRoom = state.withLock { state in
        if !state.bytes.isEmpty {
          continuation.resume(returning: .success(state.bytes))
          state.bytes = []
        } else if let end = state.end {
          continuation.resume(returning: end.map { nil })
        } else {
          precondition(state.reader == nil, "two tasks read one body")
          state.reader = continuation
        }
        defer { state.hasRefused = false }
        return state.hasRefused
      }
      if hasRoom { onRoom() }
    }
  }
}

extension Result {
  fileprivate var failure: Failure? {
    guard case .failure(let failure) = self else { return nil }
    return failure
  }
}
