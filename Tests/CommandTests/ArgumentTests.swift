import Storage
import Testing

@testable import shipit_tui

@Suite("Arguments")
struct ArgumentTests {
  @Test(
    "a time span",
    arguments: [
      ("90s", 90), ("5m", 300), ("1h30m", 5400), ("2d", 172_800), ("0s", 0), ("", nil), ("5", nil), ("m", nil),
      ("-5m", nil),
      ("5w", nil), ("99999999999999999999s", nil), ("9223372036854775807d", nil), ("٣m", nil),
    ] as [(String, Int?)])
  func timeSpan(text: String, seconds: Int?) {
    #expect(TimeSpan(argument: text)?.duration == seconds.map { .seconds($0) })
  }

  @Test(
    "an assignment",
    arguments: [("A=1", "A", "1"), ("A=", "A", ""), ("A==b", "A", "=b"), ("A=x y\nz", "A", "x y\nz")])
  func assignment(text: String, name: String, value: String) {
    let assignment = EnvironmentAssignment(argument: text)
    #expect(assignment?.name == name && assignment?.value == value)
  }

  @Test("what assigns nothing", arguments: ["A", "=1", ""])
  func noAssignment(text: String) {
    #expect(EnvironmentAssignment(argument: text) == nil)
  }

  @Test(
    "options of the screen alone are read without the parser, as it reads them",
    arguments: [
      [], ["--no-mouse"], ["--demo"], ["--store", "x.db"], ["--kubeconfig", "k", "--store", "x.db", "--no-mouse"],
      ["--demo", "--no-mouse"],
    ])
  func optionsOfScreen(arguments: [String]) throws {
    let ours = try #require(GlobalOptions.ofScreen(arguments))
    let parsed = try GlobalOptions.parse(arguments)
    #expect(ours.store == parsed.store && ours.kubeconfig == parsed.kubeconfig && ours.confirm == parsed.confirm)
    #expect(ours.demo == parsed.demo && ours.leavesMouse == parsed.leavesMouse)
    // A new option must be read there, too.
    #expect(Mirror(reflecting: ours).children.count == 5)
  }

  @Test(
    "everything else is left to the parser",
    arguments: [
      ["apps"], ["--help"], ["--version"], ["--store"], ["--store", "--demo"], ["--store=x"],
      ["--demo", "--store", "x"],
      ["--store", "a", "--store", "b"], ["--confirm", "prod"], ["--export", "x"], ["--", "--demo"], ["--stor", "x"],
      [""],
    ])
  func noOptionsOfScreen(arguments: [String]) {
    #expect(GlobalOptions.ofScreen(arguments).map { _ in true } == nil)
  }

  @Test(
    "a mistake is answered on standard error, with 2",
    arguments: [
      ["nonsense"], ["apps"], ["apps", "get"], ["apps", "get", "a/b"], ["projects", "list", "-o", "xml"],
      ["--export", "a", "--import", "b"],
      ["--redact"], ["--replace"], ["projects", "list", "--export", "x"],
      ["projects", "list", "--demo", "--store", "x"],
      ["apps", "update", "a/b/c"], ["apps", "revisions", "a/b/c", "--limit", "0"], ["apps", "scale", "a/b/c", "many"],
      ["apps", "create", "a/b", "--name", "x", "--image", "y", "--env", "Z"], ["logs", "a/b/c", "--since", "soon"],
    ])
  func mistakes(arguments: [String]) async throws {
    let outcome = try await run(arguments)
    #expect(outcome.code == 2)
    #expect(outcome.output.isEmpty && !outcome.errors.isEmpty)
  }

  @Test(
    "help and version are results", arguments: [["--help"], ["--version"], ["help", "apps"], ["apps", "list", "-h"]])
  func help(arguments: [String]) async throws {
    let outcome = try await run(arguments)
    #expect(outcome.code == 0)
    #expect(!outcome.output.isEmpty && outcome.errors.isEmpty)
  }

  @Test(
    "global options stand before or after the command",
    arguments: [["--demo", "projects", "list"], ["projects", "--demo", "list"], ["projects", "list", "--demo"]])
  func globalOptions(arguments: [String]) throws {
    let tool = Tool(console: .standard, environment: ProgramEnvironment([:])) { _, _ in throw CancellationError() }
    guard case .command(let command) = tool.parse(arguments) else {
      Issue.record("no command")
      return
    }
    #expect(command.global.demo)
    #expect(command is ListProjects)
  }

  @Test("without a command the screen opens", arguments: [[], ["--demo"], ["--store", "/x"]])
  func screen(arguments: [String]) throws {
    let tool = Tool(console: .standard, environment: ProgramEnvironment([:])) { _, _ in throw CancellationError() }
    guard case .screen = tool.parse(arguments) else {
      Issue.record("no screen")
      return
    }
  }

  private func run(_ arguments: [String]) async throws -> CommandLineRun.Outcome {
    try await CommandLineRun().run(arguments)
  }
}
