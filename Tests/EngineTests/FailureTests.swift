import Kubernetes
import Model
import Testing

@testable import Engine

@Suite("a deploy that fails ends when that is certain, goes back, and tells why")
struct FailureTests {
  struct Mode: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What the reason says.
    let reason: String
    /// The last words that are shown.
    var lastWords: String?
    /// Far less than the ten minutes after which Kubernetes itself gives up, but for the one that only time can tell.
    var limit = Duration.seconds(300)
    /// Whether the pods that ran are gone when it fails, so that others have to be made.
    var replacesPods = false
    let change: @Sendable (inout AppConfiguration) -> Void
  }

  static let modes = [
    Mode(testDescription: "crashes at once", reason: "crash loop", lastWords: "DATABASE_URL is not set") {
      $0.image = "local/broken:2"
    },
    Mode(
      testDescription: "crashes after a minute", reason: "crash loop", lastWords: "panic: runtime error",
      replacesPods: true
    ) {
      $0.image = "local/crash-after:60s"
    },
    Mode(testDescription: "cannot be pulled", reason: "image not pulled") { $0.image = "ghcr.io/acme/missing:2" },
    Mode(testDescription: "is never ready", reason: "progress deadline", limit: .seconds(700)) {
      $0.image = "local/never-ready:2"
    },
    Mode(testDescription: "the hook fails", reason: "the pre-deploy command exits with 3", lastWords: "no such table") {
      $0.image = "ghcr.io/acme/web:2"
      $0.preDeployCommand = "echo 'no such table'; exit 3"
    },
    Mode(testDescription: "the hook cannot be pulled", reason: "image not pulled") {
      $0.image = "ghcr.io/acme/missing:2"
      $0.preDeployCommand = "bin/migrate"
    },
  ]

  @Test("and back to what ran before", arguments: modes)
  func goesBack(mode: Mode) async throws {
    let world = try await World()
    let app = try await world.app(
      .init(image: "ghcr.io/acme/web:1", replicas: 2, port: 8080, environment: ["A": "1"]), secrets: ["KEY": "old"])
    let good = try await world.deploy(app)
    let pods = try await world.podNames()
    try await world.store.setSecret("KEY", to: "new", of: app.id)

    let start = world.clock.now
    let error = try await world.failure(of: app, mode.change)
    let elapsed = start.duration(to: world.clock.now)

    guard case .rolledBack(_, let revision, let reason, let lastLines, let target) = error else {
      Issue.record("\(error)")
      return
    }
    #expect((revision, target) == (2, 1))
    #expect(reason.contains(mode.reason), "\(reason)")
    if let words = mode.lastWords { #expect(lastLines.contains { $0.contains(words) }, "\(lastLines)") }
    // The rollback itself is watched for a minute and a quarter.
    #expect(elapsed < mode.limit + .seconds(120), "\(elapsed)")

    #expect(try await world.outcomes(of: app) == [.success, .rolledBack, .success])
    let record = try await world.store.app(app.id)
    #expect(record.status == .running)
    #expect(record.currentRevision == 3)
    // Pods that still run are taken over, by the same words; those that have to be made run the very image that ran.
    #expect(good.pinnedConfiguration != good.configuration)
    #expect(record.configuration == (mode.replacesPods ? good.pinnedConfiguration : good.configuration))
    #expect(try await world.store.revision(3, of: app.id).digest == good.digest)
    #expect(try await Set(world.podNames()).isSuperset(of: pods) == !mode.replacesPods)
    #expect(try await world.liveRevision() == 3)
    #expect(try await world.liveSecrets() == ["KEY": "old"])
    let live = Deployment.self
    let deployment = try await world.client.get(live, "web", in: "default")
    #expect(RolloutStatus(deployment) == .complete(message: "deployment \"web\" successfully rolled out"))
  }

  @Test("a quota that is used up ends it in the server's words, and the old pods go on running")
  func quota() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", replicas: 2, port: 8080))
    _ = try await world.deploy(app)
    let pods = try await world.podNames()
    let quota = Resource(group: "", plural: "resourcequotas", kind: "ResourceQuota")
    _ = try await world.client.writeJSON(
      .create(quota, in: "default", ["metadata": ["name": "team"], "spec": ["hard": ["pods": "2"]]], .init()))

    let start = world.clock.now
    let error = try await world.failure(of: app) { $0.image = "ghcr.io/acme/web:2" }
    guard case .rolledBack(_, 2, let reason, _, 1) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(reason.contains("exceeded quota: team, requested: pods=1, used: pods=2, limited: pods=2"), "\(reason)")
    // Seconds to be certain, and the rollback's own vigil.
    #expect(start.duration(to: world.clock.now) < .seconds(150))
    #expect(try await world.outcomes(of: app) == [.success, .rolledBack, .success])
    #expect(try await world.podNames().count == 2)
    #expect(try await world.podNames() == pods)
    #expect(try await world.object(quota, "team")?["status"]?["used"]?["pods"] == "2")
  }

  @Test("a quota that leaves no room for the pre-deploy command ends it too")
  func hookQuota() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", replicas: 1, port: 8080))
    _ = try await world.deploy(app)
    let quota = Resource(group: "", plural: "resourcequotas", kind: "ResourceQuota")
    _ = try await world.client.writeJSON(
      .create(
        quota, in: "default", ["metadata": ["name": "team"], "spec": ["hard": ["requests.cpu": "150m"]]], .init())
    )
    let error = try await world.failure(of: app) {
      $0.image = "ghcr.io/acme/web:2"
      $0.preDeployCommand = "true"
    }
    guard case .rolledBack(_, _, let reason, _, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(reason.contains("exceeded quota: team, requested: requests.cpu="), "\(reason)")
  }

  @Test("a hook that fails changes nothing of what runs")
  func hook() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080), secrets: ["KEY": "old"])
    _ = try await world.deploy(app)
    let pods = try await world.podNames()
    _ = try await world.failure(of: app) {
      $0.image = "ghcr.io/acme/web:2"
      $0.preDeployCommand = "exit 1"
    }
    #expect(try await world.podNames() == pods)
  }

  @Test("as many pods as stood before go on, also those of a scale, which made no revision", arguments: [false, true])
  func scaled(byHook: Bool) async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", replicas: 2, port: 8080))
    _ = try await world.deploy(app)
    try await world.drive { try await world.engine.scale(app.id, to: 6) }
    let error = try await world.failure(of: app) {
      if byHook { $0.preDeployCommand = "exit 1" } else { $0.image = "local/broken:2" }
    }
    guard case .rolledBack = error else {
      Issue.record("\(error)")
      return
    }
    #expect(try await world.object(.deployments, "web")?["spec"]?["replicas"] == 6)
    #expect(try await world.store.app(app.id).configuration.replicas == 6)
  }

  @Test("an app that was stopped stays so, and what an autoscaler chose becomes no wish")
  func autoscaled() async throws {
    let world = try await World()
    let app = try await world.app(
      .init(
        image: "ghcr.io/acme/web:1", replicas: 2, port: 8080,
        autoscaling: .init(minimum: 2, maximum: 9)))
    _ = try await world.deploy(app)
    try await world.client.scale(.deployments, "web", in: "default", to: 5)
    _ = try await world.failure(of: app) { $0.preDeployCommand = "exit 1" }
    #expect(try await world.store.app(app.id).configuration.replicas == 2)
    try await world.drive { try await world.engine.scale(app.id, to: 0) }
    _ = try await world.failure(of: app) { $0.preDeployCommand = "exit 1" }
    #expect(try await world.store.app(app.id).configuration.replicas == 0)
    #expect(try await world.object(.deployments, "web")?["spec"]?["replicas"] == 0)
  }

  @Test("without a good revision there is nothing to go back to")
  func first() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "local/broken:1", port: 8080))
    guard case .rolloutFailed = try await world.failure(of: app, { _ in }) else {
      Issue.record("there is no earlier revision")
      return
    }
    #expect(try await world.outcomes(of: app) == [.failed])
    #expect(try await world.store.app(app.id).status == .failed)
  }

  @Test("a person can have it left as it failed")
  func noRollback() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080))
    _ = try await world.deploy(app)
    var broken = app.configuration
    broken.image = "local/broken:2"
    _ = try await world.engine.updateApp(app.id, configuration: broken)
    await #expect {
      try await world.drive { try await world.engine.deploy(app.id, rollsBack: false) }
    } throws: { error in
      if case .rolloutFailed = error as? EngineError { true } else { false }
    }
    #expect(try await world.outcomes(of: app) == [.success, .failed])
    #expect(try await world.liveRevision() == 2)
  }

  @Test("a task that fails is not run again in its old form")
  func task() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "local/exits:1s", work: .once))
    _ = try await world.deploy(app)
    guard
      case .rolloutFailed(_, 2, let reason, let lines) = try await world.failure(
        of: app, { $0.image = "local/broken:1" })
    else {
      Issue.record("a task does not roll back")
      return
    }
    #expect(reason == "exits with 3 (Error)")
    #expect(lines.last?.contains("DATABASE_URL") == true)
  }
}

