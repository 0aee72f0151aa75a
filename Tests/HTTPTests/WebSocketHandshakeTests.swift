import FoundationEssentials
import Testing

@testable import HTTP

@Suite struct WebSocketHandshakeTests {
  /// The nonce of RFC 6455 §1.3, "the sample nonce".
  private static func handshake() throws -> WebSocketHandshake {
    let endpoint = HTTPEndpoint(server: try #require(URL(string: "https://host:6443/base")))
    let request = HTTPRequest(.get, "/exec", query: [.init("command", "ls")], headers: ["Authorization": "Bearer t"])
    let plan = try CurlPlan(request, to: endpoint, for: .byteStream, userAgent: "tests")
    return WebSocketHandshake(plan, subprotocols: ["v5", "v4"], nonce: Array("the sample nonce".utf8))
  }

  private static let accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

  @Test("the request is what RFC 6455 §4.1 asks for")
  func request() throws {
    let text = String(decoding: try Self.handshake().request, as: UTF8.self)
    #expect(
      text.split(separator: "\r\n", omittingEmptySubsequences: false) == [
        "GET /base/exec?command=ls HTTP/1.1", "Authorization: Bearer t", "Host: host:6443", "User-Agent: tests",
        "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: v5, v4", "", "",
      ])
  }

  @Test("an answer is read once it is whole, and what follows it is kept")
  func answer() throws {
    let handshake = try Self.handshake()
    let bytes = Array("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n".utf8) + [0x82, 0]
    for count in 0..<(bytes.count - 2) { #expect(try handshake.answer(in: Array(bytes.prefix(count))) == nil) }
    let answer = try handshake.answer(in: bytes)
    #expect(answer == .init(status: 101, headers: ["Upgrade": "websocket"], rest: [0x82, 0]))
  }

  @Test("what is no HTTP is told so", arguments: ["220 smtp\r\n\r\n", String(repeating: "x", count: 70_000)])
  func noHTTP(text: String) throws {
    let error = #expect(throws: HTTPError.self) { _ = try Self.handshake().answer(in: Array(text.utf8)) }
    guard case .invalidAnswer = error else { throw Unexpected(error) }
  }

  @Test("the server's choice is taken")
  func accepted() throws {
    let headers: HTTPHeaders = [
      "Upgrade": "WebSocket", "Sec-WebSocket-Accept": Self.accept, "Sec-WebSocket-Protocol": "v4",
    ]
    #expect(try Self.handshake().accepted(headers) == "v4")
  }

  @Test(
    "an answer that does not fit the request is refused",
    arguments: [
      [:], ["Upgrade": "websocket"], ["Upgrade": "websocket", "Sec-WebSocket-Accept": "other"],
      ["Upgrade": "h2c", "Sec-WebSocket-Accept": accept],
      ["Upgrade": "websocket", "Sec-WebSocket-Accept": accept, "Sec-WebSocket-Protocol": "v9"],
      ["Upgrade": "websocket", "Sec-WebSocket-Accept": accept, "Sec-WebSocket-Extensions": "permessage-deflate"],
    ] as [HTTPHeaders])
  func refused(headers: HTTPHeaders) throws {
    let error = #expect(throws: HTTPError.self) { _ = try Self.handshake().accepted(headers) }
    guard case .invalidAnswer = error else { throw Unexpected(error) }
  }

  @Test(
    "a refusal's body ends where its head says",
    arguments: [
      (["Content-Length": "3"], "abcdef", "abc", true), (["Content-Length": "0"], "", "", true),
      (["Content-Length": "9"], "abc", "abc", false), ([:], "abc", "abc", false),
      (["Transfer-Encoding": "chunked"], "2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n", "abc", true),
      (["Transfer-Encoding": "chunked"], "2\r\nab\r\n5\r\nc", "ab", false),
      (["Transfer-Encoding": "chunked"], "zz\r\n", "", true),
      (["Content-Length": "-5"], "no", "no", false),
    ] as [(HTTPHeaders, String, String, Bool)])
  func refusalBody(headers: HTTPHeaders, text: String, body: String, isComplete: Bool) {
    var whole = RefusalBody(headers)
    whole.append(Array(text.utf8))
    var cut = RefusalBody(headers)
    for byte in text.utf8 where !cut.isComplete { cut.append([byte]) }
    for read in [whole, cut] {
      #expect(String(decoding: read.body, as: UTF8.self) == body)
      #expect(read.isComplete == isComplete)
    }
  }
}
