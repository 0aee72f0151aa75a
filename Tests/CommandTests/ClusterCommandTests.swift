import Foundation
import HTTP
import JSON
import Model
import Simulator
import TestSupport
import Testing

@testable import Storage
@testable import shipit_tui

@Suite("Commands on a cluster")
struct ClusterCommandTests {
  private var run: CommandLineRun

  init() async throws {
    let clock = FastClock()
    let cluster = SimulatedCluster(clock: clock)
    run = try CommandLineRun()
    run.clock = clock
    run.transport = { _ in Tokenless(cluster.transport()) }
    let project = try await run.store.createProject(name: "shop")
    try await run.store.createCluster(
      Cluster(
        projectID: project.id, name: "prod", endpoint: "https://absent:6443", context: "admin@prod", status: .connected,
        createdAt: CommandLineRun.now), kubeconfig: kubeconfig)
  }

  private func create(image: String) async {
    let created = await run(
      "apps", "create", "shop/prod", "--name", "web", "--image", image, "--replicas", "2", "--port", "8080",
      "--namespace", "default")
    #expect(created.code == 0, "\(created.errors)")
  }

  @Test("nothing but reads leaves the client of a read-only cluster, until that is taken back", .timeLimit(.minutes(5)))
  func readOnly() async throws {
    await create(image: "nginx:1.27")
    #expect(await run("clusters", "update", "shop/prod", "--read-only").code == 0)
    let refused = await run("apps", "deploy", "shop/prod/web")
    #expect(refused.code == 4)
    #expect(refused.errors.contains("reading only"), "\(refused.errors)")
    // What else is known of the cluster is changed without touching the protection.
    #expect(await run("clusters", "update", "shop/prod", "--ingress-class", "traefik").code == 0)
    #expect(try await run.store.cluster(#require(ClusterReference("shop/prod"))).isReadOnly)
    #expect(await run("clusters", "update", "shop/prod", "--no-read-only").code == 0)
    #expect(await run("apps", "deploy", "shop/prod/web").code == 0)
  }

