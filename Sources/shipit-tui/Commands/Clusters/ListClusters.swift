import ArgumentParser
import Model

struct ListClusters: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the clusters, of one project or of all.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "A project's name, or its id.") var project: String?

  func run(_ session: Session) async throws {
    let catalog = try await session.catalog()
    var clusters = catalog.snapshot.clusters
    if let project {
      let id = try await session.project(project).id
      clusters = clusters.filter { $0.projectID == id }
    }
    try Listing(
      records: clusters.sorted { catalog.name(of: $0) < catalog.name(of: $1) },
      header: ["CLUSTER", "STATUS", "ACCESS", "ENDPOINT", "CONTEXT", "NAMESPACE", "AGE"],
      row: { cluster in
        [
          catalog.name(of: cluster), cluster.status.rawValue, access(to: cluster), cluster.endpoint, cluster.context,
          cluster.namespace,
          humanAge(from: cluster.createdAt, to: session.engine.now),
        ]
      },
      name: catalog.name(of:),
      nothing: "There are no clusters. Connect one: shipit-tui clusters connect PROJECT --name NAME"
    ).print(as: output.format, to: session.console)
  }

  private func access(to cluster: Cluster) -> String {
    let limits = [cluster.isReadOnly ? "read-only" : nil, cluster.isProtected ? "protected" : nil].compactMap { $0 }
    return (limits.isEmpty ? ["full"] : limits).joined(separator: ", ") + (cluster.isInsecure ? ", TLS unchecked" : "")
  }
}
