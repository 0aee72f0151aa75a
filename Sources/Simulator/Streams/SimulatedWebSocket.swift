import HTTP

enum WebSocketReply: Sendable {
  case refused(Reply)
  case opened(id: Int, Wakeup, subprotocol: String)
}

enum WebSocketStep: Sendable {
  case message(WebSocketMessage)
  case later
  case closed
}

/// The client's end of exec, attach and port-forward.
struct SimulatedWebSocket: WebSocket {
  let id: Int
  let wakeup: Wakeup
  let core: ClusterActor
  let subprotocol: String?

  func send(_ message: WebSocketMessage) async throws(HTTPError) {
    guard await core.send(message, to: id) else { throw .closedEarly(reason: "the WebSocket is closed") }
  }

  func receive() async throws(HTTPError) -> WebSocketMessage? {
    while true {
      if Task.isCancelled {
        await core.closeWebSocket(id)
        throw .cancelled
      }
      switch await core.nextMessage(of: id) {
      case .message(let message): return message
      case .closed: return nil
      case .later: await wakeup.wait()
      }
    }
  }

  func close() async {
    await core.closeWebSocket(id)
  }
}
