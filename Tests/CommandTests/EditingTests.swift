import Foundation
import Glibc
import Model
import Testing

@testable import shipit_tui

@Suite("Editing in the person's own editor")
struct EditingTests {
  private let folder = FileManager.default.temporaryDirectory.path + "/shipit-edit-\(UUID().uuidString)"

  private func text(_ values: [String: String]) throws -> String { try EditedMap.text(values, heading: ["Heading"]) }

  @Test(
    "any text comes back from YAML as it was",
    arguments: [
      "plain", "", " leading", "trailing ", "a: b # no comment", "yes", "007", "null", "two\nlines\n", "\nfirst\n\n",
      "\"quoted\"", "'", "tab\tand \u{7F} and ü and 🚢", "{json: [1]}", "line\r\nends", "x\n",
    ])
  func roundTrip(value: String) throws {
    let values = ["KEY": value, "OTHER": "1"]
    #expect(try EditedMap.values(text(values)) == values)
  }

  @Test("nothing, and nothing but comments, is no value")
  func empty() throws {
    #expect(try EditedMap.values("") == [:])
    #expect(try EditedMap.values("# only\n") == [:])
    #expect(try EditedMap.values(text([:])) == [:])
    // Numbers are texts here, as Kubernetes wants them.
    #expect(try EditedMap.values("PORT: 8080\nON: true\n") == ["PORT": "8080", "ON": "true"])
  }

  @Test(
    "what makes no sense is said without quoting it",
    arguments: ["planted", "- planted", "A: [planted]", "A: planted\nA: planted", "A: \"planted", "{A: planted"])
  func nonsense(text: String) throws {
    let error = #expect(throws: CommandError.self) { try EditedMap.values(text) }
    #expect(error.map { !$0.explanation.text.contains("planted") } == true)
  }

  @Test("the file is its owner's alone, in memory, and gone afterwards with all that lies beside it")
  func ephemeral() throws {
    var path = ""
    do {
      let file = try EphemeralFile("secrets.yaml", holding: "planted", in: ["/nowhere", "/dev/shm"])
      path = file.path
      #expect(path.hasPrefix("/dev/shm/shipit-edit.\(getpid())."))
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
      let parent = String(path.dropLast("/secrets.yaml".count))
      #expect(stat(parent, &status) == 0 && status.st_mode & 0o777 == 0o700)
      try "swap".write(toFile: parent + "/.secrets.yaml.swp", atomically: false, encoding: .utf8)
      #expect(try file.read() == "planted")
    }
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(!FileManager.default.fileExists(atPath: String(path.dropLast("/secrets.yaml".count))))
  }

  @Test("what a killed process left in memory is swept away")
  func sweep() throws {
    let stale = "/dev/shm/shipit-edit.\(Int32.max).abcdef"
    try FileManager.default.createDirectory(atPath: stale, withIntermediateDirectories: true)
    _ = try EphemeralFile("x.yaml", holding: "", in: ["/dev/shm"])
    #expect(!FileManager.default.fileExists(atPath: stale))
  }

