import Foundation
import JSON
import Model
import Storage
import Testing

@testable import shipit_tui

@Suite("Commands on records")
struct RecordCommandTests {
  var run: CommandLineRun
  private let file = FileManager.default.temporaryDirectory.path + "/shipit-\(UUID().uuidString).yaml"

  init() throws {
    run = try CommandLineRun()
  }

  /// A project, a cluster that is away, and an app in it.
  private func makeApp() async throws {
    #expect(await run("projects", "create", "shop").code == 0)
    try kubeconfig.write(toFile: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: file) }
    #expect(await run("clusters", "connect", "shop", "--name", "prod", "--kubeconfig", file).code == 0)
    let created = await run(
      "apps", "create", "shop/prod", "--name", "web", "--image", "web:1", "--replicas", "3", "--port", "8080", "--env",
      "A=1",
      "--env", "B=x=y")
    #expect(created.output == "app shop/prod/web created\n")
  }

  @Test("nothing is [] in JSON, nothing on standard output as a table", arguments: ["projects", "clusters", "apps"])
  func nothing(noun: String) async throws {
    #expect(await run(noun, "list", "-o", "json").output == "[]\n")
    #expect(await run(noun, "list", "-o", "yaml").output == "[]\n")
    #expect(await run(noun, "list", "-o", "name").output == "")
    let table = await run(noun, "list")
    #expect(table.output == "" && table.errors.hasPrefix("There are no \(noun)"))
    #expect(table.code == 0)
  }

  @Test("a cluster that is away is connected for later, with a warning")
  func connect() async throws {
    _ = await run("projects", "create", "shop")
    try kubeconfig.write(toFile: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: file) }
    let outcome = await run("clusters", "connect", "shop", "--name", "prod", "--kubeconfig", file)
    #expect(outcome.code == 0)
    #expect(outcome.output == "cluster shop/prod connected to https://absent:6443\n")
    #expect(outcome.errors.hasPrefix("warning: "))
    #expect(!outcome.errors.contains("planted"))
    #expect(await run("clusters", "list", "-o", "name").output == "shop/prod\n")
    #expect(await run("clusters", "list", "shop").output.contains("https://absent:6443"))
  }

  @Test("that nobody checks a cluster's certificate is told when it is connected")
  func connectInsecurely() async throws {
    _ = await run("projects", "create", "shop")
    try kubeconfig.replacing("absent:6443\"", with: "absent:6443\", insecure-skip-tls-verify: true")
      .write(toFile: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: file) }
    let outcome = await run("clusters", "connect", "shop", "--name", "prod", "--kubeconfig", file)
    #expect(outcome.code == 0 && outcome.errors.hasPrefix("warning: nobody checks"), "\(outcome.errors)")
    #expect(await run("clusters", "list").output.contains("full, TLS unchecked"))
  }

  @Test("an app is created with what its options say, in the namespace of the context")
  func createApp() async throws {
    try await makeApp()
    let json = try JSON(parsing: await run("apps", "get", "shop/prod/web", "-o", "json").output)
    #expect(json["name"] == "web" && json["namespace"] == "web" && json["image"] == "web:1")
    #expect(json["replicas"] == 3 && json["port"] == 8080 && json["env_vars"] == ["A": "1", "B": "x=y"])
    #expect(json["status"] == "pending" && json["current_revision"] == 0)
    #expect(
      await run("apps", "list").output == """
        APP             NAMESPACE   STATUS    REPLICAS   IMAGE   REVISION   UPDATED
        shop/prod/web   web         pending   3          web:1   -          0s

        """)
    #expect(await run("apps", "list", "shop/prod", "-o", "name").output == "shop/prod/web\n")
  }

  @Test("an app is updated without touching what was not named")
  func updateApp() async throws {
    try await makeApp()
    let updated = await run("apps", "update", "shop/prod/web", "--image", "web:2", "--env", "C=3", "--unset", "A")
    #expect(updated.code == 0)
    let configuration = try await run.store.app(#require(AppReference("shop/prod/web"))).configuration
    #expect(configuration.image == "web:2" && configuration.replicas == 3 && configuration.port == 8080)
    #expect(configuration.environment == ["B": "x=y", "C": "3"])
  }

  @Test("what Kubernetes would refuse is refused before it is stored")
  func invalid() async throws {
    try await makeApp()
    let outcome = await run("apps", "create", "shop/prod", "--name", "Web!", "--image", "web:1")
    #expect(outcome.code == 2 && outcome.errors.contains("name"))
    #expect(try await run.store.apps().count == 1)
  }

  @Test("a name in two namespaces is shown, and must be given, with its namespace")
  func namespaces() async throws {
    try await makeApp()
    _ = await run("apps", "create", "shop/prod", "--name", "web", "--image", "web:1", "--namespace", "staging")
    #expect(await run("apps", "list", "-o", "name").output == "shop/prod/staging/web\nshop/prod/web/web\n")
    let ambiguous = await run("apps", "get", "shop/prod/web")
    #expect(ambiguous.code == 2 && ambiguous.errors.contains("shop/prod/staging/web"))
    #expect(await run("apps", "get", "shop/prod/staging/web", "-o", "name").code == 0)
  }

  @Test(
    "what is not there is 3",
    arguments: [
      ["projects", "delete", "x", "--yes"], ["clusters", "list", "x"], ["apps", "list", "x/y"],
      ["apps", "get", "x/y/z"], ["apps", "delete", "x/y/z", "--yes"], ["secrets", "list", "x/y/z"],
      ["apps", "revisions", "no-such-id"], ["logs", "x/y/z"],
    ])
  func missing(arguments: [String]) async throws {
    let outcome = await run.run(arguments)
    #expect(outcome.code == 3)
    #expect(outcome.output.isEmpty && outcome.errors.hasPrefix("error: "))
  }

  @Test("a taken name is 4 and changes nothing")
  func duplicate() async throws {
    _ = await run("projects", "create", "shop")
    #expect(await run("projects", "create", "shop").code == 4)
  }

  @Test("a deletion without a terminal needs --yes")
  func deletionUnasked() async throws {
    _ = await run("projects", "create", "shop")
    let refused = await run("projects", "delete", "shop")
    #expect(refused.code == 2 && refused.errors.contains("--yes"))
    #expect(await run("projects", "delete", "shop", "--yes").output == "project shop deleted\n")
    #expect(try await run.store.projects().isEmpty)
  }

  @Test(
    "a deletion asks, and only a yes is a yes",
    arguments: [("y", true), ("YES", true), ("n", false), ("", false), ("yeah", false)])
  func deletionAsked(answer: String, isDeleted: Bool) async throws {
    var run = run
    _ = await run("projects", "create", "shop")
    run.typed = [answer]
    let outcome = await run("projects", "delete", "shop")
    #expect(outcome.errors.contains("Delete the project shop? [y/N]"))
    #expect(outcome.code == (isDeleted ? 0 : 1))
    #expect(try await run.store.projects().isEmpty == isDeleted)
  }

  @Test("a project that still has clusters is kept")
  func projectWithClusters() async throws {
    try await makeApp()
    #expect(await run("projects", "delete", "shop", "--yes").code == 4)
    #expect(await run("clusters", "delete", "shop/prod", "--yes").code == 0)
    #expect(await run("projects", "delete", "shop", "--yes").code == 0)
  }

  @Test("a cluster that is away is 5", arguments: [["apps", "deploy"], ["apps", "status"], ["logs"]])
  func unreachable(command: [String]) async throws {
    try await makeApp()
    #expect(await run.run(command + ["shop/prod/web"]).code == 5)
  }
}
