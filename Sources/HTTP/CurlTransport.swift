/// Speaks to one server over libcurl: TLS 1.2 or newer, HTTP/2 where the server has it, gzip, kept connections.
///
/// The body is read from the socket only as fast as it is pulled, within a megabyte.
package final class CurlTransport: HTTPTransport {
  private let endpoint: HTTPEndpoint
  private let multi: CurlMulti
  private let userAgent: String
  private let random: @Sendable () -> UInt32

  /// `random` masks WebSocket frames, so it must not be guessable where a proxy reads along (RFC 6455 §10.3).
  package init(
    endpoint: HTTPEndpoint, multi: CurlMulti = .shared, userAgent: String,
    random: @escaping @Sendable () -> UInt32 = { .random(in: .min ... .max) }
  ) {
    self.endpoint = endpoint
    self.multi = multi
    self.userAgent = userAgent
    self.random = random
  }

  package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let plan = try CurlPlan(request, to: endpoint, for: .exchange, userAgent: userAgent)
    let exchange = CurlExchange(plan, on: multi)
    guard case .head(let status, let headers) = try await exchange.opened() else {
      throw .invalidAnswer(reason: "the answer has no head")
    }
    return HTTPResponse(status: status, headers: headers, body: HTTPBody(CurlBody(exchange)))
  }

  package func openWebSocket(
    _ request: HTTPRequest, subprotocols: [String]
  ) async throws(HTTPError) -> any WebSocket {
    let plan = try CurlPlan(request, to: endpoint, for: .byteStream, userAgent: userAgent)
    return try await CurlWebSocket.open(plan, subprotocols: subprotocols, on: multi, random: random)
  }
}

/// The reader's end of an exchange, which does not outlive it.
private final class CurlBody: HTTPBodySource {
  private let exchange: CurlExchange

  init(_ exchange: CurlExchange) {
    self.exchange = exchange
  }

  deinit { exchange.cancel() }

  func next() async throws(HTTPError) -> [UInt8]? { try await exchange.next() }
  func cancel() { exchange.cancel() }
}
