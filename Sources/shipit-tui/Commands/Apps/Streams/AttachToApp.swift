import ArgumentParser

struct AttachToApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "attach", abstract: "Join the process that a pod of an app runs.",
    discussion: """
      Its output from now on is the output. With -i it reads standard input, where its container keeps that open. Ctrl-C \
      leaves it running, except with -t, which gives every key to it.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @OptionGroup var stream: StreamOptions

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    try await Conversation(console: session.console, options: stream).start([], in: app, session)
  }
}
