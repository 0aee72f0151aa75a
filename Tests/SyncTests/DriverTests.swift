import Foundation
import Model
import RemoteDouble
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
    "killed at any write, or its reply lost, a repeat ends in the same state with nothing twice",
    arguments: [UnreliableTransport.Fault.replyLost, .deadBefore, .deadAfter])
  func killed(fault: UnreliableTransport.Fault) async throws {
    let (undisturbed, ada, _) = try await Self.world()
    ada.transport.arm(nil, at: 0)
    try await ada.sync()
    let count = ada.transport.writes
    #expect(count >= 6)
    let expected = await undisturbed.summary()
    for write in 0..<count {
      let (double, ada, _) = try await Self.world()
      ada.transport.arm(fault, at: write)
      _ = try? await ada.sync()
      ada.transport.arm(nil, at: 0)
      let report = try await ada.sync()
      #expect(report.conflicts.isEmpty && report.failures.isEmpty, "write \(write)")
      #expect(await double.summary() == expected, "write \(write)")
      #expect(try await ada.driver.plan(.all).steps.filter(\.isShown).isEmpty, "write \(write)")
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
    ada.transport.arm(.replyLost, at: 5)
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
      ada.transport.arm(fault, at: fault == .deadAfter ? 0 : 2)
      _ = try? await ada.sync(options)
      ada.transport.arm(nil, at: 0)
    }
    try await ada.sync(options)
    try await bob.sync()
    #expect(try await bob.store.apps().first?.configuration.port == 9090)
    #expect(try await bob.summary() == ada.summary())
    #expect(await double.summary().count == 3)
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
