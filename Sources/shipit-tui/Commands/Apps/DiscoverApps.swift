import ArgumentParser
import Engine
import Model

struct DiscoverApps: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "discover", abstract: "List the Deployments of a namespace that are no apps yet.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "PROJECT/CLUSTER, or an id.") var cluster: ClusterReference
  @Option(help: "Instead of the one of the cluster's context.") var namespace: String?

  func run(_ session: Session) async throws {
    let found = try await session.store.cluster(cluster)
    let namespace = namespace ?? found.namespace
    let discoveries = try await session.engine.discover(on: found.id, in: namespace)
    guard !discoveries.isEmpty else {
      return session.console.note("There are no Deployments in \(namespace) that are no apps yet.")
    }
    let rows = discoveries.map { discovery in
      let configuration = discovery.draft.configuration
      return [
        discovery.draft.name, configuration.image, "\(configuration.replicas)",
        configuration.port.map(String.init) ?? "-",
        (discovery.problems.map { "\($0.field): \($0.rule)" } + discovery.remarks).joined(separator: "; "),
      ]
    }
    for line in Table(header: ["NAME", "IMAGE", "REPLICAS", "PORT", "REMARKS"], rows: rows).lines {
      session.console.print(line)
    }
  }
}
