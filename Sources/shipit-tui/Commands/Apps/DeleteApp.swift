import ArgumentParser
import Engine

struct DeleteApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete an app from its cluster, then its record with all revisions.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var argument: AppArgument

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    let catalog = try await session.catalog()
    try session.confirm(
      "Delete \(catalog.name(of: app)) from its cluster, and its \(app.currentRevision) revisions?",
      unless: confirmation.yes)
    try await session.changing(app.clusterID).deleteApp(app.id)
    session.console.print("app \(catalog.name(of: app)) deleted")
  }
}
