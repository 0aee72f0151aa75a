import ArgumentParser
import Engine
import Model

struct UpdateApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Change what an app should run as. The next deploy brings it to the cluster.",
    discussion: "docs/apps.md explains every field and what follows from it.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @Option var image: String?
  @OptionGroup(title: "Fields") var fields: ConfigurationOptions
  @Option(help: ArgumentHelp("Remove an environment variable; may be repeated.", valueName: "name"))
  var unset: [String] = []
  @Option(help: "Give a field its default back, such as domain or health-path; may be repeated.")
  var clear: [AppConfiguration.Field] = []

  mutating func validate() throws {
    if image == nil, unset.isEmpty, clear.isEmpty, fields.isEmpty {
      throw ValidationError("Nothing to change: set a field, or use --unset or --clear.")
    }
    if clear.contains(.image) { throw ValidationError("An app has an image: set another.") }
  }

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    var configuration = app.configuration
    for field in clear { configuration.clear(field) }
    for name in unset { configuration.environment[name] = nil }
    if let image { configuration.image = image }
    try fields.apply(to: &configuration)
    try await session.update(app, to: configuration, called: argument.app)
  }
}

extension Session {
  /// Stores a configuration and says what is left to do.
  func update(_ app: App, to configuration: AppConfiguration, called name: AppReference) async throws {
    guard configuration != app.configuration else { return console.print("app \(name) unchanged") }
    _ = try await engine.updateApp(app.id, configuration: configuration, from: app.configuration)
    console.print("app \(name) updated")
    if app.currentRevision > 0 { console.note("Deploy it to bring the change to the cluster.") }
  }
}
