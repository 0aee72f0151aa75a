import Kubernetes
import Model
import Storage
import Testing

@testable import Engine

@Suite("a deploy that works")
struct DeployTests {
  @Test("brings every object, writes every step down, and ends as success with the digest that ran")
  func success() async throws {
    let world = try await World()
    let app = try await world.app(
      .init(
        image: "ghcr.io/acme/web:1", replicas: 2, port: 8080, autoscaling: .init(minimum: 2, maximum: 4),
        domain: "shop.example.com", preDeployCommand: "echo migrated"), secrets: ["KEY": World.secret])
    let told = Told()
    let revision = try await world.drive { try await world.engine.deploy(app.id, tell: told.listener) }
    #expect(revision.outcome == .success)
    #expect(revision.step == .rolling)
    #expect(revision.digest?.hasPrefix("sha256:") == true)
    #expect(told.steps == [.syncingSecrets, .runningHook, .applying, .rolling])
    #expect(told.output == ["migrated"])
    #expect(try await world.store.hookLog(of: revision.id) == "migrated")
    for (resource, name) in [
      (Resource.deployments, "web"), (.services, "web"), (.ingresses, "web"), (.horizontalPodAutoscalers, "web"),
      (.podDisruptionBudgets, "web"), (.secrets, "web-secrets"),
    ] {
      #expect(try await world.object(resource, name) != nil, "\(resource.kind)")
    }
    let app2 = try await world.store.app(app.id)
    #expect(app2.status == .running)
    #expect(app2.currentRevision == 1)
  }