@Suite("what only the observers can be shown")
struct ObserverTests {
  private static func deployment(_ conditions: [Condition]) -> Deployment {
    var deployment = Deployment(metadata: ObjectMetadata())
    deployment.status.conditions = conditions
    deployment.status.updatedReplicas = 0
    return deployment
  }

  @Test("a quota that is exceeded ends a rollout at once")
  func quota() {
    let message = "pods \"web-1\" is forbidden: exceeded quota: team"
    let observer = RolloutObserver(
      Self.deployment([
        Condition(type: "ReplicaFailure", value: .isTrue, reason: "FailedCreate", message: message)
      ]))
    #expect(observer.verdict == .failed(reason: "FailedCreate: \(message)", pod: nil, container: nil))
  }

  @Test("a quota that is exceeded ends a job at once")
  func jobQuota() {
    var job = Job(metadata: ObjectMetadata())
    job.metadata.uid = "u1"
    var observer = JobObserver(job)
    var event = Event(metadata: ObjectMetadata())
    event.reason = "FailedCreate"
    event.message = "exceeded quota: team"
    event.subject.uid = "another"
    observer.received(WatchUpdate<Event>.snapshot([event]))
    #expect(observer.verdict == .waiting("waiting for a pod"))
    event.subject.uid = "u1"
    observer.received(WatchUpdate<Event>.changes([.updated(event)]))
    #expect(observer.verdict == .failed(reason: "exceeded quota: team"))
  }

