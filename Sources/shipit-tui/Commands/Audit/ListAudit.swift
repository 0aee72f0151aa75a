import ArgumentParser
import Foundation
import Model

struct ListAudit: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List what was done with this store, newest first.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var output: OutputOptions
  @Option(help: "At most so many.") var limit = 50

  mutating func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit is at least 1.") }
  }

  func run(_ session: Session) async throws {
    let now = session.engine.now
    try Listing(
      records: try await session.store.audit(limit: limit),
      header: ["AGE", "WHO", "FROM", "ACTION", "SUBJECT", "OUTCOME", "MESSAGE"],
      row: { entry in
        [
          humanAge(from: entry.startedAt, to: now), entry.actor, entry.origin, entry.action, entry.subject,
          entry.outcome.rawValue, entry.message ?? "",
        ]
      },
      name: { "\($0.id)" }, nothing: "Nothing was done yet."
    ).print(as: output.format, to: session.console)
  }
}
