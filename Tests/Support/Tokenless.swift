import HTTP

/// Takes credentials off, so that the transport's own user counts.
package struct Tokenless: HTTPTransport {
  private let transport: any HTTPTransport

  package init(_ transport: any HTTPTransport) {
    self.transport = transport
  }

  package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    try await transport.send(tokenless(request))
  }

  package func openWebSocket(
    _ request: HTTPRequest, subprotocols: [String]
  ) async throws(HTTPError) -> any WebSocket {
    try await transport.openWebSocket(tokenless(request), subprotocols: subprotocols)
  }

  private func tokenless(_ request: HTTPRequest) -> HTTPRequest {
    var request = request
    request.headers["Authorization"] = nil
    return request
  }
}
