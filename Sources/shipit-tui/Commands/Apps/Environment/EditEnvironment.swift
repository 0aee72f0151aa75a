import ArgumentParser
import Engine
import Model

struct EditEnvironment: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Edit an app's environment variables in $EDITOR.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    var configuration = app.configuration
    let new = try await session.edited(
      configuration.environment, called: "environment",
      heading: ["Environment variables of \(argument.app). What must stay secret goes to: shipit-tui secrets"]
    ) { values throws(CommandError) in
      for name in values.keys {
        if let problem = Validation.environmentName(name) {
          throw CommandError.editedBadly(EngineError.invalid([problem]).explanation.text)
        }
      }
    }
    if let new { configuration.environment = new }
    try await session.update(app, to: configuration, called: argument.app)
  }
}
