import Foundation
import Model
import RemoteDouble
import SimulatorServer
import Testing

@testable import Sync

@Suite("a sync with a server")
struct DriverTests {
  static let whole = {
    var configuration = AppConfiguration(
      image: "web:1", replicas: 0, port: 8080, environment: ["A": "1"],
      health: AppConfiguration.HealthCheck(path: "/up", port: 8080), domain: "shop.example.com",
      preDeployCommand: "bin/migrate")
    configuration.autoscaling = AppConfiguration.Autoscaling(minimum: 2, maximum: 4, cpuTarget: 70)
    configuration.resources.cpuLimit = "2"
    return configuration
  }()

  @Test("what one machine has arrives on the other, each part by its route")
  func arrives() async throws {
    let (double, ada, bob) = try await Self.world()
    try await ada.sync()
    #expect(try await bob.summary() == [])
    try await bob.sync()
    #expect(try await bob.summary() == ada.summary())
    #expect(try await bob.store.apps().first?.configuration.domain == "shop.example.com")
    #expect(try await ada.driver.plan(.all).steps.isEmpty)
    #expect(try await bob.driver.plan(.all).steps.isEmpty)
    await double.clearLog()
    #expect(try await ada.sync().done.isEmpty)
    #expect(await double.log.allSatisfy { $0.hasPrefix("GET") })
  }

  @Test("every field that is taken away is taken away there")
  func cleared() async throws {
    let (_, ada, bob) = try await Self.world()
    try await ada.sync()
    try await bob.sync()
    try await ada.change("web") { $0 = AppConfiguration(image: "web:2", port: 8080) }
    try await ada.sync()
    try await bob.sync()
    #expect(try await bob.summary() == ada.summary())
    #expect(try await bob.store.apps().first?.configuration == AppConfiguration(image: "web:2", port: 8080))
  }

  @Test(
    "killed at any request, or its reply lost, a repeat ends in the same state with nothing twice",
    arguments: [UnreliableTransport.Fault.replyLost, .deadBefore, .deadAfter])
  func killed(fault: UnreliableTransport.Fault) async throws {
    let (undisturbed, ada, _) = try await Self.world()
    try await Self.addSecrets(ada)
    ada.transport.disarm()
    try await ada.sync()
    let count = ada.transport.count
    #expect(count >= 16)
    let expected = await undisturbed.summary()
    for request in 0..<count {
      let (double, ada, _) = try await Self.world()
      try await Self.addSecrets(ada)
      ada.transport.arm(fault, at: request)
      _ = try? await ada.sync()
      ada.transport.disarm()
      await double.advance(seconds: 60)
      let report = try await ada.sync()
      #expect(report.conflicts.isEmpty && report.failures.isEmpty, "request \(request)")
      #expect(await double.summary() == expected, "request \(request)")
      #expect(await double.valuesOfSecrets() == ["web A": "planted-a", "web B": "planted-b"], "request \(request)")
      #expect(try await ada.driver.plan(.all).steps.filter(\.isShown).isEmpty, "request \(request)")
    }
  }

