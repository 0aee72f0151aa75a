import ArgumentParser
import Engine
import Model

struct ImportApps: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make apps of existing Deployments, without touching them.",
    discussion: "`apps discover` lists them. They change with an app's first deploy, not before.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "PROJECT/CLUSTER, or an id.") var cluster: ClusterReference
  @Argument(help: "Which; else all that can be.") var names: [String] = []
  @Option(help: "Instead of the one of the cluster's context.") var namespace: String?

  func run(_ session: Session) async throws {
    let found = try await session.store.cluster(cluster)
    let namespace = namespace ?? found.namespace
    var discoveries = try await session.engine.discover(on: found.id, in: namespace)
    if let unknown = names.first(where: { name in !discoveries.contains { $0.draft.name == name } }) {
      throw CommandError.noSuchDeployment(unknown, namespace: namespace)
    }
    if !names.isEmpty { discoveries = discoveries.filter { names.contains($0.draft.name) } }
    for discovery in discoveries {
      let name = discovery.draft.name
      guard discovery.problems.isEmpty else {
        if !names.isEmpty { throw EngineError.invalid(discovery.problems) }
        session.console.note("\(name) is left out: \(discovery.problems.map(\.rule).joined(separator: "; "))")
        continue
      }
      let app = try await session.engine.importApp(discovery)
      session.console.print("app \(try await session.catalog().name(of: app)) imported")
      for remark in discovery.remarks { session.console.note("  \(name) \(remark)") }
    }
  }
}
