import ArgumentParser
import Engine

struct RollBackApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Go back to an earlier revision's whole configuration, as a new revision.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @OptionGroup var wait: WaitOptions
  @OptionGroup var vigil: VigilOptions
  @Option(help: "Which revision; else the newest successful one before the current.") var revision: Int?

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    let made = try await session.changing(app.clusterID).rollback(
      app.id, to: revision, waits: !wait.doesNotWait, vigil: vigil.watchFor?.duration, tell: session.progress)
    let verb = wait.doesNotWait ? "rolling back" : "rolled back"
    session.console.print("app \(argument.app) \(verb), revision \(made.number)")
  }
}
