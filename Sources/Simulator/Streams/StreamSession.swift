import HTTP
import JSON

/// One WebSocket of exec, attach or port-forward.
final class StreamSession {
  let wakeup = Wakeup()
}

extension Cluster {
  func openWebSocket(_ request: HTTPRequest, from user: SimulatedUser, subprotocols: [String]) -> WebSocketReply {
    .refused(APIError.unknownResource.reply)
  }
  func receive(_ message: WebSocketMessage, in id: Int) -> Bool { false }
  func nextMessage(of id: Int) -> WebSocketStep { .closed }
  func closeWebSocket(_ id: Int) {}
}
