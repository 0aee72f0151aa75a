import Foundation
import Kubernetes
import Model
import Testing

@testable import Engine

@Suite("promoting deploys what ran on one cluster on another")
struct PromoteTests {
  private static let web = AppConfiguration(
    image: "ghcr.io/acme/web:1", replicas: 3, port: 8080, environment: ["LEVEL": "info"])

  @Test("by digest, with its whole configuration, and makes the app where it is not")
  func promote() async throws {
    let world = try await World()
    let app = try await world.app(Self.web)
    let source = try await world.deploy(app)
    let (target, revision) = try await world.drive { try await world.engine.promote(app.id, to: world.stagingID) }
    #expect(target.key == app.key)
    #expect(target.clusterID == world.stagingID)
    #expect(revision.outcome == .success)
    #expect(revision.configuration == source.pinnedConfiguration)
    #expect(revision.message == "promoted revision 1")
    let live = try await world.stagingClient.get(Deployment.self, "web", in: "default")
    #expect(live.replicas == 3)
    #expect(live.template.containers.first?.image == "ghcr.io/acme/web:1@\(try #require(source.digest))")
  }

  @Test("an earlier revision can be promoted too, and the app that is there is used")
  func earlier() async throws {
    let world = try await World()
    let app = try await world.app(Self.web)
    let first = try await world.deploy(app)
    _ = try await world.deploy(app) { $0.image = "ghcr.io/acme/web:2" }
    let (target, _) = try await world.drive { try await world.engine.promote(app.id, to: world.stagingID) }
    let (again, revision) = try await world.drive {
      try await world.engine.promote(app.id, revision: 1, to: world.stagingID)
    }
    #expect(again.id == target.id)
    #expect(revision.number == 2)
    #expect(revision.configuration == first.pinnedConfiguration)
  }

  @Test("the other cluster keeps its own secrets and must have them all, unless they are to be copied")
  func secrets() async throws {
    let world = try await World()
    let app = try await world.app(Self.web, secrets: ["TOKEN": World.secret, "URL": "db"])
    _ = try await world.deploy(app)
    await #expect(throws: EngineError.secretsMissing(app: "web", keys: ["TOKEN", "URL"])) {
      try await world.engine.promote(app.id, to: world.stagingID)
    }
    let target = try #require(try await world.store.apps(of: world.stagingID).first)
    #expect(try await world.store.revisions(of: target.id) == [])
    try await world.engine.setSecret("TOKEN", to: "staging's own", of: target.id)
    try await world.engine.setSecret("URL", to: "other", of: target.id)
    let (_, own) = try await world.drive { try await world.engine.promote(app.id, to: world.stagingID) }
    #expect(try await world.store.secretValues(of: own.id) == ["TOKEN": "staging's own", "URL": "other"])
    let (_, copied) = try await world.drive {
      try await world.engine.promote(app.id, to: world.stagingID, copiesSecrets: true)
    }
    #expect(try await world.store.secretValues(of: copied.id) == ["TOKEN": World.secret, "URL": "db"])
  }

  @Test("what is refused leaves the other app as it is configured")
  func refused() async throws {
    let world = try await World()
    let app = try await world.app(Self.web)
    _ = try await world.deploy(app)
    let (target, _) = try await world.drive { try await world.engine.promote(app.id, to: world.stagingID) }
    let before = try await world.store.app(target.id).configuration
    try await world.store.setSecret("TOKEN", to: World.secret, of: app.id)
    _ = try await world.deploy(app) { $0.image = "ghcr.io/acme/web:2" }
    await #expect(throws: EngineError.secretsMissing(app: "web", keys: ["TOKEN"])) {
      try await world.engine.promote(app.id, to: world.stagingID)
    }
    #expect(try await world.store.app(target.id).configuration == before)
  }

  @Test("the newest revision that succeeded, and no other unless it is named")
  func newestSuccessful() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "local/broken:1", port: 8080))
    _ = try await world.failure(of: app) { _ in }
    await #expect(throws: EngineError.neverSucceeded(app: "web")) {
      try await world.engine.promote(app.id, to: world.stagingID)
    }
    _ = try await world.deploy(app) { $0.image = "ghcr.io/acme/web:2" }
    let broken = try await world.store.app(app.id)
    _ = try await world.engine.updateApp(app.id, configuration: .init(image: "local/broken:3", port: 8080))
    await #expect(throws: EngineError.self) {
      try await world.drive { try await world.engine.deploy(app.id, rollsBack: false) }
    }
    #expect(broken.currentRevision == 2)
    let (_, revision) = try await world.drive { try await world.engine.promote(app.id, to: world.stagingID) }
    #expect(revision.message == "promoted revision 2")
    try await world.drive { try await world.engine.run(["true"], in: app.id) }
    let jobs = try await world.client.json(.list(.jobs, in: "default", ListOptions()))["items"]?.array ?? []
    let images = jobs.map { $0["spec"]?["template"]?["spec"]?["containers"]?[0]?["image"]?.string }
    #expect(images == ["ghcr.io/acme/web:2"])
  }

  @Test("what never ran has nothing to promote")
  func neverDeployed() async throws {
    let world = try await World()
    let app = try await world.app(Self.web)
    await #expect(throws: EngineError.neverDeployed(app: "web")) {
      try await world.engine.promote(app.id, to: world.stagingID)
    }
  }

  @Test("onto an app whose last deploy exceeded its deadline, which says nothing of the new one", arguments: [1, 3])
  func ontoBroken(replicas: Int) async throws {
    let world = try await World()
    let app = try await world.app(Self.web)
    _ = try await world.deploy(app)
    let broken = try await world.engine.createApp(
      AppDraft(
        clusterID: world.stagingID, name: "web", namespace: "default",
        configuration: .init(image: "local/never-ready:1", replicas: replicas, port: 8080)))
    _ = try await world.engine.deploy(broken.id, waits: false, rollsBack: false)
    try await world.wait(.seconds(700))
    let stuck = try await world.stagingClient.get(Deployment.self, "web", in: "default")
    #expect(stuck.status.condition("Progressing")?.reason == "ProgressDeadlineExceeded")
    let (_, revision) = try await world.drive { try await world.engine.promote(app.id, to: world.stagingID) }
    #expect(revision.outcome == .success)
  }
}

