import ArgumentParser
import Engine

struct RestartApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "restart", abstract: "Replace every pod of an app, one after the other.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @OptionGroup var wait: WaitOptions

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    try await session.changing(app.clusterID).restart(app.id, waits: !wait.doesNotWait, tell: session.progress)
    session.console.print("app \(argument.app) \(wait.doesNotWait ? "restarting" : "restarted")")
  }
}
