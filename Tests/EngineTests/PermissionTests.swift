import HTTP
import Kubernetes
import Model
import Simulator
import TestSupport
import Testing

@testable import Engine

@Suite("What the cluster's rules refuse is known before it is asked for")
struct PermissionTests {
  private let world: World
  /// The engine of somebody who is none of the cluster's administrators.
  private let ada: Engine
  private let asked = Asked()

  init() async throws {
    let world = try await World()
    let asked = asked
    self.world = world
    ada = world.engine { _ in
      asked.counting(Tokenless(world.simulated.transport(as: .user(name: "ada", groups: []))))
    }
  }

  private func grant(_ rules: [Rule]) async throws {
    try await TestSupport.grant(rules, to: "ada", in: "default", through: world.simulated.transport())
  }

  private static let reading = Rule(["get", "list", "watch"], ["pods", "pods/log", "events", "secrets", "services"])

  @Test("an administrator is refused nothing, and asked about once for the whole namespace")
  func administrator() async throws {
    let asked = Asked()
    let simulated = world.simulated
    let engine = world.engine { _ in asked.counting(simulated.transport()) }
    let app = try await world.app(.init(image: "web:1", port: 8080))
    for _ in 0..<3 { #expect(await engine.permissions(of: app.id) == Permissions()) }
    #expect(asked.count == 1)
    #expect(await engine.permissions(of: app.id, afresh: true) == Permissions())
    #expect(asked.count == 2)
  }

  @Test("who may only read is refused all that changes something, each with what is lacking")
  func reader() async throws {
    try await grant([Self.reading, Rule(["get", "list", "watch"], ["deployments"], in: "apps")])
    let app = try await world.app(.init(image: "web:1", port: 8080))
    let first = try #require(await ada.permissions(of: app.id))
    #expect(first.refusals[.deploy] == "You may not patch deployments in default (RBAC).")
    #expect(first.refusals[.delete] == nil)
    _ = try await world.deploy(app)
    #expect(
      await ada.permissions(of: app.id)?.refusals == [
        .deploy: "You may not patch deployments in default (RBAC).",
        .rollback: "You may not patch deployments in default (RBAC).",
        .scale: "You may not patch deployments/scale in default (RBAC).",
        .restart: "You may not patch deployments in default (RBAC).",
        .delete: "You may not delete deployments in default (RBAC).",
        .exec: "You may not create pods/exec in default (RBAC).",
        .attach: "You may not create pods/attach in default (RBAC).",
        .portForward: "You may not create pods/portforward in default (RBAC).",
      ])
  }

  @Test("a deploy needs what the app's configuration is rendered to, secrets included")
  func configuration() async throws {
    try await grant([
      Self.reading, Rule(["get", "patch", "create"], ["deployments"], in: "apps"),
      Rule(["patch", "create"], ["services"]),
    ])
    let app = try await world.app(.init(image: "web:1", port: 8080))
    #expect(await ada.permissions(of: app.id)?.refusals[.deploy] == nil)
    try await world.store.setSecret("KEY", to: "1", of: app.id)
    #expect(
      await ada.permissions(of: app.id)?.refusals[.deploy] == "You may not patch secrets in default (RBAC).")
  }

  @Test("a right that was given is seen when it is asked for afresh")
  func afresh() async throws {
    try await grant([Self.reading])
    let app = try await world.app(.init(image: "web:1", port: 8080))
    _ = try await world.deploy(app)
    #expect(await ada.permissions(of: app.id)?.refusals[.restart] != nil)
    try await TestSupport.grant(
      [Rule(["patch"], ["deployments"], in: "apps")], to: "ada", in: "default", as: "more",
      through: world.simulated.transport())
    #expect(await ada.permissions(of: app.id)?.refusals[.restart] != nil)
    #expect(await ada.permissions(of: app.id, afresh: true)?.refusals[.restart] == nil)
  }

  @Test("a cluster that cannot be asked refuses nothing beforehand")
  func unknown() async throws {
    let app = try await world.app(.init(image: "web:1", port: 8080))
    await world.simulated.set(Faults([.init(.status(500))]))
    #expect(await ada.permissions(of: app.id) == nil)
  }

  @Test("a deletion that is refused is told, and the app stays")
  func refusedDeletion() async throws {
    try await grant([Self.reading, Rule(["get", "list", "watch"], ["deployments"], in: "apps")])
    let app = try await world.app(.init(image: "web:1", port: 8080))
    _ = try await world.deploy(app)
    let refusal = await #expect(throws: EngineError.self) { try await ada.deleteApp(app.id) }
    guard case .cluster(_, .forbidden) = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    #expect(try await world.store.app(app.id).name == "web")
    #expect(try await world.object(.deployments, "web") != nil)
  }

  @Test("what was deployed and may not be looked at is not said to be deleted", arguments: [false, true])
  func unseenDeletion(maySee: Bool) async throws {
    let verbs = maySee ? ["get", "delete"] : ["delete"]
    try await grant([Rule(["get", "delete"], ["services"]), Rule(verbs, ["deployments"], in: "apps")])
    let app = try await world.app(.init(image: "web:1", port: 8080))
    _ = try await world.deploy(app)
    guard !maySee else {
      // What it never had need not be seen.
      try await ada.deleteApp(app.id)
      #expect(try await world.object(.deployments, "web") == nil)
      return
    }
    let refusal = await #expect(throws: EngineError.self) { try await ada.deleteApp(app.id) }
    guard case .cluster(_, .forbidden) = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    #expect(try await world.store.app(app.id).name == "web")
    #expect(try await world.object(.deployments, "web") != nil)
  }
}
