import HTTP
import SimulatorServer
import Synchronization
import TestSupport
import Testing

@Suite struct CurlWebSocketTests {
  @Test("messages of every length class come back", arguments: [0, 1, 125, 126, 65_535, 65_536, 1_000_000])
  func echo(count: Int) async throws {
    let origin = ScriptedOrigin { _, _ in EchoSocket() }
    try await withTransport(to: origin) { transport in
      let socket = try await transport.openWebSocket(HTTPRequest(.get, "/exec"), subprotocols: [])
      let bytes = [UInt8](repeating: 0xA5, count: count)
      try await socket.send(.binary(bytes))
      #expect(try await socket.receive() == .binary(bytes))
      try await socket.send(.text("grüße"))
      #expect(try await socket.receive() == .text("grüße"))
      await socket.close()
      #expect(try await socket.receive() == nil)
    }
  }

  @Test("the server chooses among the subprotocols that were offered")
  func subprotocol() async throws {
    let origin = ScriptedOrigin { _, offered in
      EchoSocket(subprotocol: offered == ["v5.channel.k8s.io", "v4.channel.k8s.io"] ? "v4.channel.k8s.io" : nil)
    }
    try await withTransport(to: origin) { transport in
      let socket = try await transport.openWebSocket(
        HTTPRequest(.get, "/exec"), subprotocols: ["v5.channel.k8s.io", "v4.channel.k8s.io"])
      #expect(socket.subprotocol == "v4.channel.k8s.io")
    }
  }

  @Test("a refusal carries the server's answer")
  func refusal() async throws {
    let refusal = HTTPError.refused(status: 400, headers: ["Content-Length": "2"], body: Array("no".utf8))
    let origin = ScriptedOrigin { _, _ throws(HTTPError) in throw refusal }
    try await withTransport(to: origin) { transport in
      let error = await #expect(throws: HTTPError.self) {
        try await transport.openWebSocket(HTTPRequest(.get, "/exec"), subprotocols: ["v9"])
      }
      guard case .refused(400, _, Array("no".utf8)) = error else { throw Unexpected(error) }
    }
  }

  @Test("closing and dropping both end the server's side", arguments: [true, false])
  func end(closes: Bool) async throws {
    let far = EchoSocket()
    let origin = ScriptedOrigin { _, _ in far }
    try await withTransport(to: origin) { transport in
      var socket: (any WebSocket)? = try await transport.openWebSocket(HTTPRequest(.get, "/exec"), subprotocols: [])
      if closes { await socket?.close() } else { socket = nil }
      await far.closed.opened()
      _ = socket
    }
  }

  @Test("the server's close is the end")
  func serverCloses() async throws {
    let far = EchoSocket()
    let origin = ScriptedOrigin { _, _ in far }
    try await withTransport(to: origin) { transport in
      let socket = try await transport.openWebSocket(HTTPRequest(.get, "/exec"), subprotocols: [])
      far.close()
      #expect(try await socket.receive() == nil)
    }
  }

  @Test("a server that speaks no HTTP, and one that hangs up", arguments: ["220 smtp ready\r\n\r\n", ""])
  func noHTTP(answer: String) async throws {
    try await CountingServer.run(answer: answer) { server in
      let transport = try server.transport()
      let error = await #expect(throws: HTTPError.self) {
        try await transport.openWebSocket(HTTPRequest(.get, "/"), subprotocols: [])
      }
      switch error {
      case .closedEarly where answer.isEmpty, .invalidAnswer where !answer.isEmpty: break
      default: throw Unexpected(error)
      }
    }
  }

  @Test("writing to a connection that the server has closed is an error, not the end of the process")
  func brokenPipe() async throws {
    try await CountingServer.run(answer: "HTTP/1.1 101 Switching Protocols\r\n\r\n") { server in
      let transport = try server.transport()
      let error = await #expect(throws: HTTPError.self) {
        try await transport.openWebSocket(HTTPRequest(.get, "/"), subprotocols: [])
      }
      guard case .invalidAnswer = error else { throw Unexpected(error) }
    }
    let far = EchoSocket()
    try await withTransport(to: ScriptedOrigin { _, _ in far }) { transport in
      let socket = try await transport.openWebSocket(HTTPRequest(.get, "/exec"), subprotocols: [])
      far.close()
      while try await socket.receive() != nil {}
      await #expect(throws: HTTPError.self) {
        while true { try await socket.send(.binary([1])) }
      }
    }
  }

  @Test("a sender is held up by a server that does not read, while the other way is free")
  func backPressure() async throws {
    let gate = Gate()
    let origin = ScriptedOrigin { request, _ in
      if request.path == "/slow" { return GatedSocket(gate) }
      return EchoSocket()
    }
    try await withTransport(to: origin) { transport in
      let socket = try await transport.openWebSocket(HTTPRequest(.get, "/slow"), subprotocols: [])
      let messages = 64
      let sent = Mutex(0)
      let sender = Task {
        for _ in 0..<messages {
          try await socket.send(.binary([UInt8](repeating: 1, count: 256 << 10)))
          sent.withLock { $0 += 1 }
        }
      }
      #expect(try await socket.receive() == .text("ready"))
      // Until nothing moves any more, seen from other sockets on the same thread.
      var before = 0
      repeat {
        before = sent.withLock { $0 }
        for _ in 0..<20 { _ = try await transport.openWebSocket(HTTPRequest(.get, "/echo"), subprotocols: []) }
      } while before != sent.withLock { $0 }
      #expect(before < messages)
      gate.open()
      try await sender.value
    }
  }
}

/// Says that it is ready and takes messages only once its gate is open.
private struct GatedSocket: WebSocket {
  let subprotocol: String? = nil
  private let gate: Gate
  private let echo = EchoSocket()

  init(_ gate: Gate) {
    self.gate = gate
    echo.send(.text("ready"))
  }

  func send(_ message: WebSocketMessage) async { await gate.opened() }
  func receive() async -> WebSocketMessage? { await echo.receive() }
  func close() { echo.close() }
}
