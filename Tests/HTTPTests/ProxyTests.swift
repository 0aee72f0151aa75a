import FoundationEssentials
import HTTP
import SimulatorServer
import TestSupport
import Testing

/// `proxy-url`: what libcurl does with a forward proxy.
@Suite struct ProxyTests {
  private static func transport(to server: SocketServer, through proxy: URL) throws -> CurlTransport {
    let endpoint = HTTPEndpoint(server: try #require(URL(string: server.url)), proxy: proxy)
    return CurlTransport(endpoint: endpoint, multi: .patient(), userAgent: "tests")
  }

  @Test("a WebSocket goes through a tunnel")
  func webSocket() async throws {
    try await SocketServer.run(serving: ScriptedOrigin { _, _ in EchoSocket() }) { server in
      try await ConnectProxy.run { proxy in
        let transport = try Self.transport(to: server, through: proxy.url)
        let socket = try await transport.openWebSocket(HTTPRequest(.get, "/exec"), subprotocols: [])
        try await socket.send(.text("hello"))
        #expect(try await socket.receive() == .text("hello"))
        #expect(proxy.requests == ["CONNECT 127.0.0.1:\(server.port) HTTP/1.1"])
      }
    }
  }

  @Test("HTTPS goes through a tunnel", .enabled(if: TLSProxy.isInstalled, "nghttpx is missing"))
  func https() async throws {
    try await TLSProxy.run(before: ScriptedOrigin { _ in HTTPResponse("ok") }) { server in
      try await ConnectProxy.run { proxy in
        var endpoint = try server.endpoint()
        endpoint.proxy = proxy.url
        let transport = CurlTransport(endpoint: endpoint, multi: .patient(), userAgent: "tests")
        #expect(try await transport.send(HTTPRequest(.get, "/")).body.text == "ok")
        #expect(proxy.requests == ["CONNECT 127.0.0.1:\(server.port) HTTP/1.1"])
      }
    }
  }

  @Test("a proxy that refuses is told from the server behind it")
  func refused() async throws {
    try await SocketServer.run(serving: ScriptedOrigin()) { server in
      try await ConnectProxy.run(refusing: true) { proxy in
        let transport = try Self.transport(to: server, through: proxy.url)
        let error = await #expect(throws: HTTPError.self) {
          try await transport.openWebSocket(HTTPRequest(.get, "/exec"), subprotocols: [])
        }
        guard case .proxy(let reason) = error, reason.contains("403") else { throw Unexpected(error) }
      }
    }
  }

  @Test("so is a proxy that is not there")
  func absent() async throws {
    try await SocketServer.run(serving: ScriptedOrigin()) { server in
      let transport = try Self.transport(to: server, through: try #require(URL(string: "http://127.0.0.1:1")))
      let error = await #expect(throws: HTTPError.self) { try await transport.send(HTTPRequest(.get, "/")) }
      guard case .proxy = error else { throw Unexpected(error) }
    }
  }
}
