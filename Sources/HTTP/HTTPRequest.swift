/// One request to the server that a transport is bound to.
package struct HTTPRequest: Hashable, Sendable {
  package enum Method: String, Hashable, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  package var method: Method
  /// Absolute path below the server's base path, percent-encoded, without a query.
  package var path: String
  /// Not percent-encoded; the transport encodes names and values. Order and repeats are kept.
  package var query: [QueryItem]
  package var headers: HTTPHeaders
  package var body: [UInt8]
  /// Longest silence that is tolerated: before the head and between two pieces of the body. There is no limit on the total.
  package var idleTimeout: Duration
  /// Ask for a connection that no other exchange shares: for streams whose reader may stop for long, so followed logs.
  ///
  /// Streams that share an HTTP/2 connection wait for each other where libcurl (7.88) may not read further for one of
  /// them, and only reading as fast as it comes avoids that.
  package var ownConnection = false
  /// Send it on a new connection: when one that was used before ends without an answer, libcurl (7.88) takes it for one that
  /// had been closed meanwhile and sends any request once more, also where doing it twice is not doing it once.
  package var freshConnection = false
  /// Not sent again by itself where no answer came: for streams, whose readers ask again anyway, later each time, and tell
  /// meanwhile that they do.
  package var isTriedOnce = false

  package init(
    _ method: Method = .get, _ path: String, query: [QueryItem] = [], headers: HTTPHeaders = [:], body: [UInt8] = [],
    idleTimeout: Duration = .seconds(30)
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.idleTimeout = idleTimeout
  }

  package struct QueryItem: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }
}
