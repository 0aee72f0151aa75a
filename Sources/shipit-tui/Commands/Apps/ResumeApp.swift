import ArgumentParser

struct ResumeApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Let an app's rollout go on.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument

  func run(_ session: Session) async throws {
    try await session.engine.setPaused(false, try await session.store.app(argument.app).id)
    session.console.print("app \(argument.app) resumed")
  }
}
