import HTTP

/// A server made of closures: the test says what it answers.
package struct ScriptedOrigin: HTTPTransport {
  package typealias Answer = @Sendable (HTTPRequest) async throws(HTTPError) -> HTTPResponse
  package typealias Upgrade = @Sendable (HTTPRequest, [String]) async throws(HTTPError) -> any WebSocket

  private let answer: Answer
  private let upgrade: Upgrade

  package init(
    answer: @escaping Answer = { _ in HTTPResponse(status: 404, headers: [:], body: HTTPBody([])) },
    upgrade: @escaping Upgrade = { _, _ throws(HTTPError) in throw .refused(status: 404, headers: [:], body: []) }
  ) {
    self.answer = answer
    self.upgrade = upgrade
  }

  package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse { try await answer(request) }

  package func openWebSocket(
    _ request: HTTPRequest, subprotocols: [String]
  ) async throws(HTTPError) -> any WebSocket {
    try await upgrade(request, subprotocols)
  }
}

extension HTTPResponse {
  package init(_ status: Int = 200, _ headers: HTTPHeaders = [:], _ body: String) {
    self.init(status: status, headers: headers, body: HTTPBody(Array(body.utf8)))
  }
}
