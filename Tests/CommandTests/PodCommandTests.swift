import Foundation
import HTTP
import JSON
import Model
import Simulator
import TestSupport
import Testing

@testable import Storage
@testable import shipit_tui

@Suite("Looking at a cluster")
struct PodCommandTests {
  private var run: CommandLineRun
  private let cluster: SimulatedCluster

  init() async throws {
    let clock = FastClock()
    cluster = SimulatedCluster(clock: clock)
    let transport = cluster.transport()
    run = try CommandLineRun()
    run.clock = clock
    run.transport = { _ in Tokenless(transport) }
    let project = try await run.store.createProject(name: "shop")
    try await run.store.createCluster(
      Cluster(
        projectID: project.id, name: "prod", endpoint: "https://absent:6443", context: "admin@prod", status: .connected,
        createdAt: CommandLineRun.now), kubeconfig: kubeconfig)
    for name in ["web", "worker"] {
      _ = await run(
        "apps", "create", "shop/prod", "--name", name, "--image", "local/web:1", "--replicas", "2", "--namespace",
        "default")
      _ = await run("apps", "deploy", "shop/prod/\(name)")
    }
  }

  @Test("its pods are listed as kubectl lists them, in the table, by name and as JSON", .timeLimit(.minutes(5)))
  func pods() async throws {
    let lines = await run("clusters", "pods", "shop/prod", "-l", "app=web").output.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].split(separator: " ") == ["NAMESPACE", "NAME", "READY", "STATUS", "RESTARTS", "AGE"])
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("default") && $0.contains("1/1") && $0.contains("Running") })
    let names = await run("clusters", "pods", "shop/prod", "-o", "name").output.split(separator: "\n")
    #expect(names.count { $0.hasPrefix("default/web-") } == 2 && names.count { $0.hasPrefix("default/worker-") } == 2)
    let json = try JSON(parsing: Array(await run("clusters", "pods", "shop/prod", "-o", "json").output.utf8))
    #expect(json.array?.count == 4 && json[0]?["status"] == "Running")
    let none = await run("clusters", "pods", "shop/prod", "--namespace", "kube-system", "-l", "app=web")
    #expect(none.output.isEmpty && none.errors.contains("no pods"))
  }

  @Test("a path is answered as it comes, and a refusal is an error", .timeLimit(.minutes(5)))
  func raw() async throws {
    let list = await run("clusters", "raw", "shop/prod", "/api/v1/pods?labelSelector=app%3Dworker&limit=1").output
    let json = try JSON(parsing: Array(list.utf8))
    #expect(json["items"]?.array?.count == 1)

    let missing = await run("clusters", "raw", "shop/prod", "/api/v1/namespaces/nowhere")
    #expect(missing.code == 3 && missing.output.isEmpty)
  }
}