  @Test("of an unchanged app rolls nothing, and a changed secret rolls the pods")
  func unchanged() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080), secrets: ["KEY": "1"])
    _ = try await world.deploy(app)
    let generation = try await world.template()
    _ = try await world.deploy(app)
    #expect(try await world.template() == generation)
    try await world.store.setSecret("KEY", to: "2", of: app.id)
    _ = try await world.deploy(app)
    #expect(try await world.template() != generation)
    #expect(try await world.liveSecrets() == ["KEY": "2"])
  }

  @Test("takes away what the app had and has no more, and nothing that is not shipit's")
  func prunes() async throws {
    let world = try await World()
    let app = try await world.app(
      .init(
        image: "ghcr.io/acme/web:1", replicas: 2, port: 8080, autoscaling: .init(minimum: 2, maximum: 4),
        domain: "shop.example.com"), secrets: ["KEY": "1"])
    _ = try await world.deploy(app)
    try await world.store.deleteSecret("KEY", of: app.id)
    _ = try await world.client.apply(
      PodDisruptionBudget.self, "web", in: "default",
      [
        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
        "metadata": ["name": "web", "labels": ["managed-by": "somebody"]],
      ], force: true)
    _ = try await world.deploy(app) {
      $0.port = nil
      $0.domain = nil
      $0.autoscaling = nil
      $0.replicas = 1
    }
    for (resource, name) in [
      (Resource.services, "web"), (.ingresses, "web"), (.horizontalPodAutoscalers, "web"), (.secrets, "web-secrets"),
    ] {
      #expect(try await world.object(resource, name) == nil, "\(resource.kind)")
    }
    #expect(try await world.object(.podDisruptionBudgets, "web") != nil)
  }

  @Test("keeps the count that the autoscaler chose, and gives it back to the person when autoscaling ends")
  func autoscaling() async throws {
    let world = try await World()
    let app = try await world.app(
      .init(image: "ghcr.io/acme/web:1", replicas: 1, port: 8080, autoscaling: .init(minimum: 2, maximum: 9)))
    _ = try await world.deploy(app)
    _ = try await world.client.patch(
      Deployment.self, "web", in: "default", .merge(["spec": ["replicas": 5]]),
      Self.asAutoscaler)
    _ = try await world.deploy(app) { $0.image = "ghcr.io/acme/web:2" }
    #expect(try await world.object(.deployments, "web")?["spec"]?["replicas"]?.int == 5)
    _ = try await world.deploy(app) {
      $0.autoscaling = nil
      $0.replicas = 3
    }
    #expect(try await world.object(.deployments, "web")?["spec"]?["replicas"]?.int == 3)
  }

  @Test("leaves an autoscaled app stopped that was scaled to zero, and lets the autoscaler have it again after that")
  func stopped() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080, autoscaling: .init()))
    _ = try await world.deploy(app)
    try await world.drive { try await world.engine.scale(app.id, to: 0) }
    _ = try await world.deploy(app) { $0.image = "ghcr.io/acme/web:2" }
    #expect(try await world.object(.deployments, "web")?["spec"]?["replicas"] == 0)
    let told = Told()
    try await world.drive { try await world.engine.scale(app.id, to: 3, tell: told.listener) }
    #expect(told.warnings == ["its autoscaler goes on choosing, from 2 to 10"])
    _ = try await world.deploy(app) { $0.image = "ghcr.io/acme/web:3" }
    #expect(try await world.object(.deployments, "web")?["spec"]?["replicas"] == 3)
  }

  private static let asAutoscaler: WriteOptions = {
    var options = WriteOptions()
    options.fieldManager = "kube-controller-manager"
    return options
  }()

  @Test("of a cron job is done when the cluster has it; a task when it has run to its end")
  func endsByItself() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "local/exits:5s", work: .scheduled("0 4 * * *")))
    #expect(try await world.deploy(app).outcome == .success)
    #expect(try await world.object(.cronJobs, "web") != nil)
    #expect(try await world.object(.deployments, "web") == nil)
    let task = try await world.deploy(app) { $0.work = .once }
    #expect(task.outcome == .success)
    #expect(try await world.object(.cronJobs, "web") == nil)
  }

  @Test("is refused by the preflight before anything is written or changed")
  func preflight() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1"))
    _ = try await world.client.create(
      Deployment.self, in: "default",
      [
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web"],
        "spec": [
          "selector": ["matchLabels": ["app": "other"]],
          "template": [
            "metadata": ["labels": ["app": "other"]], "spec": ["containers": [["name": "c", "image": "nginx:1"]]],
          ],
        ],
      ])
    guard case .cluster = try await world.failure(of: app, { _ in }) else {
      Issue.record("the selector of a Deployment cannot change")
      return
    }
    #expect(try await world.store.revisions(of: app.id) == [])
    #expect(try await world.store.app(app.id).status == .pending)
  }

  @Test("a rollback by hand brings back the whole revision: image by digest, secrets, everything")
  func rollback() async throws {
    let world = try await World()
    let app = try await world.app(
      .init(image: "ghcr.io/acme/web:1", replicas: 2, port: 8080, environment: ["A": "1"]), secrets: ["KEY": "old"])
    let first = try await world.deploy(app)
    try await world.store.setSecret("KEY", to: "new", of: app.id)
    try await world.store.setSecret("MORE", to: "x", of: app.id)
    _ = try await world.deploy(app) {
      $0.image = "ghcr.io/acme/web:2"
      $0.environment = [:]
      $0.port = nil
    }
    let back = try await world.drive { try await world.engine.rollback(app.id) }
    #expect(back.number == 3)
    #expect(back.configuration == first.pinnedConfiguration)
    #expect(back.configuration.image.hasPrefix("ghcr.io/acme/web:1@sha256:"))
    #expect(try await world.liveSecrets() == ["KEY": "old"])
    #expect(try await world.store.secretKeys(of: app.id) == ["KEY"])
    #expect(try await world.object(.services, "web") != nil)
  }

  @Test("two processes deploying the same app at once: both finish, in order, with two revisions")
  func twoProcesses() async throws {
    let folder = try Folder()
    defer { folder.remove() }
    let world = try await World(store: try folder.store())
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080))
    let other = world.engine(store: try folder.store())
    let revisions = try await world.drive {
      async let first = world.engine.deploy(app.id, message: "first")
      async let second = other.deploy(app.id, message: "second")
      return try await [first, second].sorted { $0.number < $1.number }
    }
    #expect(revisions.map(\.number) == [1, 2])
    #expect(revisions.map(\.outcome) == [.success, .success])
    #expect(Set(revisions.compactMap(\.message)) == ["first", "second"])
    let (one, two) = (revisions[0], revisions[1])
    let end = try #require(one.finishedAt)
    #expect(end <= two.createdAt, "one after the other")
    #expect(try await world.liveRevision() == 2)
  }

  @Test("everything that was done is in the audit, with who, from where and how it ended, and no secret")
  func audit() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1"))
    try await world.engine.setSecret("KEY", to: World.secret, of: app.id)
    _ = try await world.deploy(app)
    _ = try await world.failure(of: app) { $0.image = "ghcr.io/acme/missing:1" }
    let entries = try await world.store.audit()
    #expect(
      entries.reversed().map(\.action) == [
        "create app", "set secret KEY", "update app", "deploy", "update app: image", "deploy",
      ])
    #expect(entries.allSatisfy { $0.actor == "ada" && $0.origin == "laptop" })
    #expect(entries.allSatisfy { $0.subject == "shop/production/default/web" })
    #expect(entries[0].outcome == .failed)
    #expect(entries[0].message?.contains("image not pulled") == true)
    #expect(entries.dropFirst().allSatisfy { $0.outcome == .done })
    #expect(!"\(entries)".contains(World.secret))
  }
}

extension World {
  /// The controller's count of pod templates.
  fileprivate func template() async throws -> String? {
    try await object(.deployments, "web")?["metadata"]?["annotations"]?["deployment.kubernetes.io/revision"]?.string
  }
}
