import Engine
import Foundation
import JSON
import Model
import Storage
import Testing

@testable import shipit_tui

@Suite("Commands on the fields of an app")
struct AppFieldCommandTests {
  let run: CommandLineRun

  init() async throws {
    run = try CommandLineRun()
    let project = try await run.store.createProject(name: "shop")
    let cluster = Cluster(
      projectID: project.id, name: "prod", endpoint: "https://absent:6443", context: "admin@prod",
      createdAt: CommandLineRun.now)
    try await run.store.createCluster(cluster, kubeconfig: kubeconfig)
    _ = await run("apps", "create", "shop/prod", "--name", "web", "--image", "web:1", "--port", "80")
  }

  private func configuration() async throws -> AppConfiguration {
    try await run.store.app(#require(AppReference("shop/prod/web"))).configuration
  }

  /// Every flag with a value, and the field that it sets.
  static let flags: [(arguments: [String], field: AppConfiguration.Field, text: String)] = [
    (["--image", "web:2"], .image, "web:2"),
    (["--replicas", "3"], .replicas, "3"),
    (["--port", "8080"], .port, "8080"),
    (["--cpu-request", "200m"], .cpuRequest, "200m"),
    (["--cpu-limit", "2"], .cpuLimit, "2"),
    (["--memory-request", "200Mi"], .memoryRequest, "200Mi"),
    (["--memory-limit", "2Gi"], .memoryLimit, "2Gi"),
    (["--health-path", "/ok"], .healthPath, "/ok"),
    (["--health-path", "/ok", "--health-port", "81"], .healthPort, "81"),
    (["--health-path", "/ok", "--health-initial-delay", "5s"], .healthInitialDelay, "5s"),
    (["--health-path", "/ok", "--health-period", "1m"], .healthPeriod, "60s"),
    (["--min-replicas", "4"], .minReplicas, "4"),
    (["--max-replicas", "12"], .maxReplicas, "12"),
    (["--cpu-target", "70"], .cpuTarget, "70%"),
    (["--memory-target", "75"], .memoryTarget, "75%"),
    (["--domain", "shop.example.com"], .domain, "shop.example.com"),
    (["--pre-deploy", "bin/migrate"], .preDeploy, "bin/migrate"),
    (["--longest-request", "2m"], .longestRequest, "120s"),
  ]

  @Test("each is set by its flag, on create and on update, and cleared by its name", arguments: flags)
  func setAndClear(arguments: [String], field: AppConfiguration.Field, text: String) async throws {
    let before = try await configuration()
    let updated = await run.run(["apps", "update", "shop/prod/web"] + arguments)
    #expect(updated.code == 0, "\(updated.errors)")
    #expect(updated.output == "app shop/prod/web updated\n")
    #expect(try await configuration().text(of: field) == text)
    if field != .image {
      // What was set along with it goes too.
      let cleared = await run(
        "apps", "update", "shop/prod/web", "--clear", field.rawValue, "--clear", "health-path", "--clear",
        "max-replicas",
        "--port", "80")
      #expect(cleared.code == 0, "\(cleared.errors)")
      #expect(try await configuration() == before)
    }

    let image = field == .image ? [] : ["--image", "web:1"]
    let port = field == .port ? [] : ["--port", "80"]
    let created = await run.run(["apps", "create", "shop/prod", "--name", "other"] + image + port + arguments)
    #expect(created.code == 0, "\(created.errors)")
    let other = try await run.store.app(#require(AppReference("shop/prod/other"))).configuration
    #expect(other.text(of: field) == text)
  }

  @Test("the table of flags has every field but the kind's two")
  func complete() {
    #expect(Set(Self.flags.map(\.field)) == Set(AppConfiguration.Field.allCases).subtracting([.kind, .schedule]))
  }

  @Test("kinds")
  func kinds() async throws {
    #expect(await run("apps", "update", "shop/prod/web", "--kind", "worker").code == 0)
    #expect(try await configuration().kind == .worker)
    #expect(await run("apps", "update", "shop/prod/web", "--schedule", "*/5 * * * *").code == 0)
    #expect(try await configuration().kind == .cron)
    #expect(await run("apps", "update", "shop/prod/web", "--kind", "task").code == 0)
    #expect(try await configuration().kind == .task)
    #expect(await run("apps", "update", "shop/prod/web", "--kind", "web", "--port", "80").code == 0)
    #expect(try await configuration().kind == .web)
  }

  @Test(
    "what will not do is refused with what would be right, and nothing is changed",
    arguments: [
      (["--schedule", "daily"], "*/15 * * * *"), (["--domain", "https://x"], "shop.example.com"),
      (["--cpu-request", "lots"], "250m"), (["--memory-limit", "64Mi"], "at least the request"),
      (["--min-replicas", "5", "--max-replicas", "3"], "at least 2 and the minimum"), (["--port", "0"], "1 to 65535"),
      (["--health-path", "ok"], "starts with '/'"), (["--pre-deploy", " "], "at least one word"),
      (["--health-port", "81"], "needs --health-path"), (["--kind", "cron"], "needs --schedule"),
      (["--kind", "worker", "--port", "1"], "leave out --port"), (["--kind", "robot"], "web"),
      (["--schedule", "@daily", "--kind", "web"], "for a cron job"), (["--clear", "image"], "set another"),
      (["--clear", "everything"], "health-path"), ([], "Nothing to change"), (["--image", "No Image"], "lower case"),
      (["--longest-request", "2d"], "86400 seconds"), (["--domain", "a.example.com", "--clear", "port"], "set --port"),
    ])
  func refused(arguments: [String], says: String) async throws {
    let before = try await configuration()
    let outcome = await run.run(["apps", "update", "shop/prod/web"] + arguments)
    #expect(outcome.code == 2)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains(says), "\(outcome.errors)")
    #expect(try await configuration() == before)
  }

  @Test("variables are set, listed and removed")
  func environment() async throws {
    #expect(await run("apps", "env", "set", "shop/prod/web", "A=1", "B=x=y").code == 0)
    #expect(await run("apps", "env", "list", "shop/prod/web").output == "NAME   VALUE\nA      1\nB      x=y\n")
    #expect(await run("apps", "env", "list", "shop/prod/web", "-o", "name").output == "A\nB\n")
    #expect(await run("apps", "env", "unset", "shop/prod/web", "A").code == 0)
    #expect(try await configuration().environment == ["B": "x=y"])
    let missing = await run("apps", "env", "unset", "shop/prod/web", "B", "C")
    #expect(missing.code == 3)
    #expect(try await configuration().environment == ["B": "x=y"])
    #expect(await run("apps", "env", "set", "shop/prod/web", "1A=x").code == 2)
  }

  @Test("a list that asks a cluster which is away says so, and ends with 5")
  func listLive() async throws {
    let table = await run("apps", "list", "--live")
    #expect(table.code == 5)
    let lines = table.output.split(separator: "\n")
    #expect(lines[0].hasSuffix("IMAGE   REVISION   DRIFT"))
    #expect(lines[1].hasPrefix("shop/prod/web") && lines[1].contains("unknown   ?"))
    #expect(table.errors.contains("prod"))
  }

  @Test("what a cluster says stands beside the record in JSON")
  func liveJSON() async throws {
    let app = try await run.store.app(#require(AppReference("shop/prod/web")))
    func json(_ answer: LiveAnswer) throws -> JSON { try JSON(encoding: AnsweredApp(app: app, answer: answer)) }
    #expect(try json(.unknown(.cancelled))["live_error"]?.string?.isEmpty == false)
    #expect(try json(.none)["live"] == .null)
    let live = LiveApp(
      key: app.key, desired: 2, ready: 1, updated: 2, available: 1, image: "web:9", revision: 3, health: .degraded,
      drift: [.image("web:9"), .environment(["A"])])
    let answered = try json(.app(live))
    #expect(answered["image"] == "web:1")
    #expect(
      answered["live"] == [
        "desired_replicas": 2, "ready_replicas": 1, "updated_replicas": 2, "image": "web:9", "revision": 3,
        "status": "degraded", "drift": ["image web:9", "env A"],
      ])
  }

  @Test("how domains are served is a cluster's")
  func cluster() async throws {
    #expect(await run("clusters", "update", "shop/prod", "--ingress-class", "traefik").code == 0)
    let cluster = try await run.store.cluster(#require(ClusterReference("shop/prod")))
    #expect(cluster.ingressClass == "traefik")
    #expect(cluster.certificateIssuer == "letsencrypt-prod")
    #expect(await run("clusters", "update", "shop/prod").code == 2)
    #expect(await run("clusters", "update", "shop/prod", "--issuer", "No!").code == 2)
  }

  @Test("the audit tells who did what and how it ended, and no value")
  func audit() async throws {
    _ = await run("apps", "update", "shop/prod/web", "--env", "TOKEN=planted")
    _ = await run("apps", "deploy", "shop/prod/web")
    let list = await run("audit", "list")
    let lines = list.output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[1].contains("me") && lines[1].contains("here") && lines[1].contains("deploy"))
    #expect(lines[1].contains("failed"))
    #expect(lines[2].contains("update app: env TOKEN") && lines[2].contains("shop/prod/default/web"))
    #expect(!list.output.contains("planted"))
    #expect(await run("audit", "list", "--limit", "1", "-o", "name").output == "3\n")
  }
}
