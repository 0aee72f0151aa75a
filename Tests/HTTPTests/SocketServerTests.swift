import FoundationEssentials
import HTTP
import SimulatorServer
import TestSupport
import Testing

@Suite struct SocketServerTests {
  @Test(
    "the administrator's path stands for the token that kubectl does not send",
    arguments: [
      ("/version", nil, "/version none"), ("/as/admin/version", nil, "/version Bearer t"),
      ("/as/admin/version", "Bearer other", "/version Bearer other"),
      ("/as/administrator", nil, "/as/administrator none"),
    ])
  func administratorPath(path: String, token: String?, seen: String) async throws {
    let origin = ScriptedOrigin { request in
      HTTPResponse("\(request.path) \(request.headers["Authorization"] ?? "none")")
    }
    var request = HTTPRequest(.get, path)
    request.headers["Authorization"] = token
    let text = try await AdministratorPath(origin, token: "t").send(request).body.text
    #expect(text == seen)
  }

  @Test("the kubeconfig is for its owner alone")
  func kubeconfig() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "kubeconfig-\(UUID().uuidString)").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Kubeconfig(server: "http://127.0.0.1:1", token: "secret").write(to: path)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("server: http://127.0.0.1:1/as/admin\n") && text.contains("token: secret\n"))
  }

  @Test("a request that is larger than an API server takes is refused, and the connection lives on")
  func largeRequest() async throws {
    try await withTransport(to: ScriptedOrigin { _ in HTTPResponse("ok") }) { transport in
      let refused = try await transport.send(HTTPRequest(.post, "/", body: [UInt8](repeating: 32, count: 3 << 20 | 1)))
      #expect(refused.status == 413)
      let accepted = try await transport.send(HTTPRequest(.get, "/"))
      #expect(accepted.status == 200)
    }
  }

  @Test("port 0 picks a free one, each time another")
  func ports() async throws {
    try await SocketServer.run(serving: ScriptedOrigin()) { first in
      try await SocketServer.run(serving: ScriptedOrigin()) { second in #expect(first.port != second.port) }
    }
  }
}
