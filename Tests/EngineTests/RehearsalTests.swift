import JSON
import Kubernetes
import Model
import Testing

@testable import Engine

@Suite("what a deploy would do, told before it is done")
struct RehearsalTests {
  private let world: World
  private let app: App

  init() async throws {
    world = try await World()
    app = try await world.app(
      .init(image: "ghcr.io/acme/web:1", port: 8080, environment: ["LEVEL": "info"]), secrets: ["KEY": "1"])
  }

  private func changed(_ object: String, _ fields: (String, String?, String?)...) -> ObjectDifference {
    ObjectDifference(
      object: object,
      finding: .changed(fields.map { ObjectDifference.Field(path: $0.0, live: $0.1, wanted: $0.2) }))
  }

  /// Changes the level as `kubectl set env` does.
  private func setLevel() async throws {
    let container: JSON = ["name": "web", "env": [["name": "LEVEL", "value": "debug"]]]
    _ = try await world.client.patch(
      Deployment.self, "web", in: "default",
      .strategicMerge(["spec": ["template": ["spec": ["containers": [container]]]]]),
      WriteOptions(fieldManager: "kubectl-set"))
  }

  @Test("everything is new before the first deploy, the hook included")
  func first() async throws {
    var configuration = app.configuration
    configuration.preDeployCommand = "bin/migrate"
    _ = try await world.engine.updateApp(app.id, configuration: configuration)
    #expect(
      try await world.engine.rehearsal(of: app.id)
        == ["Job web-pre-deploy-1", "Secret web-secrets", "Deployment web", "Service web"].map {
          ObjectDifference(object: $0, finding: .missing)
        })
    #expect(try await world.object(.deployments, "web") == nil)
    #expect(try await world.store.revisions(of: app.id).isEmpty)
  }

  @Test("then what differs, with secrets hidden; and nothing where nothing would change")
  func changes() async throws {
    _ = try await world.deploy(app)
    #expect(try await world.engine.rehearsal(of: app.id).isEmpty)
    var configuration = app.configuration
    configuration.image = "ghcr.io/acme/web:2"
    configuration.port = nil
    _ = try await world.engine.updateApp(app.id, configuration: configuration)
    let found = try await world.engine.rehearsal(of: app.id)
    #expect(found.map(\.object) == ["Deployment web", "Service web"])
    #expect(found[1].finding == .leftOver)
    guard case .changed(let fields) = found[0].finding else { throw EngineError.cancelled }
    let image = "spec.template.spec.containers[0].image"
    #expect(fields.contains(.init(path: image, live: "ghcr.io/acme/web:1", wanted: "ghcr.io/acme/web:2")))
    #expect(try await world.store.revisions(of: app.id).count == 1)

    _ = try await world.engine.updateApp(app.id, configuration: app.configuration)
    try await world.store.setSecret("KEY", to: "2", of: app.id)
    let secret = try #require(try await world.engine.rehearsal(of: app.id).first)
    #expect(secret == changed("Secret web-secrets", ("data.KEY", "(secret)", "(secret)")))
  }

  @Test("going back is told in the same way")
  func backwards() async throws {
    _ = try await world.deploy(app)
    _ = try await world.deploy(app) { $0.environment = ["LEVEL": "warn", "NEWER": "1"] }
    let path = "spec.template.spec.containers[0].env[0].value"
    let back = try await world.engine.rehearsal(of: app.id, backTo: 1)
    guard case .changed(let fields) = back.first?.finding else { throw EngineError.cancelled }
    #expect(fields.contains(.init(path: path, live: "warn", wanted: "info")))
    // What going back takes away is told once, and not as something that somebody added.
    #expect(!fields.contains { $0.path.hasSuffix(".NEWER") })
  }

  @Test("in a namespace that is not there yet everything is missing, and it is not made")
  func namespace() async throws {
    let other = try await world.engine.createApp(
      AppDraft(clusterID: world.clusterID, name: "web", namespace: "new", configuration: app.configuration))
    #expect(
      try await world.engine.rehearsal(of: other.id).map(\.object) == [
        "Namespace new", "Deployment web", "Service web",
      ])
    await #expect(throws: KubernetesError.self) { try await world.client.get(Namespace.self, "new") }
  }

  @Test("what somebody else manages refuses it as it refuses the deploy, which takes it over where it is told to")
  func conflicts() async throws {
    _ = try await world.deploy(app)
    try await setLevel()
    var configuration = app.configuration
    configuration.environment = ["LEVEL": "warn"]
    _ = try await world.engine.updateApp(app.id, configuration: configuration)
    func isConflict(_ error: any Error) -> Bool {
      if case .fieldsHeld(_, _, let fields) = error as? EngineError {
        fields.map(\.manager) == ["kubectl-set"]
      } else {
        false
      }
    }
    await #expect(performing: { try await world.engine.rehearsal(of: app.id) }, throws: isConflict)
    await #expect(performing: { try await world.engine.deploy(app.id) }, throws: isConflict)
    #expect(try await world.store.revisions(of: app.id).count == 1)

    _ = try await world.drive { try await world.engine.deploy(app.id, takesOver: true) }
    #expect(try await world.engine.drift(of: app.id).isEmpty)
    _ = try await world.deploy(app) { $0.environment = ["LEVEL": "error"] }
  }
}
