import Model
import Storage
import Synchronization
import Testing

@testable import Engine

@Suite("what was changed while something waited is not written over")
struct TurnTests {
  private func running(_ world: World, autoscaled: Bool = false) async throws -> App {
    let app = try await world.app(
      .init(
        image: "ghcr.io/acme/web:1", replicas: 2, port: 8080,
        autoscaling: autoscaled ? .init(minimum: 2, maximum: 4) : nil))
    return try await world.store.app(world.deploy(app).appID)
  }

  @Test("a deploy that waits for another deploys what the app is configured as then, and goes back to what was left")
  func turn() async throws {
    let world = try await World()
    let app = try await running(world)
    var changed = app.configuration
    changed.image = "ghcr.io/acme/web:2"
    let fixed = changed
    let lock = Mutex<DeployLock?>(try world.store.tryLockDeploys(of: app.id))
    let other = try await world.store.beginRevision(of: app.id, configuration: app.configuration)
    let revision = try await world.drive {
      try await world.engine.deploy(app.id) { progress in
        guard case .waiting = progress, lock.withLock({ $0 != nil }) else { return }
        _ = try? await world.store.finishRevision(other.id, outcome: .failed, appStatus: .failed)
        if let back = try? await world.store.beginRevision(of: app.id, configuration: app.configuration) {
          _ = try? await world.store.finishRevision(back.id, outcome: .success, appStatus: .running)
        }
        _ = try? await world.store.updateApp(app.id, configuration: fixed)
        lock.withLock { $0 = nil }
      }
    }
    #expect(revision.number == 4)
    #expect(revision.configuration == fixed)
    #expect(try await world.store.app(app.id).configuration == fixed)
    #expect(try await world.store.journal(of: app.id).first?.before.revision == 3)
  }

  @Test("an edit made during a deploy that fails stays")
  func edit() async throws {
    let world = try await World()
    let app = try await running(world)
    var changed = app.configuration
    changed.image = "ghcr.io/acme/web:3"
    let edit = changed
    _ = try await world.engine.updateApp(app.id, configuration: .init(image: "local/broken:2", replicas: 2, port: 8080))
    await #expect(throws: EngineError.self) {
      try await world.drive {
        try await world.engine.deploy(app.id) { progress in
          if case .began(let revision) = progress, revision.number == 2 {
            _ = try? await world.store.updateApp(app.id, configuration: edit)
          }
        }
      }
    }
    #expect(try await world.outcomes(of: app) == [.success, .rolledBack, .success])
    #expect(try await world.store.app(app.id).configuration == edit)
  }

  @Test("a secret that is set during a deploy that fails stays, and waits for the next")
  func secret() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080), secrets: ["KEY": "1", "OLD": "1"])
    _ = try await world.deploy(app)
    try await world.store.setSecret("KEY", to: "2", of: app.id)
    try await world.store.deleteSecret("OLD", of: app.id)
    _ = try await world.engine.updateApp(app.id, configuration: .init(image: "local/broken:2", port: 8080))
    await #expect(throws: EngineError.self) {
      try await world.drive {
        try await world.engine.deploy(app.id) { progress in
          if case .began(let revision) = progress, revision.number == 2 {
            try? await world.store.setSecret("NEW", to: "3", of: app.id)
          }
        }
      }
    }
    let good = ["KEY": "1", "OLD": "1"]
    #expect(try await world.liveSecrets() == good)
    #expect(try await world.store.secretValues(of: world.store.revision(3, of: app.id).id) == good)
    #expect(try await world.store.secretValues(of: app.id) == good.merging(["NEW": "3"]) { $1 })
  }

  @Test("a scale changes the count alone")
  func scale() async throws {
    let world = try await World()
    let app = try await running(world, autoscaled: true)
    try await world.engine.scale(app.id, to: 3, waits: false) { progress in
      if case .warned = progress { try? await world.store.updateApp(app.id) { $0.image = "ghcr.io/acme/web:2" } }
    }
    let configuration = try await world.store.app(app.id).configuration
    #expect((configuration.replicas, configuration.image) == (3, "ghcr.io/acme/web:2"))
  }

  @Test("an edit that was begun from something else is refused")
  func stale() async throws {
    let world = try await World()
    let app = try await running(world)
    try await world.store.updateApp(app.id) { $0.image = "ghcr.io/acme/web:2" }
    var mine = app.configuration
    mine.environment["A"] = "1"
    let edit = mine
    await #expect {
      try await world.engine.updateApp(app.id, configuration: edit, from: app.configuration)
    } throws: { error in
      if case .changedSince = error as? EngineError { true } else { false }
    }
    #expect(try await world.store.app(app.id).configuration.image == "ghcr.io/acme/web:2")
  }
}
