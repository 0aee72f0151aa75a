import ArgumentParser
import Engine
import Model

struct DiffApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Show what differs between two revisions, or between one and the cluster.",
    discussion: "Secrets are shown as set, changed or unchanged, never with their values.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @Argument(help: "A revision's number.") var old: Int
  @Argument(help: ArgumentHelp("Another, or `live` for what the cluster has.", valueName: "new")) var new: ComparedTo

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    switch new {
    case .live:
      let drift = try await session.engine.drift(of: app.id, from: old)
      if drift.isEmpty { session.console.note("The cluster has what revision \(old) says.") }
      session.print(drift)
    case .revision(let new):
      let changes = try await session.engine.changes(of: app.id, from: old, to: new)
      if changes.allSatisfy({ $0.new == "unchanged" }) {
        session.console.note("Revisions \(old) and \(new) are the same.")
      }
      let rows = changes.map { [$0.field, $0.old ?? "-", $0.new ?? "-"] }
      guard !rows.isEmpty else { return }
      for line in Table(header: ["FIELD", "\(old)", "\(new)"], rows: rows).lines { session.console.print(line) }
    }
  }
}

/// What a revision is compared to.
enum ComparedTo: Hashable, ExpressibleByArgument {
  case revision(Int)
  case live

  init?(argument: String) {
    if argument == "live" {
      self = .live
    } else if let number = Int(argument) {
      self = .revision(number)
    } else {
      return nil
    }
  }
}
