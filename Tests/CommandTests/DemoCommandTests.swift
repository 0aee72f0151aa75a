import Foundation
import JSON
import Model
import Testing

@testable import shipit_tui

/// Against the clusters and the past that `--demo` begins with.
@Suite("commands in the demo")
struct DemoCommandTests {
  private static let app = "shop/production/cache"
  private let run: CommandLineRun

  init() async throws {
    run = CommandLineRun(in: try await DemoWorld.make(author: "me@here", environment: [:]))
  }

  /// As `apps get -o json` prints it.
  private func configuration() async throws -> AppConfiguration {
    let printed = await run("apps", "get", Self.app, "-o", "json")
    #expect(printed.code == 0, "\(printed.errors)")
    return try RecordJSON.decoder().decode(App.self, from: Data(printed.output.utf8)).configuration
  }

  @Test("every field of the model is set by its flag, read back as JSON, and cleared by its name")
  func fields() async throws {
    let before = try await configuration()
    let kinds: [(arguments: [String], field: AppConfiguration.Field, text: String)] = [
      (["--kind", "worker"], .kind, "worker"),
      (["--clear", "port", "--schedule", "*/5 * * * *"], .schedule, "*/5 * * * *"),
    ]
    let flags = AppFieldCommandTests.flags + kinds
    #expect(Set(flags.map(\.field)) == Set(AppConfiguration.Field.allCases))
    for (arguments, field, text) in flags {
      let updated = await run.run(["apps", "update", Self.app] + arguments)
      #expect(updated.code == 0, "\(arguments): \(updated.errors)")
      #expect(try await configuration().text(of: field) == text, "\(arguments)")
      // What was set along with it goes too, and the port of the app comes back.
      let cleared = ([field, .healthPath, .maxReplicas].filter { $0 != .image }).flatMap { ["--clear", $0.rawValue] }
      let restored = await run.run(
        ["apps", "update", Self.app, "--image", before.image, "--port", "6379"] + cleared)
      #expect(restored.code == 0, "\(arguments): \(restored.errors)")
      #expect(try await configuration() == before, "\(arguments)")
    }
  }

  @Test("variables and secrets are set, listed and taken away; values of secrets are never printed")
  func variables() async throws {
    #expect(await run("apps", "env", "set", Self.app, "LEVEL=debug").code == 0)
    #expect(try await configuration().environment == ["LEVEL": "debug"])
    #expect(await run("apps", "env", "unset", Self.app, "LEVEL").code == 0)
    #expect(try await configuration().environment == [:])
    var typing = run
    typing.input = Array("hunter2".utf8)
    #expect(await typing("secrets", "set", Self.app, "TOKEN").code == 0)
    let listed = await run("secrets", "list", Self.app)
    #expect(listed.output.contains("TOKEN") && !listed.output.contains("hunter2"))
    #expect(await run("secrets", "delete", Self.app, "TOKEN", "--yes").code == 0)
    #expect(!(await run("secrets", "list", Self.app).output.contains("TOKEN")))
  }

  @Test("a command is run in a pod of its own, and a domain's way is told")
  func runs() async throws {
    let ran = await run("apps", "run", Self.app, "--", "sh", "-c", "echo hello")
    #expect(ran.code == 0, "\(ran.errors)")
    #expect((ran.output + ran.errors).contains("hello"))
    let status = await run("apps", "status", "shop/production/api", "-o", "json")
    let domain = try JSON(parsing: Array(status.output.utf8))["domain_status"]
    #expect(domain?["resolution"] == "leads_there")
    #expect(
      domain?["records"] == [["name": "api.shop.example", "type": "A", "value": .string(DemoPlan.loadBalancer)]])
    #expect(domain?["certificate"]?["status"] == "missing")
    let table = await run("apps", "status", "shop/production/api").output
    #expect(table.contains("api.shop.example leads to the load balancer"))
    #expect(table.contains("DNS: api.shop.example.  A  \(DemoPlan.loadBalancer)"))
  }
}
