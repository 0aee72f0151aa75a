import ArgumentParser

struct PauseApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Hold an app's rollout where it is.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    try await session.changing(app.clusterID).setPaused(true, app.id)
    session.console.print("app \(argument.app) paused")
  }
}
