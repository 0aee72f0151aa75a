import ArgumentParser
import Engine

struct RollBackApp: ParsableCommand, SessionCommand, RehearsedCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Go back to an earlier revision's whole configuration, as a new revision.",
    discussion: """
      With --via-remote a shipit server goes back to one of its own revisions, which brings back image, replicas, \
      variables, resources and health, and not port, autoscaling, domain and pre-deploy command.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @OptionGroup var wait: WaitOptions
  @OptionGroup var vigil: VigilOptions
  @OptionGroup var conflicts: ConflictOptions
  @OptionGroup var remote: ViaRemoteOptions
  @OptionGroup var confirmation: ConfirmationOptions
  @Option(help: "Which revision; else the newest successful one before the current.") var revision: Int?

  @OptionGroup var rehearsal: RehearsalOptions

  mutating func validate() throws {
    if remote.viaRemote, wait.doesNotWait || vigil.watchFor != nil || conflicts.takeOver || rehearsal.dryRun {
      throw ValidationError("With --via-remote the server decides how: leave the other options but --revision out.")
    }
  }

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    guard !rehearsal.dryRun else {
      let target = try await session.engine.rollbackTarget(of: app, number: revision)
      let preflight = await session.engine.checkRollback(of: app.id, to: target.number)
      for warning in preflight.warnings { session.console.note("warning: \(warning)") }
      return try await session.rehearse(app, backTo: target.number)
    }
    if remote.viaRemote {
      let server = try await session.engine.remote(named: remote.server.server)
      let number = try await session.changing(app.clusterID).rollback(
        app.id, to: revision, via: server, tell: session.remoteProgress)
      session.console.print("app \(argument.app) rolled back by \(server.name), its revision \(number)")
      session.console.note("What it changed there comes here with the next sync.")
      return
    }
    try await session.confirmLoss(
      of: app, goingBackTo: try await session.engine.rollbackTarget(of: app, number: revision), unless: confirmation.yes
    )
    let made = try await session.changing(app.clusterID).rollback(
      app.id, to: revision, waits: !wait.doesNotWait, takesOver: conflicts.takeOver, vigil: vigil.watchFor?.duration,
      tell: session.progress)
    let verb = wait.doesNotWait ? "rolling back" : "rolled back"
    session.console.print("app \(argument.app) \(verb), revision \(made.number)")
  }
}
