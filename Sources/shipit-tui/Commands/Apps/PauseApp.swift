import ArgumentParser

struct PauseApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Hold an app's rollout where it is.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument

  func run(_ session: Session) async throws {
    try await session.engine.setPaused(true, try await session.store.app(argument.app).id)
    session.console.print("app \(argument.app) paused")
  }
}