@Suite("going back by hand")
struct RollbackTests {
  @Test("without a number it goes to one that succeeded, and to one that did not only where that is named")
  func onlySuccessful() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "local/broken:1", port: 8080))
    _ = try await world.failure(of: app) { _ in }
    _ = try await world.deploy(app) { $0.image = "ghcr.io/acme/web:2" }
    await #expect(throws: EngineError.noEarlierRevision(app: "web")) { try await world.engine.rollback(app.id) }
    #expect(try await world.store.revisions(of: app.id).count == 2)
    #expect(try await world.engine.rollbackTarget(of: world.store.app(app.id), number: 1).number == 1)
  }
}

@Suite("a cluster that came from a server")
struct PulledClusterTests {
  @Test("keeps the limits that it came with when it is connected without any", arguments: [false, true])
  func limits(isReadOnly: Bool) async throws {
    let world = try await World()
    let project = try await world.store.cluster(world.clusterID).projectID
    let pulled = Cluster(
      projectID: project, name: "far", endpoint: "", context: "", createdAt: .distantPast, isReadOnly: isReadOnly,
      isProtected: !isReadOnly)
    _ = try await world.store.createCluster(pulled, kubeconfig: "")
    let connected = try await world.store.connectCluster(
      Cluster(projectID: project, name: "far", endpoint: "https://far.test", context: "c", createdAt: .distantPast),
      kubeconfig: "kind: Config")
    #expect(connected.endpoint == "https://far.test")
    #expect((connected.isReadOnly, connected.isProtected) == (isReadOnly, !isReadOnly))
  }
}

@Suite("what a rollout before has left in the status is not taken for the present one's")
struct LeftoverTests {
  @Test("going back to pods that still run, from one that exceeded its deadline, arrives", arguments: [1, 2])
  func backFromDeadline(replicas: Int) async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", replicas: replicas, port: 8080))
    _ = try await world.deploy(app)
    guard case .rolledBack = try await world.failure(of: app, { $0.image = "local/never-ready:2" }) else {
      Issue.record("it must arrive")
      return
    }
    #expect(try await world.outcomes(of: app) == [.success, .rolledBack, .success])
  }

  @Test("a deploy after one that a quota stopped, once there is room")
  func afterQuota() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", replicas: 2, port: 8080))
    _ = try await world.deploy(app)
    let quota = Resource(group: "", plural: "resourcequotas", kind: "ResourceQuota")
    _ = try await world.client.writeJSON(
      .create(quota, in: "default", ["metadata": ["name": "team"], "spec": ["hard": ["pods": "2"]]], .init()))
    var configuration = app.configuration
    configuration.image = "ghcr.io/acme/web:2"
    _ = try await world.engine.updateApp(app.id, configuration: configuration)
    await #expect(throws: EngineError.self) {
      try await world.drive { try await world.engine.deploy(app.id, rollsBack: false) }
    }
    try await world.client.delete(quota, "team", in: "default")
    #expect(try await world.deploy(app) { $0.image = "ghcr.io/acme/web:3" }.outcome == .success)
  }

  @Test("a deploy that changes image and count, right after one whose image cannot be pulled")
  func afterBrokenImage() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/missing:1", replicas: 1, port: 8080))
    _ = try await world.failure(of: app) { _ in }
    let revision = try await world.deploy(app) {
      $0.image = "ghcr.io/acme/web:1"
      $0.replicas = 3
    }
    #expect(revision.outcome == .success)
  }

  @Test("a condition counts when it is ours: later than half the deadline after the write, or when nothing was changed")
  func deadline() {
    let applied = Date(timeIntervalSince1970: 1_800_000_000)
    var deployment = Deployment(metadata: ObjectMetadata())
    func exceeded(after seconds: Double) -> Deployment {
      deployment.status.conditions = [
        Condition(
          type: "Progressing", value: .isFalse, reason: "ProgressDeadlineExceeded",
          changedAt: applied.addingTimeInterval(seconds))
      ]
      return deployment
    }
    #expect(exceeded(after: -3600).isDeadlineLeftOver(appliedAt: applied))
    #expect(exceeded(after: 120).isDeadlineLeftOver(appliedAt: applied))
    #expect(!exceeded(after: 601).isDeadlineLeftOver(appliedAt: applied))
    #expect(!exceeded(after: -3600).isDeadlineLeftOver(appliedAt: nil))
    var observer = RolloutObserver(exceeded(after: -3600), appliedAt: applied)
    #expect(observer.verdict == .waiting("Waiting for deployment spec update to be observed..."))
    observer.passed(to: .seconds(600))
    #expect(
      observer.verdict == .failed(reason: "deployment \"\" exceeded its progress deadline", pod: nil, container: nil))
  }
}