  @Test("without a file system in memory nothing is written anywhere")
  func noMemory() throws {
    #expect(throws: CommandError.noMemoryFolder(["/proc", "relative"])) {
      _ = try EphemeralFile("x.yaml", holding: "planted", in: ["/proc", "relative"])
    }
  }

  @Test(
    "editors are told to keep no copies",
    arguments: [("vim", true), ("/usr/bin/nvim -u x", true), ("vi", true), ("emacs -nw", true), ("nano", false)])
  func discretion(command: String, isTold: Bool) {
    #expect(Editor(["EDITOR": command]).discretion.isEmpty != isTold)
  }

  @Test("VISUAL wins over EDITOR, and vi is there without either")
  func choice() {
    #expect(Editor(["VISUAL": "a", "EDITOR": "b"]).command == "a")
    #expect(Editor(["EDITOR": "b", "VISUAL": ""]).command == "b")
    #expect(Editor([:]).command == "vi")
  }

  /// A script that stands for an editor: what it does to the file, as `$1`.
  private func editor(_ script: String) throws -> String {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/editor"
    try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: false, encoding: .utf8)
    chmod(path, 0o700)
    return path
  }

  private func world() async throws -> (CommandLineRun, App) {
    var run = try CommandLineRun()
    run.typed = []
    let project = try await run.store.createProject(name: "shop")
    let cluster = try await run.store.createCluster(
      Cluster(projectID: project.id, name: "prod", endpoint: "", context: "", createdAt: CommandLineRun.now),
      kubeconfig: "")
    let app = try await run.store.createApp(
      App(
        clusterID: cluster.id, name: "web", configuration: AppConfiguration(image: "web:1"),
        createdAt: CommandLineRun.now))
    return (run, app)
  }

  @Test("secrets are set, changed and removed as the file says, and the file is gone")
  func secrets() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var (run, app) = try await world()
    for (key, value) in ["KEEP": "k", "CHANGE": "old", "GO": "g"] {
      try await run.store.setSecret(key, to: value, of: app.id)
    }
    run.environment["EDITOR"] = try editor(
      """
      cp "$1" "\(folder)/seen"; echo "$1" > "\(folder)/path"
      sed -i 's/old/new/; /^GO/d' "$1"; echo 'MORE: "m"' >> "$1"
      """)
    let outcome = await run("secrets", "edit", "shop/prod/web")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(
      outcome.output == """
        secret CHANGE of shop/prod/web set
        secret MORE of shop/prod/web set
        secret GO of shop/prod/web deleted

        """)
    #expect(try await run.store.secretValues(of: app.id) == ["KEEP": "k", "CHANGE": "new", "MORE": "m"])
    let path = try String(contentsOfFile: folder + "/path", encoding: .utf8).trimmingCharacters(in: .newlines)
    #expect(path.hasSuffix("/secrets.yaml") && !FileManager.default.fileExists(atPath: path))
    #expect(try await run.store.audit().map(\.action).contains("edit secrets"))
  }

  @Test("an editor that fails, one that changes nothing, and no terminal leave everything as it was")
  func unchanged() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var (run, app) = try await world()
    try await run.store.setSecret("KEEP", to: "k", of: app.id)
    run.environment["EDITOR"] = try editor("echo 'A: b' > \"$1\"; exit 1")
    #expect(await run("secrets", "edit", "shop/prod/web").code == 1)
    run.environment["EDITOR"] = "true"
    #expect(await run("secrets", "edit", "shop/prod/web").output == "secrets of shop/prod/web unchanged\n")
    run.environment["EDITOR"] = try editor("echo 'A: [b' > \"$1\"")
    // What is wrong is said, and nobody says yes to another try.
    let wrong = await run("secrets", "edit", "shop/prod/web")
    #expect(wrong.code == 1 && wrong.errors.contains("What was saved is not used"))
    run.typed = nil
    #expect(await run("secrets", "edit", "shop/prod/web").code == 2)
    #expect(try await run.store.secretValues(of: app.id) == ["KEEP": "k"])
  }

  @Test("environment variables are edited the same way")
  func environment() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var (run, app) = try await world()
    run.environment["VISUAL"] = try editor("echo 'LEVEL: debug' >> \"$1\"")
    #expect(await run("apps", "env", "edit", "shop/prod/web").output == "app shop/prod/web updated\n")
    #expect(try await run.store.app(app.id).configuration.environment == ["LEVEL": "debug"])
  }

  @Test("a value on the command line is taken with a warning")
  func commandLine() async throws {
    let (run, app) = try await world()
    let outcome = await run("secrets", "set", "shop/prod/web", "URL=postgres://a=b")
    #expect(outcome.code == 0 && outcome.errors.hasPrefix("warning: a value on the command line"))
    #expect(!(outcome.output + outcome.errors).contains("postgres"))
    #expect(try await run.store.secretValues(of: app.id) == ["URL": "postgres://a=b"])
    #expect(await run("secrets", "set", "shop/prod/web", "URL=").code == 2)
  }
}
