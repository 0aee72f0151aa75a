import HTTP

/// Presents credentials with each request. Client certificates are the transport's.
package protocol Authenticator: Sendable {
  /// - Throws: `.credentials` when there are none to present.
  func headers() async throws(KubernetesError) -> HTTPHeaders
  /// The server answered 401 to `headers`: forgets what is cached, and says whether the next ones can differ.
  func refused(_ headers: HTTPHeaders) async -> Bool
}

/// The same headers every time: a token, a password, nobody.
package struct FixedCredentials: Authenticator {
  private let fields: HTTPHeaders

  package init(_ fields: HTTPHeaders = [:]) {
    self.fields = fields
  }

  package func headers() -> HTTPHeaders { fields }
  package func refused(_ headers: HTTPHeaders) -> Bool { false }
}
