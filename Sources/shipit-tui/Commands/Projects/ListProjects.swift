import ArgumentParser
import Model

struct ListProjects: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the projects.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var output: OutputOptions

  func run(_ session: Session) async throws {
    let catalog = try await session.catalog()
    let clusterCounts = Dictionary(grouping: catalog.snapshot.clusters, by: \.projectID).mapValues(\.count)
    try Listing(
      records: catalog.snapshot.projects, header: ["NAME", "CLUSTERS", "AGE"],
      row: { [$0.name, "\(clusterCounts[$0.id] ?? 0)", humanAge(from: $0.createdAt, to: session.engine.now)] },
      name: \.name, nothing: "There are no projects yet. Make one: shipit-tui projects create NAME"
    ).print(as: output.format, to: session.console)
  }
}
