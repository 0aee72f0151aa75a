import Foundation
import JSON
import Storage
import Testing

@testable import shipit_tui

@Suite("Backup commands")
struct BackupCommandTests {
  var run: CommandLineRun
  private let file = FileManager.default.temporaryDirectory.path + "/shipit-\(UUID().uuidString).export"

  init() async throws {
    run = try CommandLineRun()
    try await run.store.createProject(name: "shop")
  }

  @Test("an export is restored into another store with its passphrase")
  func restore() async throws {
    defer { try? FileManager.default.removeItem(atPath: file) }
    var run = run
    run.environment = ["SHIPIT_PASSPHRASE": "correct horse"]
    let exported = await run("--export", file)
    #expect(exported.code == 0 && exported.output.isEmpty)
    #expect(exported.errors == "exported 1 project, 0 clusters, 0 apps, 0 revisions, 0 secrets\n")

    var other = try CommandLineRun()
    other.environment = ["SHIPIT_PASSPHRASE": "wrong"]
    #expect(await other("--import", file).code == 7)
    #expect(try await other.store.projects().isEmpty)
    other.environment = [:]
    #expect(await other("--import", file).code == 2)
    other.typed = ["correct horse"]
    #expect(await other("--import", file).code == 0)
    #expect(try await other.store.projects() == run.store.projects())
  }

  @Test("a dry run says what would be done, does nothing, and is 4 where it would be refused")
  func dryRun() async throws {
    defer { try? FileManager.default.removeItem(atPath: file) }
    var run = run
    run.environment = ["SHIPIT_PASSPHRASE": "correct horse"]
    _ = await run("--export", file)
    var other = try CommandLineRun()
    other.environment = run.environment
    let outcome = await other("--import", file, "--dry-run")
    #expect(outcome.code == 0)
    #expect(outcome.output.hasPrefix("add: 1 project, "))
    #expect(try await other.store.projects().isEmpty)
    _ = await other("projects", "create", "shop")
    let refused = await other("--import", file, "--dry-run")
    #expect(refused.code == 4 && refused.output.contains("name taken: project shop\n"))
    #expect(await other("--dry-run").code == 2)
    #expect(await other("--export", file, "--keep-daily", "1").code == 2)
  }

  @Test("an export is verified without a store")
  func verify() async throws {
    defer { try? FileManager.default.removeItem(atPath: file) }
    var run = run
    run.environment = ["SHIPIT_PASSPHRASE": "correct horse"]
    _ = await run("--export", file)
    #expect(await run("--verify-export", file).errors.contains("is whole: 1 project"))
    run.environment = ["SHIPIT_PASSPHRASE": "wrong"]
    #expect(await run("--verify-export", file).code == 7)
  }

  @Test("without a passphrase and a terminal nothing is written")
  func noPassphrase() async throws {
    let outcome = await run("--export", file)
    #expect(outcome.code == 2 && outcome.errors.contains("SHIPIT_PASSPHRASE"))
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test("a typed passphrase is asked for twice")
  func twice() async throws {
    defer { try? FileManager.default.removeItem(atPath: file) }
    var run = run
    run.typed = ["one", "two"]
    #expect(await run("--export", file).code == 1)
    #expect(!FileManager.default.fileExists(atPath: file))
    run.typed = ["one", "one"]
    #expect(await run("--export", file).code == 0)
  }

  @Test("how far it is is told on a terminal alone")
  func progress() async throws {
    defer { try? FileManager.default.removeItem(atPath: file) }
    var run = run
    run.environment = ["SHIPIT_PASSPHRASE": "correct horse"]
    run.isErrorTerminal = true
    let exported = await run("--export", file)
    #expect(exported.errors.hasPrefix("\rexporting ") && exported.errors.contains("100 %"))
    #expect(exported.errors.contains("\r\u{1B}[K") && exported.errors.hasSuffix("0 secrets\n"))
    var other = try CommandLineRun()
    (other.environment, other.isErrorTerminal) = (run.environment, true)
    #expect(await other("--import", file).errors.contains("\rimporting 100 %\r\u{1B}[K"))
  }

  @Test("replacing is asked for")
  func replace() async throws {
    defer { try? FileManager.default.removeItem(atPath: file) }
    var run = run
    run.environment = ["SHIPIT_PASSPHRASE": "correct horse"]
    _ = await run("--export", file)
    _ = await run("projects", "create", "later")
    #expect(await run("--import", file, "--replace").code == 2)
    #expect(await run("--import", file, "--replace", "--yes").code == 0)
    #expect(try await run.store.projects().map(\.name) == ["shop"])
  }

  @Test("a redacted export needs no passphrase, and an encrypted one no terminal")
  func redacted() async throws {
    defer { try? FileManager.default.removeItem(atPath: file) }
    #expect(await run("--export", file, "--redact").code == 0)
    let json = try JSON(parsing: Array(try #require(FileManager.default.contents(atPath: file))))
    #expect(json["records"]?[0]?["name"] == "shop")
    var run = run
    run.isOutputTerminal = true
    run.environment = ["SHIPIT_PASSPHRASE": "x"]
    #expect(await run("--export", "-").code == 2)
  }

  @Test("what is no export is 1")
  func noExport() async throws {
    var run = run
    run.environment = ["SHIPIT_PASSPHRASE": "x"]
    #expect(await run("--import", #filePath).code == 1)
    #expect(await run("--import", "/nowhere").code == 1)
  }
}
