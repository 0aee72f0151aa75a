import Model
import Storage
import Testing

@testable import Engine

@Suite("undo")
struct UndoTests {
  private func running(_ world: World) async throws -> App {
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", replicas: 2, port: 8080))
    _ = try await world.drive { try await world.engine.deploy(app.id) }
    return app
  }

  @Test("a scale goes back to as many as there were, and on again")
  func scale() async throws {
    let world = try await World()
    let app = try await running(world)
    try await world.drive { try await world.engine.scale(app.id, to: 5) }
    let plan = try await world.drive { try await world.engine.undo(app.id) }
    #expect(plan.entry.text == "scale from 2 to 5")
    #expect(plan.changes == [ConfigurationChange(field: "replicas", old: "5", new: "2")])
    #expect(try await world.object(.deployments, "web")?["spec"]?["replicas"] == 2)
    _ = try await world.drive { try await world.engine.undo(app.id, again: true) }
    #expect(try await world.object(.deployments, "web")?["spec"]?["replicas"] == 5)
  }

  @Test(
    "a deploy goes back to what ran, what was saved waits for a deploy again, and each step before can be undone too")
  func deploy() async throws {
    let world = try await World()
    let app = try await running(world)
    _ = try await world.deploy(app) { $0.image = "ghcr.io/acme/web:2" }
    _ = try await world.drive { try await world.engine.undo(app.id) }
    var now = try await world.store.app(app.id)
    #expect(now.currentRevision == 3)
    #expect(now.configuration.image == "ghcr.io/acme/web:2")
    #expect(try await world.store.revision(3, of: app.id).configuration.image.hasPrefix("ghcr.io/acme/web:1"))
    // The edit before it.
    let plan = try await world.drive { try await world.engine.undo(app.id) }
    #expect(plan.entry.kind == .configure)
    #expect(try await world.store.app(app.id).configuration.image == "ghcr.io/acme/web:1")
    // And all of it again.
    _ = try await world.drive { try await world.engine.undo(app.id, again: true) }
    _ = try await world.drive { try await world.engine.undo(app.id, again: true) }
    now = try await world.store.app(app.id)
    #expect(now.configuration.image.hasPrefix("ghcr.io/acme/web:2"))
    #expect(now.currentRevision == 4)
    await #expect(throws: EngineError.nothingToUndo(app: "web", again: true)) {
      try await world.engine.undo(app.id, again: true)
    }
  }

  @Test("what has no way back says so", arguments: [false, true])
  func impossible(isDeployed: Bool) async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080))
    if isDeployed { _ = try await world.drive { try await world.engine.deploy(app.id) } }
    await #expect(throws: isDeployed ? EngineError.firstDeploy(app: "web") : .nothingToUndo(app: "web", again: false)) {
      try await world.engine.undo(app.id)
    }
  }

  @Test("a restart is told and stays; the action before it is undone")
  func restart() async throws {
    let world = try await World()
    let app = try await running(world)
    try await world.drive { try await world.engine.scale(app.id, to: 3) }
    try await world.drive { try await world.engine.restart(app.id) }
    let plan = try await world.engine.undoPlan(of: app.id)
    #expect(plan.entry.kind == .scale)
    #expect(plan.restarts.count == 1)
  }

  @Test("what another process has done since is not undone by an answer to an older question")
  func overtaken() async throws {
    let world = try await World()
    let app = try await running(world)
    try await world.drive { try await world.engine.scale(app.id, to: 3) }
    let asked = try await world.engine.undoPlan(of: app.id)
    let other = world.engine()
    try await world.drive { try await other.scale(app.id, to: 4) }
    await #expect(throws: EngineError.changedSince(app: "web", what: "scale from 3 to 4")) {
      try await world.engine.undo(app.id, entry: asked.entry.id)
    }
    #expect(try await world.store.app(app.id).configuration.replicas == 4)
  }

  @Test("what was changed past the journal is not undone over")
  func changedBehind() async throws {
    let world = try await World()
    let app = try await running(world)
    try await world.drive { try await world.engine.scale(app.id, to: 3) }
    var configuration = try await world.store.app(app.id).configuration
    configuration.replicas = 7
    let wish = configuration
    try await world.store.updateApp(app.id, configuration: wish)
    await #expect(throws: EngineError.changedSince(app: "web", what: "its replicas is no longer what was set")) {
      try await world.engine.undo(app.id)
    }
  }

  @Test("something new ends what could be done again, and what was refused leaves no entry")
  func branches() async throws {
    let world = try await World()
    let app = try await running(world)
    try await world.drive { try await world.engine.scale(app.id, to: 3) }
    _ = try await world.drive { try await world.engine.undo(app.id) }
    try await world.drive { try await world.engine.scale(app.id, to: 4) }
    await #expect(throws: EngineError.nothingToUndo(app: "web", again: true)) {
      try await world.engine.undo(app.id, again: true)
    }
    let count = try await world.store.journal(of: app.id).count
    await #expect(throws: EngineError.self) { try await world.engine.rollback(app.id, to: 99) }
    #expect(try await world.store.journal(of: app.id).count == count)
  }

  @Test("the journal survives the process, and the audit tells of the undo")
  func survives() async throws {
    let world = try await World()
    let app = try await running(world)
    try await world.drive { try await world.engine.scale(app.id, to: 3) }
    let next = world.engine()
    _ = try await world.drive { try await next.undo(app.id) }
    #expect(try await world.store.audit().contains { $0.action == "undo scale from 2 to 3" && $0.outcome == .done })
  }
}

@Suite("the question to the cluster before a rollback")
struct PreflightTests {
  @Test("is answered by a dry run that changes nothing, and tells of secrets that will be gone")
  func accepted() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080))
    _ = try await world.drive { try await world.engine.deploy(app.id) }
    try await world.engine.setSecret("TOKEN", to: World.secret, of: app.id)
    _ = try await world.deploy(app) { $0.image = "ghcr.io/acme/web:2" }
    let before = try await world.object(.deployments, "web")
    let answer = await world.engine.checkRollback(of: app.id, to: 1)
    #expect(answer.refusal == nil)
    #expect(answer.warnings == ["Revision 1 had no secret TOKEN: it will be gone."])
    // Rotated, and not deployed: nothing else has that value.
    try await world.engine.setSecret("TOKEN", to: "rotated", of: app.id)
    let revisions = try await world.store.revisions(of: app.id)
    for target in revisions {
      #expect(try await world.engine.secretsLost(of: app.id, goingBackTo: target) == ["TOKEN"])
    }
    #expect(
      await world.engine.checkRollback(of: app.id, to: 2).warnings == [
        "TOKEN was set since the last deploy: no revision has its value, and going back loses it."
      ])
    #expect(try await world.object(.deployments, "web") == before)
  }

  @Test("says why not")
  func refused() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080))
    _ = try await world.drive { try await world.engine.deploy(app.id) }
    #expect(await world.engine.checkRollback(of: app.id, to: 9).refusal != nil)
  }
}
