import FoundationEssentials

/// Where a server is, and how to be sure that it is the right one.
///
/// Two transports with equal endpoints share connections; any difference, so another certificate, gets its own.
package struct HTTPEndpoint: Sendable, Hashable {
  /// Scheme, host, port and base path; a query or a fragment is ignored.
  package var server: URL
  /// `http://`, `https://` or `socks5://`. Nil connects directly: the environment's proxy variables are the caller's to read.
  package var proxy: URL?
  package var tls: TLS

  package init(server: URL, proxy: URL? = nil, tls: TLS = TLS()) {
    self.server = server
    self.proxy = proxy
    self.tls = tls
  }

  package struct TLS: Sendable, Hashable {
    /// PEM of the authorities to trust instead of the system's.
    package var authorities: [UInt8]?
    package var identity: Identity?
    /// The name that the server's certificate is checked for and that SNI sends, where it is not the host's.
    package var serverName: String?
    package var insecureSkipVerify: Bool

    package init(
      authorities: [UInt8]? = nil, identity: Identity? = nil, serverName: String? = nil,
      insecureSkipVerify: Bool = false
    ) {
      self.authorities = authorities
      self.identity = identity
      self.serverName = serverName
      self.insecureSkipVerify = insecureSkipVerify
    }
  }

  /// A client certificate with its key. Describes itself without either.
  package struct Identity: Sendable, Hashable {
    /// PEM; the leaf first, then its chain.
    package let certificate: [UInt8]
    package let key: [UInt8]

    package init(certificate: [UInt8], key: [UInt8]) {
      self.certificate = certificate
      self.key = key
    }
  }
}

extension HTTPEndpoint.Identity: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "client certificate" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension HTTPEndpoint {
  var host: String { server.host() ?? "" }
  var port: Int { server.port ?? (isSecure ? 443 : 80) }
  var isSecure: Bool { server.scheme == "https" || server.scheme == "wss" }
}
