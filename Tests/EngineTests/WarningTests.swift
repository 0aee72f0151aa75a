import HTTP
import Model
import Synchronization
import Testing

@testable import Engine

@Suite("What a cluster warns of")
struct WarningTests {
  @Test("is told of every write of an action, each text once and harmless to show")
  func warnings() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "web:1.0", port: 8080))
    let heard = Heard()
    let engine = world.engine { Warning(transport: $0) }.warning(heard.add)
    _ = try await world.drive { try await engine.deploy(app.id) }
    #expect(heard.texts == ["PATCH is watched", "quoted \"\u{241B}[31m\""])
    try await world.drive { try await engine.scale(app.id, to: 2) }
    #expect(heard.texts.count == 2)
    try await engine.deleteApp(app.id)
    #expect(heard.texts.last == "DELETE is watched")
  }

  private final class Heard: Sendable {
    private let all = Mutex<[String]>([])
    var texts: [String] { all.withLock { $0 } }

    @Sendable func add(_ text: String) {
      all.withLock { $0.append(text) }
    }
  }

  /// A webhook that warns of every write.
  private struct Warning: HTTPTransport {
    let transport: any HTTPTransport

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
      let response = try await transport.send(request)
      guard request.method == .patch || request.method == .delete else { return response }
      var headers = response.headers
      headers.add("Warning", #"299 - "\#(request.method.rawValue) is watched", 299 - "quoted \"\#u{1B}[31m\"""#)
      return HTTPResponse(status: response.status, headers: headers, body: response.body)
    }

    func openWebSocket(_ request: HTTPRequest, subprotocols: [String]) async throws(HTTPError) -> any WebSocket {
      try await transport.openWebSocket(request, subprotocols: subprotocols)
    }
  }
}
