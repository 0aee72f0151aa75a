import ArgumentParser

struct ResumeApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Let an app's rollout go on.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    try await session.changing(app.clusterID).setPaused(false, app.id)
    session.console.print("app \(argument.app) resumed")
  }
}
