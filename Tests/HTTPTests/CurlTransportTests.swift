import Foundation
import HTTP
import SimulatorServer
import TestSupport
import Testing

/// libcurl against a real socket, whose far end is a script.
@Suite struct CurlTransportTests {
  @Test("status and header fields arrive as they were sent, errors of the server too")
  func head() async throws {
    let origin = ScriptedOrigin { _ in
      var headers: HTTPHeaders = ["Content-Type": "application/json"]
      headers.add("Warning", "299 - \"one\"")
      headers.add("Warning", "299 - \"two\"")
      return HTTPResponse(409, headers, "conflict")
    }
    try await withTransport(to: origin) { transport in
      let response = try await transport.send(HTTPRequest(.get, "/apis"))
      #expect(response.status == 409)
      #expect(response.headers["content-type"] == "application/json")
      #expect(response.headers.all("Warning") == ["299 - \"one\"", "299 - \"two\""])
      #expect(try await response.body.text == "conflict")
    }
  }

  @Test(
    "a request arrives as it was made",
    arguments: [HTTPRequest.Method.get, .post, .put, .patch, .delete], [[], Array("{\"spec\":{}}".utf8)])
  func request(method: HTTPRequest.Method, body: [UInt8]) async throws {
    let sent = HTTPRequest(
      method, "/api/v1/pods/a%2Fb",
      query: [.init("labelSelector", "app in (a,b),c!=d"), .init("x", "1"), .init("x", "2 + 2 = 4%"), .init("é", "")],
      headers: ["Accept": "application/json", "X-Empty": ""], body: body)
    let origin = ScriptedOrigin { request in
      let facts = [
        request.method.rawValue, request.path, request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&"),
        request.headers.all("accept").joined(), request.headers["X-Empty"] ?? "none",
        request.headers["User-Agent"] ?? "none", request.headers["Content-Type"] ?? "none",
        request.headers["Expect"] ?? "none", String(decoding: request.body, as: UTF8.self),
      ]
      return HTTPResponse(200, [:], facts.joined(separator: "\n"))
    }
    try await withTransport(to: origin, path: "/base/") { transport in
      let seen = try await transport.send(sent).body.text
      let facts = [
        method.rawValue, "/base/api/v1/pods/a%2Fb", "labelSelector=app in (a,b),c!=d&x=1&x=2 + 2 = 4%&é=",
        "application/json", "", "tests", "none", "none", String(decoding: body, as: UTF8.self),
      ]
      #expect(seen == facts.joined(separator: "\n"))
    }
  }

  @Test(
    "a request that would not arrive as one is not sent",
    arguments: [
      HTTPRequest(.get, "/a", headers: ["Authorization": "Bearer a\r\nX-Admin: 1"]),
      HTTPRequest(.get, "/a", headers: ["X Y": "1"]),
      HTTPRequest(.get, "/a b"), HTTPRequest(.get, "/a?b"), HTTPRequest(.get, "a"),
    ])
  func invalidRequest(_ request: HTTPRequest) async throws {
    try await withTransport(to: ScriptedOrigin()) { transport in
      let error = await #expect(throws: HTTPError.self) { try await transport.send(request) }
      guard case .invalidRequest(let reason) = error else { throw Unexpected(error) }
      #expect(!reason.contains("Bearer"))
    }
  }

  @Test("pieces arrive while the answer still goes on")
  func chunks() async throws {
    let gate = Gate()
    let origin = ScriptedOrigin { _ in
      HTTPResponse(status: 200, headers: [:], body: HTTPBody(Echo(["first", "second"], gate: gate)))
    }
    try await withTransport(to: origin) { transport in
      var body = try await transport.send(HTTPRequest(.get, "/watch")).body.makeAsyncIterator()
      #expect(try await body.next() == Array("first".utf8))
      gate.open()
      #expect(try await body.next() == Array("second".utf8))
      #expect(try await body.next() == nil)
      #expect(try await body.next() == nil)
    }
  }

  @Test("a large answer comes whole")
  func largeBody() async throws {
    let pieces = (0..<200).map { [UInt8](repeating: UInt8($0), count: 65_521) }
    let origin = ScriptedOrigin { _ in
      let body = Faucet { $0 < pieces.count ? .piece(pieces[$0]) : .end }
      return HTTPResponse(status: 200, headers: [:], body: HTTPBody(body))
    }
    try await withTransport(to: origin) { transport in
      let body = try await transport.send(HTTPRequest(.get, "/list")).body.bytes()
      #expect(body == pieces.reduce(into: []) { $0 += $1 })
    }
  }

  @Test("a large request goes out whole")
  func largeRequest() async throws {
    let origin = ScriptedOrigin { request in HTTPResponse(200, [:], "\(request.body.count)") }
    try await withTransport(to: origin) { transport in
      let request = HTTPRequest(.post, "/apply", body: [UInt8](repeating: 32, count: 3 << 20))
      let seen = try await transport.send(request).body.text
      #expect(seen == "\(3 << 20)")
    }
  }

  @Test("gzip is asked for and unpacked")
  func gzip() async throws {
    // gzip.compress(b"hello hello hello hello\n", mtime=0) in Python.
    let packed: [UInt8] = [
      0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x57, 0xC8, 0x40,
      0x27, 0xB9, 0x00, 0x00, 0x88, 0x59, 0x0B, 0x18, 0x00, 0x00, 0x00,
    ]
    let origin = ScriptedOrigin { request in
      let accepts = request.headers["Accept-Encoding"] == "gzip"
      return HTTPResponse(
        status: accepts ? 200 : 406, headers: ["Content-Encoding": "gzip", "Content-Length": "\(packed.count)"],
        body: HTTPBody(packed))
    }
    try await withTransport(to: origin) { transport in
      let response = try await transport.send(HTTPRequest(.get, "/list"))
      #expect(response.status == 200)
      #expect(response.headers["Content-Encoding"] == nil)
      #expect(response.headers["Content-Length"] == nil)
      #expect(try await response.body.text == "hello hello hello hello\n")
    }
  }

  @Test("a hundred streams at once, each with its own bytes")
  func manyStreams() async throws {
    let origin = ScriptedOrigin { request in
      let fill = UInt8(Int(request.path.dropFirst()) ?? 0)
      return HTTPResponse(
        status: 200, headers: [:],
        body: HTTPBody(Faucet { $0 < 5 ? .piece([UInt8](repeating: fill, count: 10_000)) : .end }))
    }
    try await withTransport(to: origin) { transport in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<100 {
          group.addTask {
            let body = try await transport.send(HTTPRequest(.get, "/\(number)")).body.bytes()
            #expect(body == [UInt8](repeating: UInt8(number), count: 50_000))
          }
        }
        try await group.waitForAll()
      }
    }
  }
}
