import FoundationEssentials
import HTTP
import SimulatorServer
import TestSupport
import Testing

@Suite(.enabled(if: TLSProxy.isInstalled, "nghttpx is missing: apt-get install nghttp2-proxy"))
struct TLSTests {
  /// Answers with what the proxy says of the way.
  private static let origin = ScriptedOrigin { request in HTTPResponse(request.headers["Via"] ?? "no proxy") }

  @Test(
    "HTTP/2 where the server has it, else HTTP/1.1, both with a client certificate",
    arguments: [([], "2 nghttpx"), (["--npn-list=http/1.1"], "1.1 nghttpx")])
  func protocols(options: [String], via: String) async throws {
    try await TLSProxy.run(before: Self.origin, options: options) { proxy in
      let transport = try proxy.transport()
      #expect(try await transport.send(HTTPRequest(.get, "/")).body.text == via)
    }
  }

  @Test("a stream that may stall goes over HTTP/1.1")
  func ownConnection() async throws {
    try await TLSProxy.run(before: Self.origin) { proxy in
      var request = HTTPRequest(.get, "/")
      request.ownConnection = true
      let seen = try await proxy.transport().send(request).body.text
      #expect(seen == "1.1 nghttpx")
    }
  }

  @Test("the certificate may be checked for another name, and not at all")
  func names() async throws {
    try await TLSProxy.run(before: Self.origin) { proxy in
      let named = try proxy.endpoint { $0.serverName = Certificates.serverName }
      let unchecked = try proxy.endpoint(host: "localhost") {
        $0.insecureSkipVerify = true
        $0.authorities = nil
      }
      for endpoint in [named, unchecked] {
        let transport = CurlTransport(endpoint: endpoint, multi: .patient(), userAgent: "tests")
        #expect(try await transport.send(HTTPRequest(.get, "/")).status == 200)
      }
    }
  }

  enum Distrust: String, CaseIterable {
    case systemAuthorities, otherAuthority, otherHost, otherName, noIdentity, foreignIdentity, brokenKey,
      brokenAuthority
  }

  @Test("trust that is missing is a TLS error, whoever misses it", arguments: Distrust.allCases)
  func refusals(_ distrust: Distrust) async throws {
    try await Certificates.make { other in
      try await TLSProxy.run(before: Self.origin) { proxy in
        let endpoint = try proxy.endpoint(host: distrust == .otherHost ? "localhost" : "127.0.0.1") { tls in
          switch distrust {
          case .systemAuthorities: tls.authorities = nil
          case .otherAuthority: tls.authorities = other.authority
          case .otherHost: break
          case .otherName: tls.serverName = "other.internal"
          case .noIdentity: tls.identity = nil
          case .foreignIdentity: tls.identity = other.client
          case .brokenKey:
            tls.identity = .init(certificate: proxy.certificates.client.certificate, key: other.client.key)
          case .brokenAuthority: tls.authorities = Array("no PEM".utf8)
          }
        }
        let transport = CurlTransport(endpoint: endpoint, multi: .patient(), userAgent: "tests")
        let error = await #expect(throws: HTTPError.self) { try await transport.send(HTTPRequest(.get, "/")) }
        // In TLS 1.3 the server refuses our certificate when the handshake has ended for us already: its connection may be
        // gone before its alert is read.
        if case .closedEarly = error, distrust == .noIdentity || distrust == .foreignIdentity { return }
        guard case .tls(let reason) = error else { throw Unexpected(error) }
        #expect(!reason.isEmpty && !reason.contains("PRIVATE KEY"))
      }
    }
  }

  @Test("an identity describes itself without its key")
  func secrecy() async throws {
    try await Certificates.make { certificates in
      var text = ""
      dump(HTTPEndpoint.TLS(identity: certificates.client), to: &text)
      text += "\(certificates.client) \(String(reflecting: certificates.client))"
      #expect(!text.contains("\(certificates.client.key[0])") && !text.contains("PRIVATE"))
    }
  }

  @Test("a WebSocket works through TLS, with pieces larger than a record")
  func webSocket() async throws {
    try await TLSProxy.run(before: ScriptedOrigin { _, _ in EchoSocket() }) { proxy in
      let socket = try await proxy.transport().openWebSocket(HTTPRequest(.get, "/exec"), subprotocols: [])
      for count in [5, 100_000] {
        try await socket.send(.binary([UInt8](repeating: 7, count: count)))
        #expect(try await socket.receive() == .binary([UInt8](repeating: 7, count: count)))
      }
      await socket.close()
    }
  }
}
