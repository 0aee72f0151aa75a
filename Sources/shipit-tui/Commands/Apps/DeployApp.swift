import ArgumentParser
import Engine

struct DeployApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "deploy", abstract: "Deploy an app as it is configured, as a new revision, and follow the rollout.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @OptionGroup var wait: WaitOptions
  @Option(help: "Why, for the list of revisions.") var message: String?

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    let revision = try await session.engine.deploy(
      app.id, message: message, waits: !wait.doesNotWait, tell: session.progress)
    session.console.print(
      "app \(argument.app) \(wait.doesNotWait ? "deploying" : "deployed"), revision \(revision.number)")
  }
}
