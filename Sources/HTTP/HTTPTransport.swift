/// Sends requests to one server. The libcurl implementation speaks to a socket, the simulator answers in memory.
///
/// Every implementation passes the same contract suite.
package protocol HTTPTransport: Sendable {
  /// Returns when the head has arrived; the body is pulled from the response.
  ///
  /// A status of 400 or more is a response, not an error. Cancelling the task closes the exchange at once.
  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse

  /// Opens a WebSocket (RFC 6455) and offers `subprotocols` in order of preference.
  ///
  /// - Throws: `.refused` with the server's answer when it does not switch protocols.
  func openWebSocket(_ request: HTTPRequest, subprotocols: [String]) async throws(HTTPError) -> any WebSocket
}

package struct HTTPResponse: Sendable {
  package let status: Int
  package let headers: HTTPHeaders
  package let body: HTTPBody

  package init(status: Int, headers: HTTPHeaders, body: HTTPBody) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// What went wrong below HTTP: no answer, or only a part of one.
package enum HTTPError: Error, Hashable, Sendable {
  /// The name has no address.
  case nameNotFound(host: String)
  /// Nothing listens, or no route leads there.
  case notConnected(host: String, port: Int, reason: String)
  /// The server's certificate was not accepted, or it did not accept ours.
  case tls(reason: String)
  case proxy(reason: String)
  /// The server was silent for as long as the request tolerates.
  case idle(Duration)
  /// The connection ended before the answer did.
  case closedEarly(reason: String)
  /// The server answered with something that is not HTTP, or not the WebSocket protocol.
  case invalidAnswer(reason: String)
  /// The server did not switch to the WebSocket protocol; `body` holds at most 64 KiB of its answer.
  case refused(status: Int, headers: HTTPHeaders, body: [UInt8])
  /// The request cannot be written down: a header with a line break in it, a URL without a host.
  case invalidRequest(reason: String)
  /// Nothing was sent: the server did not answer several times in a row and is left alone for a while.
  case suspended(tryIn: Duration)
  case cancelled
}

/// A two-way stream of messages. `receive` is called by one task at a time, `send` by any.
package protocol WebSocket: Sendable {
  /// The subprotocol that the server chose.
  var subprotocol: String? { get }
  func send(_ message: WebSocketMessage) async throws(HTTPError)
  /// The next message, or nil after the peer has closed.
  func receive() async throws(HTTPError) -> WebSocketMessage?
  func close() async
}

package enum WebSocketMessage: Hashable, Sendable {
  case binary([UInt8])
  case text(String)
}
