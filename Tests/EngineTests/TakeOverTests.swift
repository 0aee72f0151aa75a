import Kubernetes
import Model
import Testing

@testable import Engine

@Suite("Fields that others manage")
struct TakeOverTests {
  /// web runs, and somebody has set its image and its secret by other ways since.
  private func world() async throws -> (World, App) {
    let world = try await World()
    let app = try await world.app(.init(image: "web:1", port: 8080), secrets: ["KEY": "1"])
    _ = try await world.deploy(app)
    let edit = WriteOptions(fieldManager: "kubectl-edit")
    let image = Patch.strategicMerge([
      "spec": ["template": ["spec": ["containers": [["name": "web", "image": "web:hand"]]]]]
    ])
    _ = try await world.client.patch(Deployment.self, "web", in: "default", image, edit)
    _ = try await world.client.patch(
      SecretObject.self, "web-secrets", in: "default", .merge(["data": ["KEY": "Mg=="]]),
      WriteOptions(fieldManager: "vault-sync"))
    return (world, app)
  }

  private static let held = [
    HeldField(object: "Secret web-secrets", field: ".data.KEY", manager: "vault-sync"),
    HeldField(
      object: "Deployment web", field: #".spec.template.spec.containers[name="web"].image"#, manager: "kubectl-edit"),
  ]

  @Test("refuse a deploy before anything is written, all of them named with their managers")
  func refused() async throws {
    let (world, app) = try await world()
    let error = try await world.failure(of: app) { $0.image = "web:2" }
    #expect(error == .fieldsHeld(app: "web", cluster: "production", Self.held))
    #expect(error.explanation.details.first == "Secret web-secrets: vault-sync manages .data.KEY")
    #expect(try await world.store.revisions(of: app.id).count == 1)
    #expect(try await world.liveSecrets() == ["KEY": "2"])
  }

  @Test("are shipit's after a deploy that was told to take them over, and stay so")
  func takenOver() async throws {
    let (world, app) = try await world()
    let revision = try await world.drive { try await world.engine.deploy(app.id, takesOver: true) }
    #expect(revision.outcome == .success)
    #expect(try await world.liveSecrets() == ["KEY": "1"])
    #expect(try await world.engine.drift(of: app.id) == [])
    _ = try await world.deploy(app) { $0.image = "web:3" }
  }

  @Test("refuse a rollback too, unless it takes them over")
  func rollback() async throws {
    let (world, app) = try await world()
    _ = try await world.drive { try await world.engine.deploy(app.id, takesOver: true) }
    _ = try await world.client.patch(
      Deployment.self, "web", in: "default",
      .strategicMerge(["spec": ["template": ["spec": ["containers": [["name": "web", "image": "web:hand"]]]]]]),
      WriteOptions(fieldManager: "kubectl-edit"))
    await #expect(throws: EngineError.fieldsHeld(app: "web", cluster: "production", [Self.held[1]])) {
      try await world.drive { try await world.engine.rollback(app.id, to: 1) }
    }
    let back = try await world.drive { try await world.engine.rollback(app.id, to: 1, takesOver: true) }
    #expect(back.outcome == .success)
  }
}
