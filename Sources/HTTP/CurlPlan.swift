import FoundationEssentials

/// A request written down for the wire: what libcurl is told, or what a WebSocket handshake says itself.
struct CurlPlan: Sendable {
  /// What becomes of the connection.
  enum Purpose: Sendable {
    case exchange
    /// Only connect (and TLS, and the proxy's tunnel); the bytes are ours.
    case byteStream
  }

  let purpose: Purpose
  let url: String
  /// libcurl's `HOST:PORT:TO-HOST:TO-PORT`, where the certificate is checked for another name than the host's.
  let connectTo: String?
  let method: HTTPRequest.Method
  /// Path and query, as in the request line.
  let target: String
  /// `Host` is among them.
  let headers: [HTTPHeaders.Field]
  let body: [UInt8]
  let endpoint: HTTPEndpoint
  let idleTimeout: Duration
  let freshConnection: Bool
  let allowsHTTP2: Bool

  /// - Throws: `.invalidRequest` for what would not survive the way as one request.
  init(_ request: HTTPRequest, to endpoint: HTTPEndpoint, for purpose: Purpose, userAgent: String) throws(HTTPError) {
    guard !endpoint.host.isEmpty, ["http", "https"].contains(endpoint.server.scheme) else {
      throw .invalidRequest(reason: "the server's address needs http:// or https:// and a host")
    }
    guard request.path.hasPrefix("/"),
      request.path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"?#".utf8.contains($0) })
    else { throw .invalidRequest(reason: "the path is not percent-encoded") }

    target = endpoint.basePath + request.path + Self.encoded(request.query)
    let authority = Self.authority(endpoint.host, endpoint.server.port)
    let certificateHost =
      endpoint.tls.serverName.flatMap { endpoint.isSecure && !$0.isEmpty ? $0 : nil } ?? endpoint.host
    let scheme = endpoint.isSecure ? "https" : "http"
    url = "\(scheme)://\(Self.authority(certificateHost, endpoint.port))\(target)"
    connectTo =
      certificateHost == endpoint.host
      ? nil : "\(Self.authority(certificateHost, endpoint.port)):\(Self.authority(endpoint.host, endpoint.port))"

    var headers = request.headers
    headers["Host"] = headers["Host"] ?? authority
    headers["User-Agent"] = headers["User-Agent"] ?? userAgent
    for field in headers.fields where !field.isValid {
      throw .invalidRequest(reason: "the header \(field.name.filter(\.isLetter)) contains a control character")
    }
    self.headers = headers.fields
    self.purpose = purpose
    self.endpoint = endpoint
    method = request.method
    body = request.body
    idleTimeout = request.idleTimeout
    freshConnection = request.freshConnection
    allowsHTTP2 = purpose == .exchange && endpoint.isSecure && !request.ownConnection
  }

  /// IPv6 addresses stand in brackets (RFC 3986 §3.2.2).
  private static func authority(_ host: String, _ port: Int?) -> String {
    let host = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
    return port.map { "\(host):\($0)" } ?? host
  }

  private static func encoded(_ query: [HTTPRequest.QueryItem]) -> String {
    query.isEmpty
      ? "" : "?" + query.map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }.joined(separator: "&")
  }
}

extension HTTPEndpoint {
  fileprivate var basePath: String {
    var path = server.path(percentEncoded: true)
    while path.hasSuffix("/") { path.removeLast() }
    return path
  }
}

extension HTTPHeaders.Field {
  /// RFC 9110 §5.1 and §5.5, with obs-text allowed.
  fileprivate var isValid: Bool {
    !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
      && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
  }
}

extension String {
  /// Everything but RFC 3986's unreserved characters as `%XX`.
  fileprivate var percentEncoded: String {
    var encoded = ""
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return encoded
  }
}
