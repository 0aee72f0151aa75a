import Foundation
import Testing

@testable import HTTP

/// Whether the other side of a quiet WebSocket is still there.
@Suite(.timeLimit(.minutes(1)))
struct HeartbeatTests {
  /// The answer to a handshake; nil to anything else.
  private static func handshake(_ piece: [UInt8]) -> [UInt8]? {
    let name = "Sec-WebSocket-Key: "
    let lines = String(decoding: piece, as: UTF8.self).split(separator: "\r\n")
    guard let key = lines.first(where: { $0.hasPrefix(name) })?.dropFirst(name.count) else { return nil }
    let accept = SHA1.hash(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)).base64
    let head = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Sec-WebSocket-Accept: \(accept)", "", ""]
    return Array(head.joined(separator: "\r\n").utf8)
  }

  @Test("a quiet WebSocket lives as long as its pings are answered")
  func answered() async throws {
    let clock = SteppedMulti()
    let pong: [UInt8] = [0x8A, 0, 0x81, 2] + Array("ok".utf8)
    try await CountingServer.run(answering: { Self.handshake($0) ?? ($0.first == 0x89 ? pong : []) }) { server in
      let transport = try server.transport(multi: clock.multi)
      let socket = try await transport.openWebSocket(HTTPRequest(.get, "/exec"), subprotocols: [])
      for _ in 0..<4 {
        clock.advance(by: .seconds(25))
        #expect(try await socket.receive() == .text("ok"))
      }
    }
  }

  @Test("one whose pings nobody answers ends after a minute")
  func unanswered() async throws {
    let clock = SteppedMulti()
    try await CountingServer.run(answering: { Self.handshake($0) ?? [] }) { server in
      let transport = try server.transport(multi: clock.multi)
      let socket = try await transport.openWebSocket(HTTPRequest(.get, "/exec"), subprotocols: [])
      clock.advance(by: .seconds(61))
      await #expect(throws: HTTPError.idle(.seconds(60))) { try await socket.receive() }
    }
  }

  @Test("connecting has a limit of its own, however patient the request is")
  func connecting() async throws {
    let clock = SteppedMulti()
    // It takes the connection and says nothing of TLS.
    try await CountingServer.run(answering: { _ in [] }) { server in
      let transport = try server.transport(scheme: "https", multi: clock.multi)
      async let answer = transport.send(HTTPRequest(.get, "/watch", idleTimeout: .seconds(3600)))
      while server.connections == 0 { await Task.yield() }
      clock.advance(by: .seconds(16))
      do {
        _ = try await answer
        Issue.record("nobody is there")
      } catch {
        guard case HTTPError.notConnected = error else { throw Unexpected(error) }
      }
    }
  }
}
