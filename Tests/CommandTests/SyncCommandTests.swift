import Foundation
import HTTP
import JSON
import Model
import RemoteDouble
import Storage
import Testing

@testable import shipit_tui

@Suite("remote and sync, as commands")
struct SyncCommandTests {
  @Test("a server is set, tested, listed and forgotten; its token is nowhere")
  func remote() async throws {
    let (run, _) = try Self.run()
    let set = await run("remote", "set", "https://team.example/")
    #expect(set.code == 0)
    #expect(set.output == "remote default set to https://team.example\n")
    #expect(set.errors.contains("has 0 projects"))
    #expect(await run("remote", "test").output.contains("answers at https://team.example"))
    let list = await run("remote", "list", "-o", "json")
    #expect(list.output.contains("https://team.example"))
    for outcome in [set, list] { #expect(!(outcome.output + outcome.errors).contains(RemoteDouble.token)) }
    #expect(await run("remote", "remove").code == 2)
    #expect(await run("remote", "remove", "--yes").code == 0)
    #expect(await run("remote", "status").code == 3)
  }

  @Test(
    "a URL that will not do is refused with its reason",
    arguments: ["team.example", "ftp://team", "https://me:pw@team", "https://team/?a=b"])
  func url(url: String) async throws {
    let (run, _) = try Self.run()
    let outcome = await run("remote", "set", url)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("https:// URL"))
  }

  @Test("a new server without a token is refused")
  func token() async throws {
    var (run, _) = try Self.run()
    run.environment = [:]
    #expect(await run("remote", "set", "https://team").code == 2)
  }

