import Foundation
import JSON
import Kubernetes
import Model
import Testing

@testable import Engine
@testable import Storage

@Suite("drift is what the watched Deployment says otherwise than the current revision")
struct DriftTests {
  private static func deployment(
    revision: Int? = 3, image: String = "web:1", replicas: Int = 2, checksum: String? = "c",
    environment: [String: String?] = ["LEVEL": "info"]
  ) -> Deployment {
    var deployment = Deployment(metadata: ObjectMetadata())
    deployment.metadata.annotations[Labels.revision] = revision.map { "\($0)" }
    var container = Container(name: "web")
    container.image = image
    container.environment = environment
    deployment.template.containers = [container]
    deployment.template.annotations[Labels.secretsChecksum] = checksum
    deployment.replicas = replicas
    return deployment
  }

  private static func intent(scaledTo: Int = 2, _ change: (inout AppConfiguration) -> Void = { _ in }) -> Intent {
    var configuration = AppConfiguration(image: "web:1", replicas: 2, port: 80, environment: ["LEVEL": "info"])
    change(&configuration)
    var app = App(clusterID: .init(), name: "web", configuration: configuration, createdAt: .distantPast)
    app.configuration.replicas = scaledTo
    let revision = Revision(appID: app.id, number: 3, configuration: configuration, createdAt: .distantPast)
    return Intent(app, CurrentRevision(revision: revision, secretsChecksum: "c"))
  }

  @Test("in image, count, variables, secrets or revision, the last of which explains the others")
  func table() {
    let intent = Self.intent()
    let cases: [(Deployment, [Drift])] = [
      (Self.deployment(), []), (Self.deployment(image: "web:2"), [.image("web:2")]),
      (Self.deployment(replicas: 5), [.replicas(5)]), (Self.deployment(checksum: nil), [.secrets]),
      (Self.deployment(image: "web:2", replicas: 1), [.image("web:2"), .replicas(1)]),
      (Self.deployment(environment: ["LEVEL": "debug"]), [.environment(["LEVEL"])]),
      (Self.deployment(environment: ["LEVEL": "info", "NODE": nil, "A": ""]), [.environment(["A", "NODE"])]),
      (Self.deployment(environment: [:]), [.environment(["LEVEL"])]),
      (Self.deployment(environment: ["LEVEL": nil]), [.environment(["LEVEL"])]),
      (Self.deployment(revision: 2, image: "web:0"), [.revision(2)]),
      (Self.deployment(revision: nil), [.revision(nil)]),
    ]
    for (deployment, drift) in cases { #expect(deployment.drift(from: intent) == drift) }
  }

  @Test("not in a count that the app was scaled to, or that an autoscaler has chosen")
  func counts() {
    #expect(Self.deployment(replicas: 4).drift(from: Self.intent(scaledTo: 4)) == [])
    #expect(Self.deployment(replicas: 4).drift(from: Self.intent { $0.autoscaling = .init() }) == [])
  }

  @Test("and is in the report of an app that somebody changed by another way, until the next deploy")
  func report() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080), secrets: ["KEY": "1"])
    _ = try await world.deploy(app)
    #expect(try await world.engine.report(on: app.id).live?.drift == [])
    _ = try await world.client.patch(Deployment.self, "web", in: "default", .merge(["spec": ["replicas": 2]]))
    #expect(try await world.engine.report(on: app.id).live?.drift == [.replicas(2)])
    _ = try await world.client.patch(Deployment.self, "web", in: "default", .merge(["spec": ["replicas": 1]]))
    #expect(try await world.engine.report(on: app.id).live?.drift == [])
  }

  @Test("in a variable that somebody added, which a comparison with the cluster tells, too")
  func addedVariable() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080, environment: ["A": "1"]))
    _ = try await world.deploy(app)
    let container: JSON = ["name": "web", "env": [["name": "DEBUG", "value": "1"]]]
    _ = try await world.client.patch(
      Deployment.self, "web", in: "default",
      .strategicMerge(["spec": ["template": ["spec": ["containers": [container]]]]]))
    #expect(try await world.engine.report(on: app.id).live?.drift == [.environment(["DEBUG"])])
    let field = ObjectDifference.Field(
      path: "spec.template.spec.containers[0].env.DEBUG", live: "1", wanted: nil)
    #expect(
      try await world.engine.drift(of: app.id) == [.init(object: "Deployment web", finding: .changed([field]))])
  }

  @Test("no variable's value is in its words")
  func words() {
    #expect(Drift.environment(["A", "B"]).text == "env A, B")
    #expect(Drift.environment(["A", "B", "C", "D", "E"]).text == "env A, B, C and 2 more")
  }

  @Test("what an older version saw last, which knew of no drift, can be read")
  func older() throws {
    let app = LiveApp(
      key: AppKey(namespace: "default", name: "web"), desired: 2, ready: 2, updated: 2, available: 2, image: "web:1",
      revision: 3, health: .running)
    var json = try JSON(parsing: Array(JSONEncoder().encode(app)))
    #expect(json["drift"] == [])
    json["drift"] = nil
    #expect(try JSONDecoder().decode(LiveApp.self, from: Data(json.encoded())) == app)
  }

  @Test("many apps are asked about with two lists for each namespace, and what cannot be asked is unknown")
  func many() async throws {
    let world = try await World()
    var apps: [App] = []
    for name in ["web", "api", "mail"] {
      let app = try await world.engine.createApp(
        AppDraft(
          clusterID: world.clusterID, name: name, namespace: "default",
          configuration: .init(image: "ghcr.io/acme/\(name):1", port: 8080)))
      if name != "mail" { _ = try await world.drive { try await world.engine.deploy(app.id) } }
      apps.append(try await world.store.app(app.id))
    }
    _ = try await world.client.patch(Deployment.self, "api", in: "default", .merge(["spec": ["replicas": 3]]))
    let answers = await world.engine(through: KillSwitch(after: 2).wrap).liveAnswers(about: apps)
    let drifts = apps.map { app -> [Drift]? in
      guard case .app(let live) = answers[app.id] else { return nil }
      return live.drift
    }
    #expect(drifts == [[], [.replicas(3)], nil])
    #expect(answers[apps[2].id] == LiveAnswer.none)
    let dead = await world.engine(through: KillSwitch(after: 1).wrap).liveAnswers(about: apps)
    #expect(dead.values.allSatisfy { if case .unknown = $0 { true } else { false } } && dead.count == 3)
  }
}
