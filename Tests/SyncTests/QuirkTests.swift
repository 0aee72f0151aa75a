import Foundation
import HTTP
import JSON
import RemoteDouble
import SimulatorServer
import Testing

@testable import Sync

/// The server double behaves as the real server was seen to, over a real socket through libcurl: one case for each quirk.
@Suite("the server double, over a socket")
struct QuirkTests {
  struct Quirk: Sendable, CustomTestStringConvertible {
    let name: String
    var requests: [HTTPRequest]
    let status: Int
    var type: String? = "application/json"
    var contains = ""
    var token: String? = RemoteDouble.token
    var prepare: @Sendable (RemoteDouble) async -> Void = { _ in }

    var testDescription: String { name }
  }

  // Identifiers count up from 1: the project is 1, the cluster 3, the app 5.
  static let project = id(1)
  static let cluster = id(3)
  static let app = id(5)
  static func id(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  static func request(_ method: HTTPRequest.Method, _ path: String, _ body: String? = nil) -> HTTPRequest {
    HTTPRequest(method, path, body: Array((body ?? "").utf8))
  }

  static let world = [
    request(.post, "/api/projects", #"{"name":"shop"}"#),
    request(.post, "/api/projects/\(project)/clusters", #"{"name":"prod","kubeconfig":"garbage"}"#),
    request(.post, "/api/clusters/\(cluster)/apps", #"{"name":"web","image":"web:1","replicas":0}"#),
  ]

  static func after(_ requests: HTTPRequest...) -> [HTTPRequest] { world + requests }

  static let quirks: [Quirk] = [
    Quirk(
      name: "health needs no token and is text", requests: [request(.get, "/health")], status: 200,
      type: "text/plain", contains: "ok", token: nil),
    Quirk(
      name: "401 is JSON that calls itself text", requests: [request(.get, "/api/projects")], status: 401,
      type: "text/plain", contains: #"{"error": "unauthorized"}"#, token: "wrong"),
    Quirk(
      name: "an unknown path is text", requests: [request(.get, "/api/nothing")], status: 404, type: "text/plain",
      contains: "404 page not found"),
    Quirk(
      name: "another method has an empty body", requests: [request(.put, "/api/projects", "{}")], status: 405,
      type: nil),
    Quirk(
      name: "what is not /api is the dashboard", requests: [request(.get, "/shipit/api/projects")], status: 200,
      type: "text/html", contains: "<!doctype"),
    Quirk(
      name: "a body of the wrong type", requests: [request(.post, "/api/projects", "[]")], status: 400,
      contains: "invalid request body"),
    Quirk(
      name: "keys compare without case", requests: [request(.post, "/api/projects", #"{"NAME":"a","x":1}"#)],
      status: 201, contains: #""name":"a""#),
    Quirk(name: "an empty list is null", requests: [request(.get, "/api/projects")], status: 200, contains: "null"),
    Quirk(
      name: "a second project of that name is an anonymous 500",
      requests: after(request(.post, "/api/projects", #"{"name":"shop"}"#)), status: 500,
      contains: "failed to create project"),
    Quirk(name: "an empty name is 400", requests: [request(.post, "/api/projects", #"{"name":""}"#)], status: 400),
    Quirk(
      name: "deleting an unknown project is 204", requests: [request(.delete, "/api/projects/\(id(99))")],
      status: 204, type: nil),
    Quirk(name: "deleting a malformed id is 500", requests: [request(.delete, "/api/projects/x")], status: 500),
    Quirk(name: "a malformed id of an item is 404", requests: [request(.get, "/api/projects/x")], status: 404),
    Quirk(
      name: "a list under an unknown project is 200 null",
      requests: [request(.get, "/api/projects/\(id(99))/clusters")], status: 200, contains: "null"),
    Quirk(
      name: "a list under a malformed project is 500", requests: [request(.get, "/api/projects/x/clusters")],
      status: 500),
    Quirk(
      name: "a new cluster is pending, whatever its kubeconfig", requests: Array(world.prefix(2)), status: 201,
      contains: #""status":"pending""#),
    Quirk(
      name: "a pending cluster is 404",
      requests: after(request(.get, "/api/clusters/\(cluster)")), status: 404,
      prepare: { await $0.setHangs(["prod"]) }),
    Quirk(
      name: "a pending cluster takes its project's list down",
      requests: after(request(.get, "/api/projects/\(project)/clusters")), status: 500,
      prepare: { await $0.setHangs(["prod"]) }),
    Quirk(
      name: "an app of a pending cluster cannot be deleted",
      requests: after(request(.delete, "/api/apps/\(app)")), status: 404, contains: "cluster not found",
      prepare: { await $0.setHangs(["prod"]) }),
    Quirk(
      name: "a second cluster of that name is 500",
      requests: after(request(.post, "/api/projects/\(project)/clusters", #"{"name":"prod","kubeconfig":"k"}"#)),
      status: 500),
    Quirk(
      name: "no replicas become one, and quantities get defaults", requests: world, status: 201,
      contains: #""memory_request":"128Mi""#),
    Quirk(
      name: "a second app of that name is 500",
      requests: after(request(.post, "/api/clusters/\(cluster)/apps", #"{"name":"web","image":"a"}"#)), status: 500),
    Quirk(
      name: "PUT takes no replicas at all",
      requests: after(request(.put, "/api/apps/\(app)", #"{"replicas":0}"#)), status: 200,
      contains: #""replicas":0"#),
    Quirk(
      name: "PUT ignores the port, the domain and the hook",
      requests: after(
        request(.put, "/api/apps/\(app)", #"{"port":1,"domain":"a.b","pre_deploy_command":"x","name":"y"}"#),
        request(.get, "/api/apps/\(app)")), status: 200, contains: #""name":"web""#),
    Quirk(
      name: "null keeps", requests: after(request(.put, "/api/apps/\(app)", #"{"image":null}"#)), status: 200,
      contains: "web:1"),
    Quirk(
      name: "the hook is put as command",
      requests: after(request(.put, "/api/apps/\(app)/predeploy", #"{"command":"migrate"}"#)), status: 200,
      contains: #""pre_deploy_command":"migrate""#),
    Quirk(
      name: "the hook under the name it is read by clears it",
      requests: after(
        request(.put, "/api/apps/\(app)/predeploy", #"{"command":"migrate"}"#),
        request(.put, "/api/apps/\(app)/predeploy", #"{"pre_deploy_command":"x"}"#)), status: 200,
      contains: #""pre_deploy_command":null"#),
    Quirk(
      name: "autoscaling of a cluster that is away is stored all the same",
      requests: after(
        request(.put, "/api/apps/\(app)/autoscaling", #"{"enabled":true,"max_replicas":7}"#),
        request(.get, "/api/apps/\(app)")), status: 200, contains: #""max_replicas":7"#,
      prepare: { await $0.setClusterAway(true) }),
    Quirk(
      name: "autoscaling with impossible bounds is 400",
      requests: after(request(.put, "/api/apps/\(app)/autoscaling", #"{"min_replicas":3,"max_replicas":2}"#)),
      status: 400),
    Quirk(
      name: "a domain needs a cluster that answers",
      requests: after(request(.put, "/api/apps/\(app)/domain", #"{"domain":"a.b"}"#)), status: 500,
      prepare: { await $0.setClusterAway(true) }),
    Quirk(
      name: "a taken domain is 409",
      requests: after(
        request(.put, "/api/apps/\(app)/domain", #"{"domain":"a.b"}"#),
        request(.post, "/api/clusters/\(cluster)/apps", #"{"name":"api","image":"a"}"#),
        request(.put, "/api/apps/\(id(7))/domain", #"{"domain":"a.b"}"#)), status: 409),
    Quirk(
      name: "a secret's value never comes back",
      requests: after(
        request(.post, "/api/apps/\(app)/secrets", #"{"key":"A","value":"planted"}"#),
        request(.get, "/api/apps/\(app)/secrets")), status: 200, contains: #""key":"A""#),
    Quirk(
      name: "an empty secret is 400",
      requests: after(request(.post, "/api/apps/\(app)/secrets", #"{"key":"A","value":""}"#)), status: 400),
    Quirk(
      name: "deleting an unknown secret is 204",
      requests: after(request(.delete, "/api/apps/\(app)/secrets/A")), status: 204, type: nil),
    Quirk(
      name: "a token's own routes are closed to it", requests: [request(.get, "/api/me")], status: 401,
      contains: "not authenticated"),
    Quirk(
      name: "deleting a project takes what is in it",
      requests: after(request(.delete, "/api/projects/\(project)"), request(.get, "/api/apps/\(app)")), status: 404),
  ]

  @Test("behaves as documented", arguments: quirks)
  func behaves(quirk: Quirk) async throws {
    let double = RemoteDouble()
    await quirk.prepare(double)
    try await SocketServer.run(serving: double) { server in
      let transport = try Self.curl(server)
      var last: (status: Int, type: String?, body: String)?
      for var request in quirk.requests {
        request.headers["Authorization"] = quirk.token.map { "Bearer \($0)" }
        let response = try await transport.send(request)
        let body = String(decoding: try await response.body.bytes(), as: UTF8.self)
        last = (response.status, response.headers["Content-Type"], body)
      }
      let answer = try #require(last)
      #expect(answer.status == quirk.status)
      #expect(quirk.type.map { answer.type?.hasPrefix($0) == true } ?? answer.body.isEmpty)
      #expect(answer.body.contains(quirk.contains) || quirk.contains.isEmpty, "\(answer.body)")
      #expect(!answer.body.contains("planted"))
    }
  }

  @Test("a deploy with a quantity that cannot be parsed brings the whole server down")
  func lots() async throws {
    let double = RemoteDouble()
    try await SocketServer.run(serving: double) { server in
      let transport = try Self.curl(server)
      for var request in Self.after(
        Self.request(.put, "/api/apps/\(Self.app)", #"{"cpu_request":"lots"}"#),
        Self.request(.post, "/api/apps/\(Self.app)/deploy"))
      {
        request.headers["Authorization"] = "Bearer \(RemoteDouble.token)"
        _ = try await transport.send(request)
      }
      await #expect(throws: HTTPError.self) { try await transport.send(Self.request(.get, "/health")) }
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

  static func curl(_ server: SocketServer, _ path: String = "") throws -> CurlTransport {
    CurlTransport(
      endpoint: HTTPEndpoint(server: try #require(URL(string: server.url + path))), userAgent: "tests")
  }
}
