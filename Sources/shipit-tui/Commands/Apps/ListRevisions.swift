import ArgumentParser
import Model

struct ListRevisions: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "revisions", abstract: "List an app's revisions, newest first.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var argument: AppArgument
  @Option(help: "At most so many.") var limit = 10

  mutating func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit is at least 1.") }
  }

  func run(_ session: Session) async throws {
    let app = try await session.settledApp(argument.app)
    let now = session.engine.now
    try Listing(
      records: try await session.store.revisions(of: app.id, limit: limit),
      header: ["REVISION", "STATUS", "IMAGE", "REPLICAS", "AGE", "BY", "MESSAGE"],
      row: { revision in
        [
          revision.number == app.currentRevision ? "\(revision.number)*" : "\(revision.number)",
          revision.outcome.rawValue, revision.configuration.image, "\(revision.configuration.replicas)",
          humanAge(from: revision.createdAt, to: now), revision.deployedBy ?? "",
          [revision.message, revision.outcomeMessage].compactMap { $0 }.joined(separator: ": "),
        ]
      },
      name: { "\($0.number)" }, nothing: "\(argument.app) has never been deployed."
    ).print(as: output.format, to: session.console)
  }
}
