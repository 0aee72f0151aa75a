import ArgumentParser
import Engine
import Model

struct UpdateApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Change what an app should run as. The next deploy brings it to the cluster.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @Option var image: String?
  @Option(help: ArgumentHelp("Set an environment variable; may be repeated.", valueName: "name=value"))
  var env: [EnvironmentAssignment] = []
  @Option(help: ArgumentHelp("Remove an environment variable; may be repeated.", valueName: "name"))
  var unset: [String] = []

  mutating func validate() throws {
    if image == nil, env.isEmpty, unset.isEmpty {
      throw ValidationError("Nothing to change: use --image, --env or --unset.")
    }
  }

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    var configuration = app.configuration
    if let image { configuration.image = image }
    for name in unset { configuration.environment[name] = nil }
    configuration.environment.merge(EnvironmentAssignment.dictionary(env)) { $1 }
    _ = try await session.engine.updateApp(app.id, configuration: configuration)
    session.console.print("app \(argument.app) updated")
    if app.currentRevision > 0 { session.console.note("Deploy it to bring the change to the cluster.") }
  }
}
