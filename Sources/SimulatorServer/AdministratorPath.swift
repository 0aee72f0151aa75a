import HTTP

/// Gives requests below a path of their own the administrator's token, where they bring none.
///
/// kubectl sends no credentials over plain HTTP (client-go reads them only for HTTPS servers), so in its kubeconfig the
/// path of the server's address says who it is.
package struct AdministratorPath: HTTPTransport {
  package static let prefix = "/as/admin"

  private let base: any HTTPTransport
  private let token: String

  package init(_ base: any HTTPTransport, token: String) {
    self.base = base
    self.token = token
  }

  package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    try await base.send(identified(request))
  }

  package func openWebSocket(
    _ request: HTTPRequest, subprotocols: [String]
  ) async throws(HTTPError) -> any WebSocket {
    try await base.openWebSocket(identified(request), subprotocols: subprotocols)
  }

  private func identified(_ request: HTTPRequest) -> HTTPRequest {
    guard request.path.hasPrefix(Self.prefix + "/") else { return request }
    var request = request
    request.path.removeFirst(Self.prefix.count)
    request.headers["Authorization"] = request.headers["Authorization"] ?? "Bearer \(token)"
    return request
  }
}
