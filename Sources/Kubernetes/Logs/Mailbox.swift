import Synchronization

/// Hands what many senders bring to one receiver. A sender waits until what it brought has been taken, so nothing piles up.
final class Mailbox<Element: Sendable>: Sendable {
  private struct State {
    var parcels: [(id: Int, element: Element, sender: CheckedContinuation<Void, Never>)] = []
    var receiver: CheckedContinuation<Void, Never>?
    var nextID = 0
    /// Cancelled before they began to wait.
    var cancelled: Set<Int> = []
    var isClosed = false
  }

  private let state = Mutex(State())

  /// Returns when it was taken, when the mailbox is closed or when the task is cancelled.
  func send(_ element: Element) async {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let (waiter, isRefused) = state.withLock { state -> (CheckedContinuation<Void, Never>?, Bool) in
          if state.isClosed || state.cancelled.remove(id) != nil { return (nil, true) }
          state.parcels.append((id, element, continuation))
          defer { state.receiver = nil }
          return (state.receiver, false)
        }
        waiter?.resume()
        if isRefused { continuation.resume() }
      }
    } onCancel: {
      let sender = state.withLock { state -> CheckedContinuation<Void, Never>? in
        guard let index = state.parcels.firstIndex(where: { $0.id == id }) else {
          state.cancelled.insert(id)
          return nil
        }
        return state.parcels.remove(at: index).sender
      }
      sender?.resume()
    }
    state.withLock { _ = $0.cancelled.remove(id) }
  }

  /// Whether something can be taken, or nothing ever will.
  var isReady: Bool { state.withLock { !$0.parcels.isEmpty || $0.isClosed } }

  /// Waits until something can be taken. One task at a time.
  func waitUntilReady() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          let isReady = !state.parcels.isEmpty || state.isClosed
          if !isReady { state.receiver = continuation }
          return isReady
        }
        if isReady { continuation.resume() }
      }
    } onCancel: {
      close()
    }
  }

  /// Everything that is there, in the order in which it came; nil when it is closed and empty.
  func takeAll() -> [Element]? {
    let (parcels, isClosed) = state.withLock { state in
      defer { state.parcels = [] }
      return (state.parcels, state.isClosed)
    }
    for parcel in parcels { parcel.sender.resume() }
    return parcels.isEmpty && isClosed ? nil : parcels.map(\.element)
  }

  /// Nothing more is accepted. What is there can still be taken.
  func close() {
    let receiver = state.withLock { state in
      state.isClosed = true
      defer { state.receiver = nil }
      return state.receiver
    }
    receiver?.resume()
  }
}
