import Kubernetes
import Model
import Simulator
import Testing

@testable import Engine

@Suite("an app in detail")
struct AppDetailTests {
  /// The first detail that is as it should be.
  private func detail(
    _ world: World, of app: App, until isMet: @escaping @Sendable (AppDetail) -> Bool
  ) async throws -> AppDetail? {
    try await world.drive {
      for await detail in world.engine.followDetail(app.id) where isMet(detail) { return detail }
      return nil
    }
  }

  @Test("it tells revisions with their replica sets and pods, what pods use, and what is reported")
  func whole() async throws {
    var options = ClusterOptions()
    options.hasMetrics = true
    let world = try await World(options: options)
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", replicas: 2, port: 8080))
    _ = try await world.deploy(app)
    let found = try await detail(world, of: app) { detail in
      detail.rollout?.phase == .complete && !detail.reports.isEmpty && detail.pods.allSatisfy { !$0.usage.isEmpty }
    }
    let detail = try #require(found)
    let generation = try #require(detail.generations.first)
    #expect(detail.generations.count == 1)
    #expect(generation.isCurrent)
    #expect(generation.revision == 1)
    #expect(generation.templateRevision == 1)
    #expect(generation.image == "ghcr.io/acme/web:1")
    #expect(generation.pods.count == 2)
    #expect(generation.pods.allSatisfy { $0.isReady && $0.trouble == nil && !$0.node.isEmpty })
    #expect(detail.others.isEmpty)
    #expect(detail.usage.last.map { $0.memoryBytes > 0 } == true)
    #expect(detail.refusals.isEmpty)
  }

  @Test("a failing rollout shows both revisions, and what is wrong with the pods of the new one")
  func twoGenerations() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080))
    _ = try await world.deploy(app)
    var configuration = app.configuration
    configuration.image = "ghcr.io/acme/missing:2"
    _ = try await world.engine.updateApp(app.id, configuration: configuration)
    let found = try await world.drive {
      try await world.engine.deploy(app.id, waits: false)
      for await detail in world.engine.followDetail(app.id)
      where detail.generations.count == 2 && detail.generations[0].pods.contains(where: { $0.trouble != nil }) {
        return detail
      }
      throw EngineError.cancelled
    }
    #expect(found.generations.map(\.revision) == [2, 1])
    #expect(found.generations.map(\.isCurrent) == [true, false])
    #expect(found.generations[0].pods.compactMap(\.trouble) == ["image not pulled"])
    #expect(found.rollout?.phase == .underWay)
  }

  @Test("an autoscaled app has its autoscaler, a domain its Ingress")
  func scalingAndDomain() async throws {
    let world = try await World()
    var configuration = AppConfiguration(image: "ghcr.io/acme/web:1", port: 8080)
    configuration.autoscaling = .init(minimum: 2, maximum: 4)
    configuration.domain = "shop.example.com"
    let app = try await world.app(configuration)
    _ = try await world.deploy(app)
    let found = try await detail(world, of: app) { $0.autoscaler != nil && $0.hasIngress }
    #expect(found?.autoscaler?.maxReplicas == 4)
  }

  @Test("an app that was never deployed has nothing, and that is known")
  func nothing() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "nginx"))
    let found = try await detail(world, of: app) { $0.isMeasured != nil }
    #expect(found?.rollout == nil)
    #expect(found?.pods.isEmpty == true)
  }
}

@Suite("inspecting an app")
struct InspectingTests {
  @Test("the comparison tells what the next deploy would change, and never a secret's value")
  func comparison() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080), secrets: ["KEY": World.secret])
    _ = try await world.deploy(app)
    var configuration = app.configuration
    configuration.image = "ghcr.io/acme/web:2"
    _ = try await world.engine.updateApp(app.id, configuration: configuration)
    try await world.store.setSecret("KEY", to: "0ther", of: app.id)
    let comparison = try await world.engine.comparison(of: app.id)
    let text = "\(comparison)"
    for value in [World.secret, "0ther", "czNjcjN0", "MHRoZXI="] { #expect(!text.contains(value)) }
    let secret = try #require(comparison.first { $0.object == "Secret web-secrets" })
    #expect(secret.live?["data"]?["KEY"]?.string == "(secret)")
    #expect(secret.wanted?["data"]?["KEY"]?.string == "(secret, another value)")
    let deployment = try #require(comparison.first { $0.object == "Deployment web" })
    #expect(deployment.live != deployment.wanted)
    #expect(comparison.first { $0.object == "Service web" }.map { $0.live == $0.wanted } == true)
  }

  @Test("nor what kubectl keeps of a secret that it applied")
  func appliedByKubectl() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080), secrets: ["KEY": World.secret])
    _ = try await world.deploy(app)
    let kept = #"{"data":{"KEY":"czNjcjN0"},"stringData":{"KEY":"\#(World.secret)"}}"#
    let name = "kubectl.kubernetes.io/last-applied-configuration"
    _ = try await world.client.writeJSON(
      .patch(
        .secrets, "web-secrets", in: "default",
        .merge(["metadata": ["annotations": .object([name: .string(kept), "team": "shop"])]]), .init()))
    let comparison = try await world.engine.comparison(of: app.id)
    for value in [World.secret, "czNjcjN0"] { #expect(!"\(comparison)".contains(value)) }
    let secret = try #require(comparison.first { $0.object == "Secret web-secrets" })
    #expect(secret.live?["metadata"]?["annotations"]?["team"] == "shop")
  }

  @Test("nothing to deploy means no difference")
  func same() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080), secrets: ["KEY": "1"])
    _ = try await world.deploy(app)
    for comparison in try await world.engine.comparison(of: app.id) { #expect(comparison.live == comparison.wanted) }
  }

  @Test("revealing a secret is written down by its name alone, in the history of its app")
  func reveal() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "nginx"), secrets: ["KEY": World.secret])
    #expect(try await world.engine.revealSecret("KEY", of: app.id) == World.secret)
    let history = try await world.engine.history(of: app.id)
    #expect(history.map(\.action) == ["reveal secret KEY", "create app"])
    #expect(!"\(history)".contains(World.secret))
    await #expect(throws: EngineError.self) { try await world.engine.revealSecret("OTHER", of: app.id) }
  }
}
