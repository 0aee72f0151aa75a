import ArgumentParser
import Engine

struct ScaleApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "scale", abstract: "Set how many pods of an app run.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @OptionGroup var wait: WaitOptions
  @Argument var replicas: Int

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    try await session.changing(app.clusterID).scale(
      app.id, to: replicas, waits: !wait.doesNotWait, tell: session.progress)
    session.console.print("app \(argument.app) \(wait.doesNotWait ? "scaling" : "scaled") to \(replicas)")
  }
}
