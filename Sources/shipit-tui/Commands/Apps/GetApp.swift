import ArgumentParser
import JSON
import Model

struct GetApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Show an app as the store knows it, with its configuration.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var argument: AppArgument

  func run(_ session: Session) async throws {
    let app = try await session.settledApp(argument.app)
    switch output.format {
    case .json, .yaml: try session.console.print(JSON(encoding: app), as: output.format)
    case .table, .name:
      let catalog = try await session.catalog()
      try Listing([app], catalog, now: session.engine.now).print(as: output.format, to: session.console)
    }
  }
}
