import FoundationEssentials
import HTTP
import SimulatorServer
import TestSupport
import Testing

/// Streams that share a connection.
@Suite(.enabled(if: TLSProxy.isInstalled, "nghttpx is missing: apt-get install nghttp2-proxy"))
struct HTTP2Tests {
  @Test("fifty exchanges at once share one connection")
  func multiplexing() async throws {
    let origin = ScriptedOrigin { request in HTTPResponse(request.path) }
    try await TLSProxy.run(before: origin) { proxy in
      let transport = try proxy.transport()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<50 {
          group.addTask {
            let seen = try await transport.send(HTTPRequest(.get, "/\(number)")).body.text
            #expect(seen == "/\(number)")
          }
        }
        try await group.waitForAll()
      }
      let exchanges = try await proxy.exchanges(50)
      #expect(Set(exchanges).count == 1)
      #expect(exchanges.allSatisfy { $0.hasSuffix(" h2") })
    }
  }

  @Test("cancelling one stream ends it at the server and leaves the others alone")
  func cancel() async throws {
    let faucet = Faucet { $0 == 0 ? .piece([1]) : .silence }
    let gate = Gate()
    let origin = ScriptedOrigin { request in
      if request.path == "/cancelled" { return HTTPResponse(status: 200, headers: [:], body: HTTPBody(faucet)) }
      return HTTPResponse(status: 200, headers: [:], body: HTTPBody(Echo(["first", "second"], gate: gate)))
    }
    try await TLSProxy.run(before: origin) { proxy in
      let transport = try proxy.transport()
      var other = try await transport.send(HTTPRequest(.get, "/other")).body.makeAsyncIterator()
      #expect(try await other.next() == Array("first".utf8))
      _ = try await transport.send(HTTPRequest(.get, "/cancelled"))
      await faucet.gone.opened()
      gate.open()
      #expect(try await other.next() == Array("second".utf8))
      #expect(try await other.next() == nil)
      let exchanges = try await proxy.exchanges(2)
      #expect(Set(exchanges).count == 1)
    }
  }

  @Test("a connection over which nothing comes is left by all, and what follows gets another", .timeLimit(.minutes(1)))
  func deadConnection() async throws {
    let origin = ScriptedOrigin { request in
      if request.path == "/ping" { return HTTPResponse("pong") }
      return HTTPResponse(status: 200, headers: [:], body: HTTPBody(Faucet { $0 == 0 ? .piece([1]) : .silence }))
    }
    let clock = SteppedMulti()
    try await TLSProxy.run(before: origin) { proxy in
      let transport = try proxy.transport(multi: clock.multi)
      var (watch, list) = (HTTPRequest(.get, "/watch"), HTTPRequest(.get, "/list"))
      (watch.idleTimeout, list.idleTimeout) = (.seconds(90), .seconds(600))
      var first = try await transport.send(watch).body.makeAsyncIterator()
      var second = try await transport.send(list).body.makeAsyncIterator()
      #expect(try await (first.next(), second.next()) == ([1], [1]))
      clock.advance(by: .seconds(91))
      await #expect(throws: HTTPError.idle(.seconds(90))) { try await first.next() }
      await #expect(throws: HTTPError.idle(.seconds(91))) { try await second.next() }
      #expect(try await transport.send(HTTPRequest(.get, "/ping")).body.text == "pong")
      #expect(try await Set(proxy.exchanges(3)).count == 2)
    }
  }

  @Test("a connection over which something comes is kept: only the silent stream ends", .timeLimit(.minutes(1)))
  func livingConnection() async throws {
    let gate = Gate()
    let origin = ScriptedOrigin { request in
      if request.path == "/ping" { return HTTPResponse("pong") }
      if request.path == "/log" {
        return HTTPResponse(status: 200, headers: [:], body: HTTPBody(Echo(["first", "second"], gate: gate)))
      }
      return HTTPResponse(status: 200, headers: [:], body: HTTPBody(Faucet { $0 == 0 ? .piece([1]) : .silence }))
    }
    let clock = SteppedMulti()
    try await TLSProxy.run(before: origin) { proxy in
      let transport = try proxy.transport(multi: clock.multi)
      var silent = try await transport.send(HTTPRequest(.get, "/a", idleTimeout: .seconds(90))).body.makeAsyncIterator()
      let kept = try await transport.send(HTTPRequest(.get, "/b", idleTimeout: .seconds(600)))
      var log = try await transport.send(HTTPRequest(.get, "/log", idleTimeout: .seconds(600))).body.makeAsyncIterator()
      #expect(try await (silent.next(), log.next()) == ([1], Array("first".utf8)))
      clock.advance(by: .seconds(60))
      gate.open()
      while try await log.next() != nil {}
      clock.advance(by: .seconds(31))
      await #expect(throws: HTTPError.idle(.seconds(90))) { try await silent.next() }
      #expect(try await transport.send(HTTPRequest(.get, "/ping")).body.text == "pong")
      #expect(try await Set(proxy.exchanges(3)).count == 1)
      _ = kept
    }
  }

  @Test("a stream that is reset is told after what came before it")
  func reset() async throws {
    let origin = ScriptedOrigin { _ in
      let faucet = Faucet { $0 == 0 ? .piece(Array("half".utf8)) : .failure(.closedEarly(reason: "fault")) }
      return HTTPResponse(status: 200, headers: ["Content-Length": "100"], body: HTTPBody(faucet))
    }
    try await TLSProxy.run(before: origin) { proxy in
      let error = await #expect(throws: HTTPError.self) {
        _ = try await proxy.transport().send(HTTPRequest(.get, "/list")).body.bytes()
      }
      guard case .closedEarly = error else { throw Unexpected(error) }
    }
  }

  @Test("a slow link delays, and neither breaks nor starves: two streams come whole")
  func slowLink() async throws {
    let origin = ScriptedOrigin { request in
      let fill = UInt8(request.path.utf8.last ?? 0)
      let body = Faucet { $0 < 32 ? .piece([UInt8](repeating: fill, count: 16 << 10)) : .end }
      return HTTPResponse(status: 200, headers: [:], body: HTTPBody(body))
    }
    try await TLSProxy.run(before: origin, options: ["--write-rate=512K", "--write-burst=512K"]) { proxy in
      let transport = try proxy.transport()
      async let first = transport.send(HTTPRequest(.get, "/a")).body.bytes()
      async let second = transport.send(HTTPRequest(.get, "/b")).body.bytes()
      #expect(try await first == [UInt8](repeating: UInt8(ascii: "a"), count: 512 << 10))
      #expect(try await second == [UInt8](repeating: UInt8(ascii: "b"), count: 512 << 10))
    }
  }

  @Test("a reader that stops, on a connection of its own, holds nobody up")
  func slowReader() async throws {
    let pieces = 4096  // Far more than the kernel and the proxy hold.
    let faucet = Faucet { $0 < pieces ? .piece([UInt8](repeating: 1, count: 64 << 10)) : .end }
    let origin = ScriptedOrigin { request in
      request.path == "/log" ? HTTPResponse(status: 200, headers: [:], body: HTTPBody(faucet)) : HTTPResponse("pong")
    }
    try await TLSProxy.run(before: origin) { proxy in
      let transport = try proxy.transport()
      var request = HTTPRequest(.get, "/log")
      request.ownConnection = true
      let response = try await transport.send(request)
      var taken = 0
      repeat {
        taken = faucet.bytesTaken
        for _ in 0..<20 { #expect(try await transport.send(HTTPRequest(.get, "/ping")).body.text == "pong") }
      } while taken != faucet.bytesTaken
      #expect(taken < pieces * 64 << 10)
      var body = response.body.makeAsyncIterator()
      #expect(try await body.next()?.isEmpty == false)
    }
  }

  @Test("a reader that stops for a moment on a shared connection loses nothing")
  func pausedStream() async throws {
    let pieces = 512
    let origin = ScriptedOrigin { _ in
      let body = Faucet { $0 < pieces ? .piece([UInt8](repeating: UInt8($0 & 0xFF), count: 64 << 10)) : .end }
      return HTTPResponse(status: 200, headers: [:], body: HTTPBody(body))
    }
    try await TLSProxy.run(before: origin) { proxy in
      let transport = try proxy.transport()
      let first = try await transport.send(HTTPRequest(.get, "/first"))
      let second = try await transport.send(HTTPRequest(.get, "/second"))
      // The first is read only after the second has begun, and in turns.
      var (one, two) = (first.body.makeAsyncIterator(), second.body.makeAsyncIterator())
      var counts = (0, 0)
      while counts.0 < pieces * 64 << 10 || counts.1 < pieces * 64 << 10 {
        if let piece = try await one.next() { counts.0 += piece.count }
        if let piece = try await two.next() { counts.1 += piece.count }
      }
      #expect(counts == (pieces * 64 << 10, pieces * 64 << 10))
    }
  }
}
