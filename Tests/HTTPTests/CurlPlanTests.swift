import FoundationEssentials
import Testing

@testable import HTTP

@Suite struct CurlPlanTests {
  private static func plan(
    _ request: HTTPRequest, to server: String, serverName: String? = nil, for purpose: CurlPlan.Purpose = .exchange
  ) throws -> CurlPlan {
    let endpoint = HTTPEndpoint(
      server: try #require(URL(string: server)), tls: HTTPEndpoint.TLS(serverName: serverName))
    return try CurlPlan(request, to: endpoint, for: purpose, userAgent: "tests")
  }

  @Test(
    "the server's base path goes before the request's",
    arguments: [
      ("https://host", "https://host:443/api/v1"),
      ("https://host:6443", "https://host:6443/api/v1"),
      ("https://host/k8s/clusters/c-1/", "https://host:443/k8s/clusters/c-1/api/v1"),
      ("http://[::1]:8001", "http://[::1]:8001/api/v1"),
      ("https://user:password@host", "https://host:443/api/v1"),
    ])
  func url(server: String, is expected: String) throws {
    #expect(try Self.plan(HTTPRequest(.get, "/api/v1"), to: server).url == expected)
  }

  @Test("queries keep their order and repeats, and encode all but RFC 3986's unreserved characters")
  func query() throws {
    let request = HTTPRequest(
      .get, "/logs", query: [.init("a", "1 +&="), .init("a", "ü~-._"), .init("command", "/bin/sh")])
    #expect(
      try Self.plan(request, to: "http://h").target == "/logs?a=1%20%2B%26%3D&a=%C3%BC~-._&command=%2Fbin%2Fsh")
  }

  @Test(
    "another name for the certificate changes where the URL points, not where the connection goes",
    arguments: [
      ("https://10.0.0.1:6443", "api.internal", "https://api.internal:6443/", "api.internal:6443:10.0.0.1:6443"),
      ("https://[::1]", "api.internal", "https://api.internal:443/", "api.internal:443:[::1]:443"),
      ("https://host", "host", "https://host:443/", nil),
      ("https://host", "", "https://host:443/", nil),
      ("http://host", "api.internal", "http://host:80/", nil),
    ])
  func serverName(server: String, name: String, url: String, connectTo: String?) throws {
    let plan = try Self.plan(HTTPRequest(.get, "/"), to: server, serverName: name)
    #expect(plan.url == url)
    #expect(plan.connectTo == connectTo)
    #expect(plan.headers.first { $0.name == "Host" }?.value.contains("internal") == false)
  }

  @Test("who has headers of their own keeps them")
  func headers() throws {
    let request = HTTPRequest(.get, "/", headers: ["host": "h", "user-agent": "mine"])
    let names = try Self.plan(request, to: "http://host").headers.map(\.name)
    #expect(names == ["Host", "User-Agent"] || names == ["host", "user-agent"])
  }

  @Test("HTTP/2 is for exchanges that may share a connection", arguments: [(false, true), (true, false)])
  func http2(ownConnection: Bool, allowed: Bool) throws {
    var request = HTTPRequest(.get, "/")
    request.ownConnection = ownConnection
    #expect(try Self.plan(request, to: "https://host").allowsHTTP2 == allowed)
    #expect(try !Self.plan(request, to: "https://host", for: .byteStream).allowsHTTP2)
  }

  @Test("addresses without a scheme or a host are refused", arguments: ["ftp://host", "host", "https:///path"])
  func servers(server: String) throws {
    let error = #expect(throws: HTTPError.self) { _ = try Self.plan(HTTPRequest(.get, "/"), to: server) }
    guard case .invalidRequest = error else { throw Unexpected(error) }
  }
}
