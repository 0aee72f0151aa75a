import ArgumentParser
import Engine

struct UndoApp: ParsableCommand, SessionCommand, RehearsedCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Undo the last change of an app: a scale, an edit, a deploy or a rollback.",
    discussion: "A deploy or a rollback is undone by a new revision; none is lost. A restart cannot be undone.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @OptionGroup var wait: WaitOptions
  @OptionGroup var confirmation: ConfirmationOptions
  @Flag(help: "Do again what was undone.") var redo = false
  @OptionGroup var rehearsal: RehearsalOptions

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    let plan = try await session.engine.undoPlan(of: app.id, again: redo)
    let verb = redo ? "redo" : "undo"
    session.console.note("\(verb): \(plan.entry.text)")
    if let number = plan.revision {
      let target = try await session.store.revision(number, of: app.id)
      session.console.note("back to revision \(number): \(target.outcome.rawValue)")
    }
    for restart in plan.restarts { session.console.note("A restart by \(restart.author) since then stays as it is.") }
    for change in plan.changes {
      if let old = change.old { session.console.note("- \(change.field): \(old)") }
      if let new = change.new { session.console.note("+ \(change.field): \(new)") }
    }
    guard !rehearsal.dryRun else { return }
    if let number = plan.revision {
      try await session.confirmLoss(
        of: app, goingBackTo: try await session.store.revision(number, of: app.id), unless: confirmation.yes)
    }
    let engine = plan.entry.changesCluster ? try await session.changing(app.clusterID) : session.engine
    try await engine.undo(app.id, entry: plan.entry.id, again: redo, waits: !wait.doesNotWait, tell: session.progress)
    session.console.print("app \(argument.app) \(redo ? "redone" : "undone"): \(plan.entry.text)")
  }
}
