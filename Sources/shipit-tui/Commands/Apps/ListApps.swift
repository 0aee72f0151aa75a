import ArgumentParser
import Model

struct ListApps: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the apps, of one cluster or of all, as the store knows them.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "PROJECT/CLUSTER, or an id.") var cluster: ClusterReference?

  func run(_ session: Session) async throws {
    let catalog = try await session.catalog()
    var apps = catalog.snapshot.apps
    if let cluster {
      let id = try await session.store.cluster(cluster).id
      apps = apps.filter { $0.clusterID == id }
    }
    try Listing(apps.sorted { catalog.name(of: $0) < catalog.name(of: $1) }, catalog, now: session.engine.now)
      .print(as: output.format, to: session.console)
  }
}
