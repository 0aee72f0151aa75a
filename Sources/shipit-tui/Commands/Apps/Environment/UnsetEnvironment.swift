import ArgumentParser

struct UnsetEnvironment: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "unset", abstract: "Remove environment variables; the next deploy takes them from the cluster.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @Argument(help: "One or more.") var names: [String]

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    var configuration = app.configuration
    for name in names {
      guard configuration.environment.removeValue(forKey: name) != nil else {
        throw CommandError.noSuchVariable(name, app: argument.app.description)
      }
    }
    try await session.update(app, to: configuration, called: argument.app)
  }
}
