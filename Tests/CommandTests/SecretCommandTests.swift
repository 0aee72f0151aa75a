import Foundation
import Model
import Storage
import Testing

@testable import shipit_tui

@Suite("Commands on secrets")
struct SecretCommandTests {
  var run: CommandLineRun
  let app: App

  init() async throws {
    run = try CommandLineRun()
    let project = try await run.store.createProject(name: "shop")
    let cluster = try await run.store.createCluster(
      Cluster(projectID: project.id, name: "prod", endpoint: "", context: "", createdAt: CommandLineRun.now),
      kubeconfig: "")
    app = try await run.store.createApp(
      App(
        clusterID: cluster.id, name: "web", configuration: AppConfiguration(image: "web:1"),
        createdAt: CommandLineRun.now))
  }

  @Test("a value comes from standard input, without its last line end")
  func standardInput() async throws {
    var run = run
    run.input = Array("planted\nlines\n".utf8)
    let outcome = await run("secrets", "set", "shop/prod/web", "PASSWORD")
    #expect(outcome.code == 0 && !(outcome.output + outcome.errors).contains("planted"))
    #expect(try await run.store.secretValues(of: app.id) == ["PASSWORD": "planted\nlines"])
    #expect(await run("secrets", "list", "shop/prod/web", "-o", "name").output == "PASSWORD\n")
    #expect(await run("secrets", "list", "shop/prod/web").output == "KEY\nPASSWORD\n")
  }

  @Test("a value is typed unseen")
  func typed() async throws {
    var run = run
    run.typed = ["planted"]
    let outcome = await run("secrets", "set", "shop/prod/web", "PASSWORD")
    #expect(outcome.errors.contains("Value of PASSWORD: ") && !outcome.errors.contains("planted"))
    #expect(try await run.store.secretValues(of: app.id) == ["PASSWORD": "planted"])
  }

  @Test("a value comes from a file as it is")
  func file() async throws {
    let file = FileManager.default.temporaryDirectory.path + "/shipit-\(UUID().uuidString)"
    try "planted\n".write(toFile: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: file) }
    #expect(await run("secrets", "set", "shop/prod/web", "PASSWORD", "--from-file", file).code == 0)
    #expect(try await run.store.secretValues(of: app.id) == ["PASSWORD": "planted\n"])
    #expect(await run("secrets", "set", "shop/prod/web", "PASSWORD", "--from-file", "/nowhere").code == 1)
  }

  @Test("no value, one that is no text, and a key that is no name are refused")
  func refused() async throws {
    var run = run
    #expect(await run("secrets", "set", "shop/prod/web", "PASSWORD").code == 2)
    run.input = [0xFF, 0xFE]
    #expect(await run("secrets", "set", "shop/prod/web", "PASSWORD").code == 2)
    run.input = Array("x".utf8)
    #expect(await run("secrets", "set", "shop/prod/web", "1=2").code == 2)
    #expect(try await run.store.secretKeys(of: app.id).isEmpty)
  }

  @Test("a secret is deleted by its key, when that is meant")
  func delete() async throws {
    try await run.store.setSecret("PASSWORD", to: "x", of: app.id)
    #expect(await run("secrets", "delete", "shop/prod/web", "PASSWORD").code == 2)
    #expect(await run("secrets", "delete", "shop/prod/web", "PASSWORD", "--yes").code == 0)
    #expect(await run("secrets", "delete", "shop/prod/web", "PASSWORD", "--yes").code == 3)
    #expect(await run("secrets", "list", "shop/prod/web", "-o", "json").output == "[]\n")
  }
}
