import Foundation
import HTTP
import RemoteDouble
import SimulatorServer
import TestSupport
import Testing

@testable import Sync

/// The server double behaves as the real server was seen to, over a real socket through libcurl: one case for each quirk.
@Suite("the server double, over a socket")
struct QuirkTests {
  @Test("behaves as documented", arguments: Quirk.conventions + Quirk.records + Quirk.routes)
  func behaves(quirk: Quirk) async throws {
    let double = RemoteDouble()
    await quirk.prepare(double)
    try await SocketServer.run(serving: double) { server in
      let transport = try Self.curl(server)
      var last: Quirk.Answer?
      for step in quirk.requests {
        switch step {
        case .happen(let body): await body(double)
        case .ask(var request):
          for (name, value) in quirk.token { request.headers[name] = value }
          let response = try await transport.send(request)
          let body = String(decoding: try await response.body.bytes(), as: UTF8.self)
          last = Quirk.Answer(status: response.status, headers: response.headers, body: body)
        }
      }
      let answer = try #require(last)
      #expect(answer.status == quirk.status)
      #expect(quirk.type.map { answer.headers["Content-Type"]?.hasPrefix($0) == true } ?? answer.body.isEmpty)
      #expect(answer.body.contains(quirk.contains) || quirk.contains.isEmpty, "\(answer.body)")
      #expect(quirk.lacks.map { !answer.body.contains($0) } ?? true, "\(answer.body)")
      #expect(quirk.shows(answer), "\(answer.body)")
      #expect(!answer.body.contains("planted"))
    }
  }

  @Test("the names of the quirks differ")
  func names() {
    let names = (Quirk.conventions + Quirk.records + Quirk.routes).map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test("an answer that takes more than 15 s is a closed connection, and the work is done")
  func slow() async throws {
    let double = RemoteDouble()
    await double.setSlow(writes: ["/api/projects"])
    try await SocketServer.run(serving: double) { server in
      let transport = try Self.curl(server)
      let request = HTTPRequest(
        .post, "/api/projects", headers: ["Authorization": "Bearer \(RemoteDouble.token)"],
        body: Array(#"{"name":"shop"}"#.utf8))
      await #expect(throws: HTTPError.self) { try await transport.send(request) }
      #expect(await double.summary() == ["shop"])
    }
  }

  @Test("a followed log is cut after 15 s, without a last chunk")
  func cut() async throws {
    let double = RemoteDouble()
    try await SocketServer.run(serving: double) { server in
      let transport = try Self.curl(server)
      for step in Quirk.deployed() {
        switch step {
        case .happen(let body): await body(double)
        case .ask(var request):
          request.headers["Authorization"] = "Bearer \(RemoteDouble.token)"
          _ = try await transport.send(request).body.bytes()
        }
      }
      await double.write("up", by: "web")
      let response = try await transport.send(
        HTTPRequest(
          .get, "/api/apps/\(Quirk.app)/logs", query: [.init("follow", "true"), .init("tail", "5")],
          headers: ["Authorization": "Bearer \(RemoteDouble.token)"]))
      var body = response.body.makeAsyncIterator()
      #expect(try await body.next() == Array("data: up\n\n".utf8))
      await double.cutStreams()
      await #expect(throws: HTTPError.self) { try await body.next() }
    }
  }

  @Test("a deploy with a quantity that cannot be parsed brings the whole server down")
  func lots() async throws {
    let double = RemoteDouble()
    try await SocketServer.run(serving: double) { server in
      let transport = try Self.curl(server)
      for step in Quirk.after(
        .request(.put, "/api/apps/\(Quirk.app)", #"{"cpu_request":"lots"}"#),
        .request(.post, "/api/apps/\(Quirk.app)/deploy"))
      {
        guard case .ask(var request) = step else { continue }
        request.headers["Authorization"] = "Bearer \(RemoteDouble.token)"
        _ = try await transport.send(request)
      }
      await #expect(throws: HTTPError.self) { try await transport.send(HTTPRequest(.get, "/health")) }
    }
  }

  @Test(
    "the client tells a wrong URL and a wrong token apart from a server",
    arguments: [
      ("/shipit", RemoteDouble.token, RemoteError.notAServer(reason: "it answers with a web page")),
      ("/api", RemoteDouble.token, .notAServer(reason: "it knows no /api/projects")), ("", "wrong", .unauthorized),
    ])
  func wrong(path: String, token: String, error: RemoteError) async throws {
    try await SocketServer.run(serving: RemoteDouble()) { server in
      let client = RemoteClient(
        transport: try Self.curl(server, path), token: token, clock: ContinuousClock())
      await #expect(throws: error) { try await client.test() }
    }
  }

  private static let patient = CurlMulti.patient()

  static func curl(_ server: SocketServer, _ path: String = "") throws -> CurlTransport {
    CurlTransport(
      endpoint: HTTPEndpoint(server: try #require(URL(string: server.url + path))), multi: patient, userAgent: "tests")
  }
}