  @Test("a dashboard in place of the server is told as such")
  func dashboard() async throws {
    var (run, _) = try Self.run()
    run.transport = { _ in Dashboard() }
    _ = await run("remote", "set", "https://team")
    let outcome = await run("remote", "test")
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("web page"))
  }

  @Test("sync shows what it does, conflicts field by field with exit code 4, and what waits for a yes")
  func sync() async throws {
    let (ada, double) = try Self.run()
    let (bob, _) = try Self.run(double)
    for run in [ada, bob] { _ = await run("remote", "set", "https://team") }
    _ = await ada("projects", "create", "shop")
    let project = try await ada.store.project(named: "shop")
    let cluster = try await ada.store.createCluster(
      Cluster(projectID: project.id, name: "prod", endpoint: "", context: "", createdAt: CommandLineRun.now),
      kubeconfig: kubeconfig)
    let web = try await ada.store.createApp(
      App(
        clusterID: cluster.id, name: "web", configuration: AppConfiguration(image: "web:1"),
        createdAt: CommandLineRun.now))
    #expect(await ada("sync", "--dry-run").output.contains("create there  shop"))
    #expect(await double.summary() == [])
    #expect(await ada("sync", "--with-kubeconfigs").code == 0)
    let pulled = await bob("sync")
    #expect(pulled.code == 0)
    #expect(pulled.output.contains("create here  shop/prod/default/web"))

    let copy = try #require(try await bob.store.apps().first)
    let refused = await bob("apps", "deploy", "shop/prod/web")
    #expect(refused.errors.contains("clusters connect PROJECT --name prod"))
    #expect(await bob("sync", "nowhere").code == 3)
    _ = try await ada.store.updateApp(web.id, configuration: AppConfiguration(image: "web:2"))
    _ = try await bob.store.updateApp(copy.id, configuration: AppConfiguration(image: "web:3"))
    #expect(await ada("sync").code == 0)
    let conflict = await bob("sync")
    #expect(conflict.code == 4)
    #expect(
      conflict.output == """
        conflict  shop/prod/default/web image
          before  web:1
          local   web:3
          remote  web:2

        """)
    let json = try JSON(parsing: await bob("sync", "--dry-run", "-o", "json").output)
    #expect(json["conflicts"]?[0]?["local"] == "web:3")
    #expect(await bob("remote", "list").output.contains("1 in conflict"))
    #expect(await bob("sync", "--prefer", "remote").code == 0)
    #expect(try await bob.store.app(copy.id).configuration.image == "web:2")

    try await bob.store.deleteApp(copy.id)
    let waiting = await bob("sync")
    #expect(waiting.errors.contains("waits for --yes: delete there  shop/prod/default/web"))
    #expect(await double.summary().count == 3)
    #expect(await bob("sync", "--yes").code == 0)
    #expect(await double.summary().count == 2)
    #expect(await ada("sync", "--pull", "--push").code == 2)
  }

  @Test("a deploy is left to the server, and told to its end; its revisions stand beside those of the store")
  func viaRemote() async throws {
    let (ada, double) = try Self.run()
    _ = await ada("remote", "set", "https://team")
    _ = await ada("projects", "create", "shop")
    let project = try await ada.store.project(named: "shop")
    let cluster = try await ada.store.createCluster(
      Cluster(projectID: project.id, name: "prod", endpoint: "", context: "", createdAt: CommandLineRun.now),
      kubeconfig: kubeconfig)
    let web = try await ada.store.createApp(
      App(
        clusterID: cluster.id, name: "web", configuration: AppConfiguration(image: "web:1"),
        createdAt: CommandLineRun.now))
    #expect(await ada("apps", "deploy", "shop/prod/web", "--via-remote").errors.contains("does not have web yet"))
    #expect(await ada("sync", "--with-kubeconfigs").code == 0)
    var run = ada
    run.clock = EventfulClock { await double.advanceDeploys() }
    let deployed = await run("apps", "deploy", "shop/prod/web", "--via-remote")
    #expect(deployed.output == "app shop/prod/web deployed by default, its revision 1\n")
    #expect(deployed.errors.contains("the server: verifying"))
    let revisions = await run("apps", "revisions", "shop/prod/web", "--remote")
    #expect(revisions.output.contains("default/1*"))
    #expect(
      try JSON(parsing: await run("apps", "revisions", "shop/prod/web", "--remote", "-o", "json").output)[0]?["remote"]
        == "default")

    _ = try await ada.store.updateApp(web.id, configuration: AppConfiguration(image: "web:2"))
    let differs = await run("apps", "deploy", "shop/prod/web", "--via-remote")
    #expect(differs.code == 4 && differs.errors.contains("image"))
    #expect(await run("sync").code == 0)
    await double.setFate(.rollsBack)
    let rolledBack = await run("apps", "deploy", "shop/prod/web", "--via-remote")
    #expect(rolledBack.code == 6 && rolledBack.errors.contains("It went back to revision 3"))
    #expect(
      await run("apps", "rollback", "shop/prod/web", "--via-remote", "--revision", "1").output.contains(
        "its revision 4"))
    #expect(await run("apps", "deploy", "shop/prod/web", "--via-remote", "--no-wait").code == 2)
    try await ada.store.setReadOnly(true, of: cluster.id)
    #expect(await run("apps", "deploy", "shop/prod/web", "--via-remote").errors.contains("reading only"))
  }

  private static func run(_ double: RemoteDouble = RemoteDouble()) throws -> (CommandLineRun, RemoteDouble) {
    var run = try CommandLineRun()
    run.transport = { _ in double }
    run.environment = ["SHIPIT_TOKEN": RemoteDouble.token]
    return (run, double)
  }
}

/// What is in front of a server, or beside it.
private struct Dashboard: HTTPTransport {
  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    HTTPResponse(status: 200, headers: ["Content-Type": "text/html"], body: HTTPBody(Array("<html>".utf8)))
  }

  func openWebSocket(_ request: HTTPRequest, subprotocols: [String]) async throws(HTTPError) -> any WebSocket {
    throw .refused(status: 404, headers: [:], body: [])
  }
}

/// Something happens each time somebody waits.
private struct EventfulClock: Clock {
  let minimumResolution = Duration.zero
  let next: @Sendable () async -> Void
  var now: ContinuousClock.Instant { ContinuousClock.now }

  init(_ next: @escaping @Sendable () async -> Void) { self.next = next }

  func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    await next()
  }
}
