import ArgumentParser
import Engine
import Model

struct DeployApp: ParsableCommand, SessionCommand, RehearsedCommand {
  static let configuration = CommandConfiguration(
    commandName: "deploy", abstract: "Deploy an app as it is configured, as a new revision, and follow the rollout.",
    discussion: """
      When it fails, the last good revision comes back by itself, unless --no-rollback. With --via-remote a shipit server \
      deploys it instead, as it has it, and goes back by itself; what it does is followed with the log of a pod, and \
      interrupting stops only the following.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @OptionGroup var wait: WaitOptions
  @OptionGroup var vigil: VigilOptions
  @OptionGroup var conflicts: ConflictOptions
  @OptionGroup var remote: ViaRemoteOptions
  @Option(help: "Why, for the list of revisions.") var message: String?
  @Flag(name: .customLong("no-rollback"), help: "Leave it as it failed.") var doesNotRollBack = false
  @Option(help: "Forget all but that many of the newest revisions; else all are kept.") var keep: Int?

  @OptionGroup var rehearsal: RehearsalOptions

  mutating func validate() throws {
    if remote.viaRemote,
      message != nil || doesNotRollBack || keep != nil || wait.doesNotWait || vigil.watchFor != nil
        || conflicts.takeOver || rehearsal.dryRun
    {
      throw ValidationError("With --via-remote the server decides how: leave the other options out.")
    }
    if let keep, keep < 2 { throw ValidationError("--keep is at least 2: the one that runs, and one to go back to.") }
  }

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    guard !rehearsal.dryRun else { return try await session.rehearse(app) }
    if remote.viaRemote {
      let server = try await session.engine.remote(named: remote.server.server)
      let number = try await session.changing(app.clusterID).deploy(app.id, via: server, tell: session.remoteProgress)
      session.console.print("app \(argument.app) deployed by \(server.name), its revision \(number)")
      return
    }
    let revision = try await session.changing(app.clusterID).deploy(
      app.id, message: message, waits: !wait.doesNotWait, rollsBack: !doesNotRollBack,
      takesOver: conflicts.takeOver, vigil: vigil.watchFor?.duration, tell: session.progress)
    if let keep { try await session.store.forgetRevisions(of: app.id, keeping: keep) }
    session.console.print(
      "app \(argument.app) \(wait.doesNotWait ? "deploying" : "deployed"), revision \(revision.number)")
  }
}

extension Session {
  /// Says what a deploy would change, or going back to a revision; the cluster has judged it then.
  func rehearse(_ app: App, backTo revision: Int? = nil) async throws {
    let differences = try await engine.rehearsal(of: app.id, backTo: revision)
    if differences.isEmpty { console.note("The cluster would take it, and nothing would change.") }
    print(differences, wanted: "DEPLOY")
  }
}