  @Test("killed between setting a secret there and remembering it, what somebody sets afterwards is still a conflict")
  func secretOfAnother() async throws {
    let (double, ada, bob) = try await Self.world()
    try await ada.sync()
    try await bob.sync()
    try await ada.store.setSecret("A", to: "planted-ada", of: try #require(try await ada.store.apps().first).id)
    // The update that tells the time, then the secret.
    ada.transport.arm(.deadAfter, atWrite: 1)
    _ = try? await ada.sync()
    #expect(await double.valuesOfSecrets() == ["web A": "planted-ada"])
    await double.advance(seconds: 60)
    try await bob.store.setSecret("A", to: "planted-bob", of: try #require(try await bob.store.apps().first).id)
    var options = SyncOptions.all
    options.prefers = .local
    try await bob.sync(options)
    ada.transport.disarm()
    #expect(try await ada.sync().conflicts.map(\.field) == ["secret A"])
    #expect(await double.valuesOfSecrets() == ["web A": "planted-bob"])
  }

  @Test("what the server says yes to and does not do is told, and tried again")
  func deaf() async throws {
    let (double, ada, _) = try await Self.world()
    await double.setDeaf(["domain"])
    let report = try await ada.sync()
    #expect(report.failures.map(\.error) == [.notTaken(fields: ["domain"])])
    #expect(report.done.map(\.subject) == ["shop", "shop/prod"])
    await double.setDeaf([])
    #expect(try await ada.sync().failures.isEmpty)
    #expect(try await ada.driver.plan(.all).steps.filter(\.isShown).isEmpty)
  }

  @Test("a reply that takes more than 15 s is settled by reading again, over a socket")
  func slow() async throws {
    let double = RemoteDouble()
    try await SocketServer.run(serving: double) { server in
      let ada = try await Laptop(try QuirkTests.curl(server))
      let made = try await ada.addProject("shop", cluster: "prod")
      _ = try await ada.addApp("web", Self.whole, on: made.id)
      try await Self.addSecrets(ada)
      // Identifiers count up: the project is 1, the cluster 3, the app 5. The app is read by the same path.
      let (project, cluster, app) = (Quirk.project, Quirk.cluster, Quirk.app)
      await double.setSlow(
        writes: [
          "/api/projects", "/api/projects/\(project)/clusters", "/api/clusters/\(cluster)/apps", "/api/apps/\(app)",
          "/api/apps/\(app)/domain", "/api/apps/\(app)/autoscaling", "/api/apps/\(app)/predeploy",
          "/api/apps/\(app)/secrets",
        ])
      let report = try await ada.sync()
      #expect(report.failures.isEmpty)
      #expect(await double.summary().count == 3)
      await double.setSlow(writes: [])
      #expect(try await ada.driver.plan(.all).steps.filter(\.isShown).isEmpty)
    }
  }

  private static func addSecrets(_ laptop: Laptop) async throws {
    let app = try #require(try await laptop.store.apps().first)
    for (key, value) in [("A", "planted-a"), ("B", "planted-b")] {
      try await laptop.store.setSecret(key, to: value, of: app.id)
    }
  }

  @Test("disconnecting a cluster is one request, which takes no workload down")
  func disconnect() async throws {
    let (double, ada, bob) = try await Self.world()
    try await ada.sync()
    try await bob.sync()
    try await ada.store.deleteCluster(try #require(try await ada.store.clusters().first).id)
    await double.clearLog()
    #expect(try await ada.sync(allows: false).waiting.map(\.kind) == [.deleteThere])
    #expect(await double.log.allSatisfy { $0.hasPrefix("GET") })
    try await ada.sync()
    #expect(await double.log.filter { $0.hasPrefix("DELETE") }.count == 1)
    #expect(await double.log.contains { $0.hasPrefix("DELETE /api/clusters/") })
    try await bob.sync()
    #expect(try await bob.summary() == ada.summary())
    #expect(try await bob.store.clusters().isEmpty)
  }

  @Test("a cluster that is being tested there is not deleted here")
  func pending() async throws {
    let (double, ada, bob) = try await Self.world()
    try await ada.sync()
    try await bob.sync()
    await double.setHangs(["second"])
    let project = try #require(try await bob.store.projects().first)
    _ = try await bob.store.createCluster(
      Cluster(projectID: project.id, name: "second", endpoint: "", context: "", createdAt: project.createdAt),
      kubeconfig: "k")
    try await bob.sync()
    let before = try await ada.summary()
    let report = try await ada.sync()
    #expect(report.done.isEmpty && report.conflicts.isEmpty && report.notes.count == 1)
    #expect(try await ada.summary() == before)
    await double.settleClusters()
    try await ada.sync()
    #expect(try await ada.summary() == bob.summary())
  }

  @Test("a kubeconfig leaves the machine only with consent")
  func consent() async throws {
    let (double, ada, _) = try await Self.world()
    let report = try await ada.sync(SyncOptions())
    #expect(await double.summary() == ["shop"])
    #expect(report.notes.contains { $0.contains("--with-kubeconfigs") })
    try await ada.sync()
    #expect(await double.summary().count == 3)
  }

  @Test("secrets are pushed; on the other machine they are told as unknown; a change there is never overwritten unseen")
  func secrets() async throws {
    let (_, ada, bob) = try await Self.world()
    let app = try #require(try await ada.store.apps().first)
    try await ada.store.setSecret("KEY", to: "planted-value", of: app.id)
    ada.transport.arm(.replyLost, atWrite: 5)
    try await ada.sync()
    #expect(try await ada.sync().done.isEmpty)
    let report = try await bob.sync()
    #expect(report.notes.contains { $0.contains("secret KEY") && $0.contains("unknown") })
    let copy = try #require(try await bob.store.apps().first)
    #expect(try await bob.store.secretKeys(of: copy.id) == [])
    try await bob.store.setSecret("KEY", to: "another", of: copy.id)
    let conflict = try await bob.sync().conflicts.first
    #expect(conflict?.field == "secret KEY" && conflict?.local == "set" && conflict?.remote == "set")
    var options = SyncOptions.all
    options.prefers = .local
    try await bob.sync(options)
    #expect(try await bob.sync().conflicts.isEmpty)
    #expect(try await ada.sync().notes.contains { $0.contains("secret KEY was set there") })
    try await ada.store.deleteSecret("KEY", of: app.id)
    #expect(try await ada.sync().conflicts.map(\.field) == ["secret KEY"])
  }

  @Test("cron jobs and tasks stay here, and are not taken for deleted")
  func cron() async throws {
    let (double, ada, bob) = try await Self.world()
    try await ada.sync()
    try await bob.sync()
    try await ada.change("web") { $0 = AppConfiguration(image: "web:1", work: .once) }
    let report = try await ada.sync()
    #expect(report.done.isEmpty && report.notes.count == 1)
    #expect(await double.summary().count == 3)
  }

  @Test("after an automatic rollback there, the image that runs is taken, not the one that failed")
  func rolledBack() async throws {
    let (double, ada, _) = try await Self.world()
    try await ada.sync()
    await double.rollBack(app: "web", from: "web:broken", to: "web:1")
    #expect(try await ada.sync().done.isEmpty)
    #expect(try await ada.store.apps().first?.configuration.image == "web:1")
  }

  @Test("a port is changed by deleting and making again, only when told to")
  func recreate() async throws {
    let (double, ada, bob) = try await Self.world()
    try await ada.sync()
    try await bob.sync()
    try await ada.change("web") { $0.port = 9090 }
    #expect(try await ada.sync().done.isEmpty)
    var options = SyncOptions.all
    options.recreates = true
    for fault in [UnreliableTransport.Fault.deadAfter, .deadBefore] {
      ada.transport.arm(fault, atWrite: fault == .deadAfter ? 0 : 2)
      _ = try? await ada.sync(options)
      ada.transport.disarm()
    }
    try await ada.sync(options)
    try await bob.sync()
    #expect(try await bob.store.apps().first?.configuration.port == 9090)
    #expect(try await bob.summary() == ada.summary())
    #expect(await double.summary().count == 3)
  }

  @Test("making an app again takes along what was changed there, and loses nothing unseen")
  func recreateTogether() async throws {
    let (double, ada, bob) = try await Self.world()
    try await ada.sync()
    try await bob.sync()
    try await bob.change("web") { $0.image = "web:2" }
    let copy = try #require(try await bob.store.apps().first)
    try await bob.store.setSecret("A", to: "planted", of: copy.id)
    try await bob.sync()
    try await ada.change("web") { $0.port = 9090 }
    var options = SyncOptions.all
    options.recreates = true
    options.direction = .push
    let held = try await ada.driver.plan(options)
    #expect(held.steps.filter(\.isShown).isEmpty && held.notes.contains { $0.contains("its image was changed there") })
    options.direction = .both
    let plan = try await ada.driver.plan(options)
    #expect(plan.steps.map(\.kind) == [.recreateThere])
    #expect(plan.steps.first?.there.map(\.field) == ["health", "port", "secret A"])
    try await ada.sync(options)
    #expect(await double.summary().contains { $0.contains("web:2") && $0.contains("9090") })
    #expect(try await ada.store.apps().first?.configuration.image == "web:2")

    try await bob.sync()
    try await bob.change("web") { $0.image = "web:3" }
    try await bob.sync()
    try await ada.change("web") { ($0.port, $0.image) = (7070, "web:4") }
    #expect(try await ada.driver.plan(options).notes.contains { $0.contains("decide its conflicts first") })
    #expect(try await ada.sync(options).conflicts.map(\.field) == ["image"])
    #expect(await double.summary().contains { $0.contains("web:3") && $0.contains("9090") })
  }

  /// Ada has a project with a cluster and an app; Bob has nothing yet.
  static func world() async throws -> (double: RemoteDouble, ada: Laptop, bob: Laptop) {
    let double = RemoteDouble()
    let (ada, bob) = (try await Laptop(double), try await Laptop(double))
    let cluster = try await ada.addProject("shop", cluster: "prod")
    _ = try await ada.addApp("web", whole, on: cluster.id)
    return (double, ada, bob)
  }
}
