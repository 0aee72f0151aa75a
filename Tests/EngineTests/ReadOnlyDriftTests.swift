import HTTP
import JSON
import Kubernetes
import Model
import Synchronization
import Testing

@testable import Engine

@Suite("Drift on a read-only cluster, found with reads alone")
struct ReadOnlyDriftTests {
  /// Somebody's hand in it, and what the comparison says of that.
  private struct Hand: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let resource: Resource
    let name: String
    let patch: Patch

    init(_ description: String, _ patch: JSON) { self.init(description, .deployments, "web", patch) }

    init(_ description: String, _ resource: Resource, _ name: String, _ patch: JSON) {
      testDescription = description
      self.resource = resource
      self.name = name
      self.patch = .strategicMerge(patch)
    }

    static let all = [
      Hand("nothing", ["metadata": ["labels": ["app": "web"]]]), Hand("a count", ["spec": ["replicas": 5]]),
      Hand("an image", pod(["containers": [["name": "web", "image": "web:hand"]]])),
      Hand("a variable changed", pod(["containers": [["name": "web", "env": [["name": "A", "value": "2"]]]]])),
      Hand(
        "a variable added, which is theirs",
        pod(["containers": [["name": "web", "env": [["name": "B", "value": "2"]]]]])),
      Hand("a sidecar added, which is theirs", pod(["containers": [["name": "proxy", "image": "proxy:1"]]])),
      Hand(
        "the same memory in other words",
        pod(["containers": [["name": "web", "resources": ["limits": ["memory": "1024Mi"]]]]])),
      Hand("less memory", pod(["containers": [["name": "web", "resources": ["limits": ["memory": "256Mi"]]]]])),
      Hand("a probe", pod(["containers": [["name": "web", "readinessProbe": ["periodSeconds": 77]]]])),
      Hand("an annotation, which is theirs", ["metadata": ["annotations": ["note": "x"]]]),
      Hand("a port of the service", .services, "web", ["spec": ["ports": [["port": 8080, "name": "other"]]]]),
      Hand("a secret", .secrets, "web-secrets", ["data": ["KEY": "Mg=="]]),
      Hand("the autoscaler", .horizontalPodAutoscalers, "web", ["spec": ["maxReplicas": 99]]),
      Hand("the ingress", .ingresses, "web", ["spec": ["ingressClassName": "other"]]),
    ]

    private static func pod(_ spec: JSON) -> JSON { ["spec": ["template": ["spec": spec]]] }
  }

  private static let configuration: AppConfiguration = {
    var configuration = AppConfiguration(image: "web:1", replicas: 2, port: 8080)
    configuration.environment = ["A": "1", "EMPTY": ""]
    configuration.resources.memoryLimit = "1Gi"
    configuration.domain = "shop.example.com"
    configuration.health = .init(path: "/healthz")
    configuration.autoscaling = .init(minimum: 2, maximum: 4)
    return configuration
  }()

  @Test("is what the server's own dry run says, whatever was changed", arguments: Hand.all)
  private func agrees(hand: Hand) async throws {
    let world = try await World()
    let app = try await world.app(Self.configuration, secrets: ["KEY": "1"])
    _ = try await world.deploy(app)
    _ = try await world.client.writeJSON(
      .patch(hand.resource, hand.name, in: "default", hand.patch, WriteOptions(fieldManager: "kubectl-edit")))
    let told = try await world.engine.drift(of: app.id)
    try await world.engine.setReadOnly(true, world.clusterID)
    let writes = Writes()
    let reading = world.engine(through: writes.watching)
    #expect(try await reading.drift(of: app.id) == told)
    #expect(writes.count == 0)
  }

  @Test("counts what an earlier deploy of ours left, and tells what is missing")
  func former() async throws {
    let world = try await World()
    let app = try await world.app(Self.configuration, secrets: ["KEY": "1"])
    _ = try await world.deploy(app)
    _ = try await world.deploy(app) { $0.environment["MORE"] = "x" }
    try await world.client.delete(.services, "web", in: "default")
    let told = try await world.engine.drift(of: app.id, from: 1)
    try await world.engine.setReadOnly(true, world.clusterID)
    let seen = try await world.engine.drift(of: app.id, from: 1)
    #expect(seen == told)
    #expect(seen.contains { $0.object == "Service web" && $0.finding == .missing })
    #expect(seen.contains { if case .changed = $0.finding { $0.object == "Deployment web" } else { false } })
  }

  /// Counts whatever is no read.
  private final class Writes: Sendable {
    private let writes = Mutex(0)
    var count: Int { writes.withLock { $0 } }

    @Sendable func watching(_ transport: any HTTPTransport) -> any HTTPTransport {
      Watching(transport: transport, writes: self)
    }

    private struct Watching: HTTPTransport {
      let transport: any HTTPTransport
      let writes: Writes

      func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        if request.method != .get { writes.writes.withLock { $0 += 1 } }
        return try await transport.send(request)
      }

      func openWebSocket(_ request: HTTPRequest, subprotocols: [String]) async throws(HTTPError) -> any WebSocket {
        try await transport.openWebSocket(request, subprotocols: subprotocols)
      }
    }
  }
}
