import HTTP
import Synchronization

/// A server's side of a WebSocket that gives back what it gets.
package final class EchoSocket: WebSocket {
  package let subprotocol: String?
  package let closed = Gate()
  private let messages: AsyncStream<WebSocketMessage>
  private let queue: AsyncStream<WebSocketMessage>.Continuation

  package init(subprotocol: String? = nil) {
    self.subprotocol = subprotocol
    (messages, queue) = AsyncStream.makeStream()
  }

  package func send(_ message: WebSocketMessage) { queue.yield(message) }

  package func receive() async -> WebSocketMessage? {
    var iterator = messages.makeAsyncIterator()
    return await iterator.next()
  }

  package func close() {
    queue.finish()
    closed.open()
  }
}