  @Test(
    "a pod that finds no node is given half a minute, and more where an autoscaler brings one",
    arguments: [false, true])
  func unschedulable(isScalingUp: Bool) {
    var deployment = Self.deployment([])
    deployment.metadata.uid = "d"
    deployment.metadata.annotations["deployment.kubernetes.io/revision"] = "1"
    var replicaSet = ReplicaSet(metadata: ObjectMetadata())
    replicaSet.metadata.uid = "r"
    replicaSet.metadata.annotations["deployment.kubernetes.io/revision"] = "1"
    replicaSet.metadata.controller = .init(kind: "Deployment", name: "web", uid: "d")
    var pod = Pod(metadata: ObjectMetadata())
    pod.metadata.name = "web-1"
    pod.metadata.controller = .init(kind: "ReplicaSet", name: "web", uid: "r")
    pod.conditions = [
      Condition(type: "PodScheduled", value: .isFalse, reason: "Unschedulable", message: "0/3 nodes are available")
    ]
    var observer = RolloutObserver(deployment)
    observer.received(WatchUpdate<ReplicaSet>.snapshot([replicaSet]))
    observer.passed(to: .seconds(5))
    observer.received(WatchUpdate<Pod>.snapshot([pod]))
    observer.passed(to: .seconds(34))
    guard case .waiting(let text) = observer.verdict else {
      Issue.record("\(observer.verdict)")
      return
    }
    #expect(text.contains("unschedulable"))
    if isScalingUp {
      var event = Event(metadata: ObjectMetadata())
      event.reason = "TriggeredScaleUp"
      event.subject.name = "web-1"
      observer.received(WatchUpdate<Event>.snapshot([event]))
    }
    observer.passed(to: .seconds(35))
    if case .failed(let reason, let name, _) = observer.verdict {
      #expect(!isScalingUp)
      #expect(reason == "unschedulable: 0/3 nodes are available")
      #expect(name == "web-1")
    } else {
      #expect(isScalingUp)
    }
  }
}

extension World {
  fileprivate func podNames() async throws -> [String] {
    try await client.list(Pod.self, in: "default", ListOptions(labelSelector: "app=web")).items
      .map(\.metadata.name).sorted()
  }
}
