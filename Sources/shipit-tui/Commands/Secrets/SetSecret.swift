import ArgumentParser
import Engine
import Model
import Storage

struct SetSecret: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Set a secret; the next deploy brings it to the cluster.",
    discussion: """
      The value is read from standard input (one line end at its end is dropped), from a file as it is, or typed unseen. \
      KEY=VALUE is taken too, with a warning: arguments are seen by every user of the machine and kept by the shell.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @Argument(help: ArgumentHelp("The name of the environment variable.", valueName: "key")) var assignment: String
  @Option(help: ArgumentHelp("Read the value from this file.", valueName: "file")) var fromFile: String?

  func run(_ session: Session) async throws {
    let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let key = parts[0]
    if parts.count == 2 {
      ProcessMemory.eraseArgument(assignment)
      session.console.note(
        """
        warning: a value on the command line is seen by every user of this machine while it runs, and kept in the shell's \
        history. Give it on standard input, in a file (--from-file) or typed.
        """)
      guard fromFile == nil else { throw ValidationError("The value is given twice.") }
    }
    if let problem = Validation.environmentName(key) { throw EngineError.invalid([problem]) }
    let app = try await session.store.app(argument.app)
    let value =
      try parts.count == 2 ? parts[1] : SecretValue(fromFile: fromFile).read(session.console, prompt: "Value of \(key)")
    guard !value.isEmpty else { throw CommandError.valueMissing }
    try await session.engine.setSecret(key, to: value, of: app.id)
    session.console.print("secret \(key) of \(argument.app) set")
    if app.currentRevision > 0 { session.console.note("Deploy the app to bring it to the cluster.") }
  }
}
