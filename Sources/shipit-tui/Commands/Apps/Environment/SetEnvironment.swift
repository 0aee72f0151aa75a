import ArgumentParser

struct SetEnvironment: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Set environment variables; the next deploy brings them to the cluster.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @Argument(help: ArgumentHelp("One or more.", valueName: "name=value")) var variables: [EnvironmentAssignment]

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    var configuration = app.configuration
    configuration.environment.merge(EnvironmentAssignment.dictionary(variables)) { $1 }
    try await session.update(app, to: configuration, called: argument.app)
  }
}
