import HTTP
import Synchronization

/// A body that a test fills and that tells how much of it was taken, and when nobody wants more.
package final class Faucet: HTTPBodySource {
  package enum Step: Sendable {
    case piece([UInt8])
    case end
    case failure(HTTPError)
    /// Nothing more comes until the exchange ends.
    case silence
  }

  private let step: @Sendable (Int) -> Step
  private let count = Mutex((pieces: 0, bytes: 0))
  private let ended = Gate()

  /// `step` gives the piece of each index; it is asked only when a piece is wanted.
  package init(_ step: @escaping @Sendable (Int) -> Step) {
    self.step = step
  }

  package var bytesTaken: Int { count.withLock { $0.bytes } }

  package func next() async throws(HTTPError) -> [UInt8]? {
    switch step(count.withLock { $0.pieces }) {
    case .piece(let bytes):
      count.withLock { $0 = ($0.pieces + 1, $0.bytes + bytes.count) }
      return bytes
    case .end: return nil
    case .failure(let error): throw error
    case .silence:
      await ended.opened()
      throw .cancelled
    }
  }

  package func cancel() { ended.open() }
  deinit { ended.open() }

  /// Returns when the server has dropped the body, as it does when its client has gone.
  package var gone: Gate { ended }
}

/// Opens once; whoever waits goes on. Cancelling a waiting task lets it through as well.
package final class Gate: Sendable {
  private let state = Mutex((isOpen: false, waiting: [CheckedContinuation<Void, Never>]()))

  package init() {}

  package var isOpen: Bool { state.withLock { $0.isOpen } }

  package func open() {
    let waiting = state.withLock { state in
      defer { state = (true, []) }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  package func opened() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOpen = state.withLock { state in
          if !state.isOpen { state.waiting.append(continuation) }
          return state.isOpen
        }
        if isOpen { continuation.resume() }
      }
    } onCancel: {
      open()
    }
  }
}
