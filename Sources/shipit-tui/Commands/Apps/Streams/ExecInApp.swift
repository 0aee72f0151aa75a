import ArgumentParser

struct ExecInApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "exec", abstract: "Run a command in a pod of an app that runs already.",
    discussion: """
      Its output is the output, its exit code the exit code. With -i it reads standard input, with -it it has the \
      terminal. Examples: shipit-tui apps exec shop/production/web -- cat /etc/hosts, \
      shipit-tui apps exec -it shop/production/web -- sh
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @OptionGroup var stream: StreamOptions
  @Argument(help: "After --: a program and its arguments.") var command: [String]

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    try await Conversation(console: session.console, options: stream).start(command, in: app, session)
  }
}