  @Test("that nobody checks the certificate is learnt when the cluster is used, and listed", .timeLimit(.minutes(5)))
  func insecure() async throws {
    #expect(!(await run("clusters", "list").output.contains("TLS")))
    // As one that was connected by a version that did not tell.
    let cluster = try await run.store.cluster(#require(ClusterReference("shop/prod")))
    let unchecked = kubeconfig.replacing("absent:6443\"", with: "absent:6443\", insecure-skip-tls-verify: true")
    try await run.store.setKubeconfig(unchecked, of: cluster.id)
    #expect(await run("clusters", "pods", "shop/prod").code == 0)
    #expect(await run("clusters", "list").output.contains("full, TLS unchecked"))
    try await run.store.setKubeconfig(kubeconfig, of: cluster.id)
    #expect(await run("clusters", "pods", "shop/prod").code == 0)
    #expect(!(await run("clusters", "list").output.contains("TLS")))
  }

  @Test("a protected cluster is changed only with its name, typed or given", .timeLimit(.minutes(5)))
  func protected() async throws {
    await create(image: "nginx:1.27")
    #expect(await run("clusters", "update", "shop/prod", "--protected").code == 0)
    #expect(await run("clusters", "list").output.contains("protected"))
    let refused = await run("apps", "deploy", "shop/prod/web")
    #expect(refused.code == 4 && refused.errors.contains("--confirm prod"), "\(refused.errors)")
    #expect(await run("apps", "revisions", "shop/prod/web", "-o", "name").output.isEmpty)
    let wrong = await run("apps", "deploy", "shop/prod/web", "--confirm", "staging")
    #expect(wrong.code == 4 && wrong.errors.contains("\"staging\" is not prod"), "\(wrong.errors)")
    #expect(await run("apps", "deploy", "shop/prod/web", "--confirm", "prod").code == 0)

    for arguments in [
      ["apps", "scale", "shop/prod/web", "1"], ["apps", "restart", "shop/prod/web"],
      ["apps", "pause", "shop/prod/web"],
      ["apps", "rollback", "shop/prod/web", "--revision", "1"], ["apps", "run", "shop/prod/web", "--", "true"],
      ["apps", "delete", "shop/prod/web", "--yes"], ["clusters", "update", "shop/prod", "--no-protected"],
    ] {
      let outcome = await run.run(arguments)
      #expect(outcome.code == 4 && outcome.errors.contains("protected"), "\(arguments): \(outcome.errors)")
    }
    #expect(await run("apps", "verify", "shop/prod/web").code == 0)
    // Nor by the way of making it read-only first.
    #expect(await run("clusters", "update", "shop/prod", "--read-only").code == 0)
    let both = await run("clusters", "update", "shop/prod", "--no-protected", "--no-read-only")
    #expect(both.code == 4 && both.errors.contains("--confirm prod"), "\(both.errors)")
    #expect(await run("clusters", "update", "shop/prod", "--no-read-only").code == 0)
    let proxied = "/api/v1/namespaces/default/services/web/proxy/admin"
    #expect(await run("clusters", "raw", "shop/prod", proxied).code == 4)
    #expect(await run("clusters", "raw", "shop/prod", proxied, "--confirm", "prod").code != 4)
    #expect(await run("clusters", "raw", "shop/prod", "/version").code == 0)
    var person = run
    person.typed = ["prod"]
    let scaled = await person("apps", "scale", "shop/prod/web", "1")
    #expect(scaled.code == 0 && scaled.errors.contains("Type its name to go on: "), "\(scaled.errors)")
    #expect(await run("clusters", "update", "shop/prod", "--no-protected", "--confirm", "prod").code == 0)
    #expect(await run("apps", "restart", "shop/prod/web").code == 0)
  }

  @Test("an app is deployed, shown, scaled, changed, rolled back and deleted", .timeLimit(.minutes(5)))
  func life() async throws {
    await create(image: "nginx:1.27")
    let deployed = await run("apps", "deploy", "shop/prod/web")
    #expect(deployed.code == 0 && deployed.output == "app shop/prod/web deployed, revision 1\n")
    #expect(deployed.errors.contains("revision 1: first deploy"))
    #expect(deployed.errors.hasSuffix("deployment \"web\" successfully rolled out\n"))

    #expect(await run("apps", "scale", "shop/prod/web", "3").output == "app shop/prod/web scaled to 3\n")
    let status = try JSON(parsing: await run("apps", "status", "shop/prod/web", "-o", "json").output)
    #expect(status["status"] == "running" && status["ready_replicas"] == 3 && status["pods"]?.array?.count == 3)
    #expect(await run("apps", "status", "shop/prod/web").output.contains("3/3"))

    #expect(await run("apps", "update", "shop/prod/web", "--image", "nginx:1.28").code == 0)
    #expect(await run("apps", "deploy", "shop/prod/web", "--message", "newer").code == 0)
    #expect(await run("apps", "restart", "shop/prod/web").output == "app shop/prod/web restarted\n")
    // A secret that no revision has would be lost.
    let app = try #require(try await run.store.apps().first)
    try await run.store.setSecret("TOKEN", to: "rotated", of: app.id)
    let asked = await run("apps", "rollback", "shop/prod/web")
    #expect(asked.code != 0 && asked.errors.contains("--yes"), "\(asked.errors)")
    #expect(await run("secrets", "delete", "shop/prod/web", "TOKEN", "--yes").code == 0)
    let back = await run("apps", "rollback", "shop/prod/web")
    #expect(back.output == "app shop/prod/web rolled back, revision 3\n")

    let revisions = try JSON(parsing: await run("apps", "revisions", "shop/prod/web", "-o", "json").output)
    #expect(revisions.array?.map { $0["revision_number"]?.int } == [3, 2, 1])
    // A rollback names the image by the digest that ran.
    let images = revisions.array?.map { $0["image"]?.string ?? "" } ?? []
    #expect(images.dropFirst() == ["nginx:1.28", "nginx:1.27"])
    #expect(images.first?.hasPrefix("nginx:1.27@sha256:") == true)
    #expect(revisions.array?.allSatisfy { $0["deploy_status"] == "success" } == true)
    #expect(revisions[1]?["deploy_message"] == "newer" && revisions[1]?["deployed_by"] == "me@here")
    #expect(await run("apps", "revisions", "shop/prod/web", "--limit", "1", "-o", "name").output == "3\n")

    #expect(await run("apps", "delete", "shop/prod/web", "--yes").code == 0)
    #expect(await run("apps", "status", "shop/prod/web").code == 3)
  }

  @Test("what runs is described, measured and entered", .timeLimit(.minutes(5)))
  func insight() async throws {
    await create(image: "nginx:1.27")
    #expect(await run("apps", "exec", "shop/prod/web", "--", "true").code == 1)
    #expect(await run("apps", "deploy", "shop/prod/web").code == 0)
    let events = await run("apps", "events", "shop/prod/web")
    #expect(events.code == 0 && events.output.contains("ScalingReplicaSet"), "\(events.output)")
    #expect(events.output.contains("pod/web-") && events.output.contains("Pulled"), "\(events.output)")
    let described = await run("apps", "describe", "shop/prod/web")
    #expect(described.output.contains("2 desired, 2 updated, 2 total, 2 available"), "\(described.output)")
    for part in ["Replica sets:", "Pods:", "Events:", "nginx:1.27"] { #expect(described.output.contains(part)) }
    let usage = await run("apps", "top", "shop/prod/web")
    #expect(usage.code == 0, "\(usage.errors)")
    let echoed = await run("apps", "exec", "shop/prod/web", "--", "echo", "hello")
    #expect(echoed.code == 0 && echoed.output == "hello\n", "\(echoed.output) \(echoed.errors)")
    #expect(await run("apps", "exec", "shop/prod/web", "--", "sh", "-c", "exit 3").code == 3)
    #expect(await run("apps", "exec", "shop/prod/web", "--pod", "no", "--", "true").code == 3)
    var piped = run
    piped.input = Array("through\n".utf8)
    let through = await piped("apps", "exec", "-i", "shop/prod/web", "--", "cat")
    #expect(through.code == 0 && through.output == "through\n", "\(through.output) \(through.errors)")
  }

  @Test("logs of all pods are printed in the order of time, filtered, and as JSON", .timeLimit(.minutes(5)))
  func logs() async throws {
    await create(image: "local/logs:20")
    #expect(await run("apps", "deploy", "shop/prod/web").code == 0)
    let outcome = await run("logs", "shop/prod/web", "--tail", "5", "--timestamps", "--prefix")
    #expect(outcome.code == 0)
    let lines = outcome.output.split(separator: "\n")
    #expect(Set(lines.map { $0.split(separator: " ")[0] }).count == 2)
    let moments = lines.map { $0.split(separator: " ")[2] }
    #expect(!moments.isEmpty && moments == moments.sorted())
    let objects = try await run("logs", "shop/prod/web", "--tail", "5", "-o", "json").output.split(separator: "\n").map
    {
      try JSON(parsing: String($0))
    }
    #expect(!objects.isEmpty && objects.allSatisfy { $0["pod"]?.string?.hasPrefix("web-") == true })
    #expect(await run("logs", "shop/prod/web", "--filter", "zzz").output.isEmpty)
    let refused = await run("logs", "shop/prod/web", "--filter", "level>=loud")
    #expect(refused.code != 0 && refused.errors.contains("\"loud\" is no level"), "\(refused.errors)")
  }

  @Test("a rollout that cannot succeed is 6, and its revision says why", .timeLimit(.minutes(5)))
  func failedRollout() async throws {
    await create(image: "local/broken:1")
    let outcome = await run("apps", "deploy", "shop/prod/web")
    #expect(outcome.code == 6 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("error: Revision 1 of web cannot come up"))
    #expect(outcome.errors.contains("crash loop"))
    let revisions = try JSON(parsing: await run("apps", "revisions", "shop/prod/web", "-o", "json").output)
    #expect(revisions[0]?["deploy_status"] == "failed" && revisions[0]?["status_message"] != nil)
  }

  @Test("without waiting it returns once the cluster has accepted it")
  func noWait() async throws {
    await create(image: "nginx:1.27")
    let outcome = await run("apps", "deploy", "shop/prod/web", "--no-wait")
    #expect(outcome.code == 0 && outcome.output == "app shop/prod/web deploying, revision 1\n")
    #expect(!outcome.errors.contains("successfully"))
  }

  @Test("a cluster that forbids it is 4, with the cluster's own words")
  func forbidden() async throws {
    let cluster = SimulatedCluster(clock: FastClock())
    var run = run
    run.transport = { _ in Tokenless(cluster.transport(as: .user(name: "guest", groups: []))) }
    await create(image: "nginx:1.27")
    let outcome = await run("apps", "deploy", "shop/prod/web")
    #expect(outcome.code == 4)
    #expect(outcome.errors.contains("guest"))
  }
}
