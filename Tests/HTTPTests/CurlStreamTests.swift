import FoundationEssentials
import HTTP
import SimulatorServer
import TestSupport
import Testing

/// How exchanges end, and how fast they go, when someone is slow, silent or gone.
@Suite struct CurlStreamTests {
  /// More than all buffers on the way hold together: the kernel's for both sockets (up to 36 MB by Linux's defaults on a
  /// large machine), NIO's, libcurl's, ours.
  private static let wayBytesMax = 64 << 20

  @Test("a reader that stops stops the server, and loses nothing")
  func slowReader() async throws {
    let pieces = 1024
    let faucet = Faucet { $0 < pieces ? .piece([UInt8](repeating: UInt8($0 & 0xFF), count: 128 << 10)) : .end }
    let origin = ScriptedOrigin { request in
      request.path == "/log" ? HTTPResponse(status: 200, headers: [:], body: HTTPBody(faucet)) : HTTPResponse("pong")
    }
    try await withTransport(to: origin) { transport in
      var body = try await transport.send(HTTPRequest(.get, "/log")).body.makeAsyncIterator()
      var read = try #require(try await body.next()).count
      // Until nothing moves any more. Other exchanges go on meanwhile, on the same thread.
      var taken = 0
      repeat {
        taken = faucet.bytesTaken
        for _ in 0..<20 { #expect(try await transport.send(HTTPRequest(.get, "/ping")).body.text == "pong") }
      } while taken != faucet.bytesTaken
      #expect(taken < Self.wayBytesMax)
      while let piece = try await body.next() { read += piece.count }
      #expect(read == pieces * 128 << 10)
    }
  }

  @Test("cancelling the task closes the connection at once", arguments: ["before the head", "in the body"])
  func cancel(_ moment: String) async throws {
    let begun = Gate()
    let faucet = Faucet {
      begun.open()
      return $0 == 0 ? .piece([1]) : .silence
    }
    let origin = ScriptedOrigin { _ in
      if moment == "in the body" { return HTTPResponse(status: 200, headers: [:], body: HTTPBody(faucet)) }
      begun.open()
      await faucet.gone.opened()
      faucet.cancel()
      return HTTPResponse("too late")
    }
    try await withTransport(to: origin) { transport in
      let reader = Task {
        for try await _ in try await transport.send(HTTPRequest(.get, "/watch", idleTimeout: .seconds(600))).body {}
      }
      await begun.opened()
      reader.cancel()
      await #expect(throws: HTTPError.cancelled) { try await reader.value }
      await faucet.gone.opened()
    }
  }

  @Test("dropping the body closes the connection")
  func drop() async throws {
    let faucet = Faucet { $0 == 0 ? .piece([1]) : .silence }
    let origin = ScriptedOrigin { _ in HTTPResponse(status: 200, headers: [:], body: HTTPBody(faucet)) }
    try await withTransport(to: origin) { transport in
      _ = try await transport.send(HTTPRequest(.get, "/watch"))
      await faucet.gone.opened()
    }
  }

  @Test("silence ends an exchange, before its head as in its body", arguments: [0, 2])
  func idle(pieces: Int) async throws {
    let asked = Gate()
    let origin = ScriptedOrigin { _ in
      let faucet = Faucet { $0 < pieces ? .piece([1]) : .silence }
      asked.open()
      if pieces == 0 { await faucet.gone.opened() }
      return HTTPResponse(status: 200, headers: [:], body: HTTPBody(faucet))
    }
    let clock = SteppedMulti()
    try await withTransport(to: origin, multi: clock.multi) { transport in
      let reader = Task {
        let response = try await transport.send(HTTPRequest(.get, "/watch", idleTimeout: .seconds(60)))
        var read = 0
        for try await piece in response.body {
          read += piece.count
          clock.advance(by: .seconds(read == pieces ? 61 : 59))
        }
      }
      await asked.opened()
      clock.advance(by: .seconds(59))
      if pieces == 0 { clock.advance(by: .seconds(2)) }
      await #expect(throws: HTTPError.idle(.seconds(60))) { try await reader.value }
    }
  }

  @Test("a reader's own pause is not the server's silence")
  func pauseIsNotSilence() async throws {
    let faucet = Faucet { $0 < 400 ? .piece([UInt8](repeating: 1, count: 128 << 10)) : .end }
    let origin = ScriptedOrigin { request in
      request.path == "/log" ? HTTPResponse(status: 200, headers: [:], body: HTTPBody(faucet)) : HTTPResponse("pong")
    }
    let clock = SteppedMulti()
    try await withTransport(to: origin, multi: clock.multi) { transport in
      let response = try await transport.send(HTTPRequest(.get, "/log", idleTimeout: .seconds(60)))
      while faucet.bytesTaken < 1 << 20 { _ = try await transport.send(HTTPRequest(.get, "/ping")) }
      clock.advance(by: .seconds(3600))
      _ = try await transport.send(HTTPRequest(.get, "/ping"))
      #expect(try await response.body.bytes().count == 400 * 128 << 10)
    }
  }

  @Test("a connection reset in the body is told after what came before it")
  func reset() async throws {
    let origin = ScriptedOrigin { _ in
      let faucet = Faucet { $0 == 0 ? .piece(Array("half".utf8)) : .failure(.closedEarly(reason: "fault")) }
      return HTTPResponse(status: 200, headers: [:], body: HTTPBody(faucet))
    }
    try await withTransport(to: origin) { transport in
      var body = try await transport.send(HTTPRequest(.get, "/list")).body.makeAsyncIterator()
      let error = await #expect(throws: HTTPError.self) { while try await body.next() != nil {} }
      guard case .closedEarly = error else { throw Unexpected(error) }
    }
  }

  @Test("a body shorter than it was said to be is not whole")
  func truncated() async throws {
    let origin = ScriptedOrigin { _ in
      HTTPResponse(
        status: 200, headers: ["Content-Length": "100"],
        body: HTTPBody(Faucet { $0 == 0 ? .piece(Array("half".utf8)) : .failure(.closedEarly(reason: "fault")) }))
    }
    try await withTransport(to: origin) { transport in
      let error = await #expect(throws: HTTPError.self) {
        _ = try await transport.send(HTTPRequest(.get, "/list")).body.bytes()
      }
      guard case .closedEarly = error else { throw Unexpected(error) }
    }
  }

  @Test("connections are kept: many requests in a row arrive over one")
  func reuse() async throws {
    try await CountingServer.run { server in
      let transport = try server.transport()
      for _ in 0..<10 { #expect(try await transport.send(HTTPRequest(.get, "/")).body.text == "ok") }
      #expect(server.connections == 1)
    }
  }

  @Test("nobody listens there")
  func refused() async throws {
    let url = try #require(URL(string: "http://127.0.0.1:1"))  // tcpmux, which nobody has run for decades.
    let transport = CurlTransport(endpoint: HTTPEndpoint(server: url), multi: .patient(), userAgent: "tests")
    let error = await #expect(throws: HTTPError.self) { try await transport.send(HTTPRequest(.get, "/")) }
    guard case .notConnected("127.0.0.1", 1, _) = error else { throw Unexpected(error) }
  }

  @Test("a name that has no address")
  func unknownName() async throws {
    let url = try #require(URL(string: "http://no..such.name"))
    let transport = CurlTransport(endpoint: HTTPEndpoint(server: url), multi: .patient(), userAgent: "tests")
    await #expect(throws: HTTPError.nameNotFound(host: "no..such.name")) {
      try await transport.send(HTTPRequest(.get, "/"))
    }
  }
}
