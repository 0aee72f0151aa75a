import JSON
import Kubernetes
import Model
import Testing

@testable import Engine

@Suite("Deployments that are there become apps")
struct ImportTests {
  private static func deployment(
    _ name: String, selector: String? = nil, container: JSON, rest: [String: JSON] = [:], more: [JSON] = []
  ) -> JSON {
    let labels: JSON = ["app": .string(selector ?? name)]
    let spec: [String: JSON] = ["containers": .array([container] + more)].merging(rest) { $1 }
    return [
      "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": .string(name)],
      "spec": [
        "replicas": 2, "selector": ["matchLabels": labels],
        "template": ["metadata": ["labels": labels], "spec": .object(spec)],
      ],
    ]
  }

  private func world(_ deployments: JSON...) async throws -> World {
    let world = try await World()
    for deployment in deployments { _ = try await world.client.create(Deployment.self, in: "default", deployment) }
    return world
  }

  @Test("with everything that an app can say: image, count, port, variables, resources, health")
  func whole() async throws {
    let world = try await world(
      Self.deployment(
        "web",
        container: [
          "name": "c", "image": "ghcr.io/acme/web:1", "ports": [["containerPort": 8080]],
          "env": [["name": "LEVEL", "value": "info"]],
          "resources": ["requests": ["cpu": "250m"], "limits": ["memory": "1Gi"]],
          "readinessProbe": ["httpGet": ["path": "/ready", "port": 9090], "initialDelaySeconds": 7],
          "livenessProbe": ["httpGet": ["path": "/ready", "port": 9090], "periodSeconds": 20],
        ]))
    let found = try #require(try await world.engine.discover(on: world.clusterID, in: "default").first)
    #expect(found.problems == [])
    #expect(found.remarks == [])
    #expect(found.draft.key == AppKey(namespace: "default", name: "web"))
    var expected = AppConfiguration(
      image: "ghcr.io/acme/web:1", replicas: 2, port: 8080, environment: ["LEVEL": "info"],
      health: .init(path: "/ready", port: 9090, initialDelay: 7, period: 20))
    expected.resources.cpuRequest = "250m"
    expected.resources.memoryLimit = "1Gi"
    #expect(found.draft.configuration == expected)
  }

  @Test("what an app cannot say is remarked, each thing in its words")
  func remarks() async throws {
    let world = try await world(
      Self.deployment(
        "odd", selector: "other",
        container: [
          "name": "c", "image": "nginx:1", "command": ["nginx"], "volumeMounts": [["name": "v", "mountPath": "/v"]],
          "envFrom": [["configMapRef": ["name": "settings"]]],
        ],
        rest: [
          "volumes": [["name": "v", "emptyDir": [:]]], "initContainers": [["name": "i", "image": "busybox:1"]],
        ], more: [["name": "second", "image": "nginx:1"]]))
    let found = try #require(try await world.engine.discover(on: world.clusterID, in: "default").first)
    #expect(
      found.remarks == [
        "has 2 containers, of which the first is taken", "has volumes", "has init containers",
        "has a command of its own", "takes variables from elsewhere: set them as secrets",
        "selects its pods by other labels than app=odd: a first deploy will be refused",
      ])
  }

  @Test("without touching them, and what is an app already is not found again")
  func untouched() async throws {
    let world = try await world(
      Self.deployment("web", container: ["name": "web", "image": "ghcr.io/acme/web:1"]),
      Self.deployment("api", container: ["name": "api", "image": "ghcr.io/acme/api:1"]))
    try await world.wait(.seconds(30))
    let before = try await world.object(.deployments, "web")
    let found = try await world.engine.discover(on: world.clusterID, in: "default")
    #expect(found.map(\.draft.name) == ["api", "web"])
    let app = try await world.engine.importApp(try #require(found.last))
    #expect(app.status == .pending)
    #expect(app.currentRevision == 0)
    #expect(try await world.object(.deployments, "web") == before)
    #expect(try await world.engine.discover(on: world.clusterID, in: "default").map(\.draft.name) == ["api"])
    #expect(try await world.store.revisions(of: app.id) == [])
  }

  @Test("and are taken over by their first deploy")
  func takenOver() async throws {
    let world = try await world(
      Self.deployment("web", container: ["name": "web", "image": "ghcr.io/acme/web:1"]))
    let found = try #require(try await world.engine.discover(on: world.clusterID, in: "default").first)
    let app = try await world.engine.importApp(found)
    let revision = try await world.deploy(app) { $0.image = "ghcr.io/acme/web:2" }
    #expect(revision.outcome == .success)
    let live = try await world.client.get(Deployment.self, "web", in: "default")
    #expect(live.template.containers.map(\.image) == ["ghcr.io/acme/web:2"])
    #expect(live.metadata.labels["managed-by"] == "shipit")
  }
}

extension AppDraft {
  fileprivate var key: AppKey { AppKey(namespace: namespace, name: name) }
}

@Suite("a rollout that is paused stays where it is")
struct PauseTests {
  @Test("until it is resumed, and both are in the audit")
  func pause() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", replicas: 2, port: 8080))
    _ = try await world.deploy(app)
    try await world.engine.setPaused(true, app.id)
    _ = try await world.client.patch(
      Deployment.self, "web", in: "default",
      .strategicMerge([
        "spec": ["template": ["spec": ["containers": [["name": "web", "image": "ghcr.io/acme/web:2"]]]]]
      ]))
    try await world.wait(.seconds(120))
    var live = try await world.client.get(Deployment.self, "web", in: "default")
    #expect(live.isPaused)
    #expect(live.status.updatedReplicas == 0)
    try await world.engine.setPaused(false, app.id)
    try await world.wait(.seconds(120))
    live = try await world.client.get(Deployment.self, "web", in: "default")
    #expect(!live.isPaused)
    #expect(live.status.updatedReplicas == 2)
    #expect(try await world.store.audit().prefix(2).map(\.action) == ["resume", "pause"])
  }

  @Test("or until the next deploy, which lets it go on")
  func deployed() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080))
    _ = try await world.deploy(app)
    try await world.engine.setPaused(true, app.id)
    #expect(try await world.deploy(app) { $0.image = "ghcr.io/acme/web:2" }.outcome == .success)
    #expect(try await world.client.get(Deployment.self, "web", in: "default").isPaused == false)
  }
}
