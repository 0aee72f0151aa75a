import Synchronization

/// Bytes on their way from the thread that reads a socket to the task that wants them.
///
/// Holds little more than `capacity`: what is offered beyond that is refused, and so stays in the socket.
final class ByteQueue: Sendable {
  private typealias Reader = CheckedContinuation<Result<[UInt8]?, HTTPError>, Never>

  private struct State {
    /// None is empty.
    var pieces: [[UInt8]] = []
    var count = 0
    var hasRefused = false
    var end: Result<Void, HTTPError>?
    var reader: Reader?

    /// Small ones together: each costs its reader a turn.
    mutating func append(_ bytes: [UInt8]) {
      count += bytes.count
      if let last = pieces.last?.count, last + bytes.count <= ByteQueue.joinedMax {
        pieces[pieces.count - 1] += bytes
      } else {
        pieces.append(bytes)
      }
    }

    mutating func takeFirst() -> [UInt8]? {
      guard !pieces.isEmpty else { return nil }
      let first = pieces.removeFirst()
      count -= first.count
      return first
    }
  }

  private static let joinedMax = 64 << 10

  private let state = Mutex(State())
  private let capacity: Int
  /// Called when bytes were refused and there is room again.
  private let onRoom: @Sendable () -> Void

  init(capacity: Int = 256 << 10, onRoom: @escaping @Sendable () -> Void) {
    self.capacity = capacity
    self.onRoom = onRoom
  }

  /// Takes all of `bytes`, which are empty then, or none when full; `onRoom` then tells when to offer them again.
  func offer(_ bytes: inout [UInt8]) -> Bool {
    let (isTaken, reader) = state.withLock { state -> (Bool, Reader?) in
      if state.end != nil { return (true, nil) }  // Nobody wants them any more.
      if let reader = state.reader {
        state.reader = nil
        return (true, reader)
      }
      guard state.count < capacity else {
        state.hasRefused = true
        return (false, nil)
      }
      state.append(bytes)
      return (true, nil)
    }
    // Outside the lock, which the reader that it wakes takes next.
    reader?.resume(returning: .success(bytes))
    if isTaken { bytes = [] }
    return isTaken
  }

  /// Nothing follows but `rest`. What is queued can still be read, unless the reader itself has cancelled. The first end
  /// counts.
  func finish(_ end: Result<Void, HTTPError>, rest: [UInt8] = []) {
    let (reader, last) = state.withLock { state -> (Reader?, [UInt8]?) in
      guard state.end == nil else { return (nil, nil) }
      state.end = end
      if end.failure == .cancelled {
        (state.pieces, state.count) = ([], 0)
      } else if !rest.isEmpty {
        state.append(rest)
      }
      guard let reader = state.reader else { return (nil, nil) }
      state.reader = nil
      return (reader, state.takeFirst())
    }
    reader?.resume(returning: last.map { .success($0) } ?? Self.ending(end))
  }

  /// As the reader is told of it.
  private static func ending(_ end: Result<Void, HTTPError>) -> Result<[UInt8]?, HTTPError> { end.map { nil } }

  /// What has come so far, or nil at the end. One task at a time.
  func next() async -> Result<[UInt8]?, HTTPError> {
    await withCheckedContinuation { continuation in
      let (result, hasRoom) = state.withLock { state -> (Result<[UInt8]?, HTTPError>?, Bool) in
        let result = state.takeFirst().map { .success($0) } ?? state.end.map(Self.ending)
        if result == nil {
          precondition(state.reader == nil, "two tasks read one body")
          state.reader = continuation
        }
        // Not for each piece: the thread is woken once for about as much as it is asked to bring.
        guard state.hasRefused, state.count < capacity else { return (result, false) }
        state.hasRefused = false
        return (result, true)
      }
      if let result { continuation.resume(returning: result) }
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
