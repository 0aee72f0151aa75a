import HTTP
import JSON

extension Cluster {
  func reply(to request: HTTPRequest, from user: SimulatedUser) -> Reply {
    APIError.unknownResource.reply
  }

  func openWebSocket(_ request: HTTPRequest, from user: SimulatedUser, subprotocols: [String]) -> WebSocketReply {
    .refused(APIError.unknownResource.reply)
  }
  func receive(_ message: WebSocketMessage, in id: Int) -> Bool { false }
  func nextMessage(of id: Int) -> WebSocketStep { .closed }
  func closeWebSocket(_ id: Int) {}
}
