import ArgumentParser
import Engine

struct DeployApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "deploy", abstract: "Deploy an app as it is configured, as a new revision, and follow the rollout.",
    discussion: "When it fails, the last good revision comes back by itself, unless --no-rollback.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @OptionGroup var wait: WaitOptions
  @OptionGroup var vigil: VigilOptions
  @Option(help: "Why, for the list of revisions.") var message: String?
  @Flag(name: .customLong("no-rollback"), help: "Leave it as it failed.") var doesNotRollBack = false
  @Option(help: "Forget all but that many of the newest revisions; else all are kept.") var keep: Int?

  mutating func validate() throws {
    if let keep, keep < 2 { throw ValidationError("--keep is at least 2: the one that runs, and one to go back to.") }
  }

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    let revision = try await session.changing(app.clusterID).deploy(
      app.id, message: message, waits: !wait.doesNotWait, rollsBack: !doesNotRollBack,
      vigil: vigil.watchFor?.duration, tell: session.progress)
    if let keep { try await session.store.forgetRevisions(of: app.id, keeping: keep) }
    session.console.print(
      "app \(argument.app) \(wait.doesNotWait ? "deploying" : "deployed"), revision \(revision.number)")
  }
}
