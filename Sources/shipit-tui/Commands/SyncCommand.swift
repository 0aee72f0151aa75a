import ArgumentParser
import Engine
import JSON
import Model
import Sync

struct SyncCommand: ParsableCommand, SessionCommand, RehearsedCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Make this store and a shipit server the same.",
    discussion: """
      What changed on one side since the last sync is changed on the other. What changed on both is a conflict, shown \
      field by field and left as it is unless --prefer says whose word counts. Deletions ask. Nothing that runs is \
      deployed by it. docs/sync.md has every case.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var output: OutputOptions
  @Option(help: ArgumentHelp("Which server, where there are several.", valueName: "name")) var remote: String?
  @OptionGroup var rehearsal: RehearsalOptions
  @Flag(help: "Change this store only.") var pull = false
  @Flag(help: "Change the server only.") var push = false
  @Option(help: "Whose word counts in a conflict: local or remote.") var prefer: SyncSide?
  @Flag(help: "Change a port there by deleting the app there and making it again.") var recreate = false
  @Flag(help: "Let the kubeconfigs of clusters that the server does not have go there.") var withKubeconfigs = false
  @Argument(help: "Only this project.") var project: String?

  mutating func validate() throws {
    if pull, push { throw ValidationError("--pull and --push exclude each other: without them both sides change.") }
  }

  func run(_ session: Session) async throws {
    let remote = try await session.engine.remote(named: remote)
    var options = SyncOptions()
    options.direction = pull ? .pull : push ? .push : .both
    options.prefers = prefer
    options.recreates = recreate
    options.sendsKubeconfigs = withKubeconfigs
    options.project = project
    if rehearsal.dryRun {
      let plan = try await session.engine.planSync(with: remote, options)
      try end(SyncOutput(steps: plan.steps, conflicts: plan.conflicts, notes: plan.notes), session)
      return
    }
    let console = session.console
    let engine = try await session.confirmedEngine()
    let report = try await engine.sync(
      with: remote, options,
      allows: { plan in
        let asking = Set(plan.steps.filter(\.asks))
        return confirmation.yes || Self.agrees(to: plan, console) ? asking : []
      },
      tell: { step, number, count in
        if console.isOutputTerminal, step.isShown { console.note("[\(number)/\(count)] \(step.title)") }
      })
    try end(SyncOutput(report, remote: remote.name), session)
    if let failure = report.failures.first { throw EngineError.remote(remote.name, failure.error) }
  }

  private func end(_ result: SyncOutput, _ session: Session) throws {
    switch output.format {
    case .json, .yaml: try session.console.print(try JSON(encoding: result), as: output.format)
    case .table, .name: result.print(to: session.console)
    }
    guard result.conflicts.isEmpty else { throw CommandError.syncConflicts(count: result.conflicts.count) }
  }

  /// Nobody to ask is a no: the deletions wait, and the rest goes on.
  private static func agrees(to plan: SyncPlan, _ console: Console) -> Bool {
    let steps = plan.steps.filter(\.asks)
    guard console.isInputTerminal else { return false }
    for step in steps { console.note("  " + step.title) }
    return (try? console.confirm("Do \(steps.count == 1 ? "this" : "these \(steps.count)")?")) != nil
  }
}

extension SyncSide: ExpressibleByArgument {}
