import ArgumentParser
import Engine
import Model

struct SetSecret: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Set a secret; the next deploy brings it to the cluster.",
    discussion: """
      The value is read from standard input (one line end at its end is dropped), from a file as it is, or typed unseen. \
      It is no argument, because arguments are seen by every user of the machine and kept by the shell.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @Argument(help: "The name of the environment variable.") var key: String
  @Option(help: ArgumentHelp("Read the value from this file.", valueName: "file")) var fromFile: String?

  func run(_ session: Session) async throws {
    if let problem = Validation.environmentName(key) { throw EngineError.invalid([problem]) }
    let app = try await session.store.app(argument.app)
    try await session.engine.setSecret(
      key, to: try SecretValue(fromFile: fromFile).read(session.console, prompt: "Value of \(key)"), of: app.id)
    session.console.print("secret \(key) of \(argument.app) set")
    if app.currentRevision > 0 { session.console.note("Deploy the app to bring it to the cluster.") }
  }
}
