import HTTP

/// A server made of closures: the test says what it answers.
package struct ScriptedOrigin: HTTPTransport {
  package typealias Answer = @Sendable (HTTPRequest) async throws(HTTPError) -> HTTPResponse
  package typealias Upgrade = @Sendable (HTTPRequest, [String]) async throws(HTTPError) -> any WebSocket

  private let answer: Answer
  private let upgrade: Upgrade

  /// Answers requests; upgrades to nothing.
  package init(answer: @escaping Answer = { _ in HTTPResponse(404, [:], "") }) {
    self.answer = answer
    upgrade = { _, _ throws(HTTPError) in throw .refused(status: 404, headers: [:], body: []) }
  }

  /// Opens WebSockets and nothing else.
  package init(upgrade: @escaping Upgrade) {
    answer = { _ in HTTPResponse(404, [:], "") }
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
  package init(_ status: Int, _ headers: HTTPHeaders, _ body: String) {
    self.init(status: status, headers: headers, body: HTTPBody(Array(body.utf8)))
  }

  /// 200 with that body.
  package init(_ body: String) {
    self.init(200, [:], body)
  }
}
