import ArgumentParser
import Engine
import Model

struct CreateApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Create an app. Nothing runs before its first deploy.",
    discussion: "docs/apps.md explains every field and what follows from it.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "PROJECT/CLUSTER, or an id.") var cluster: ClusterReference
  @Option var name: String
  @Option var image: String
  @Option(help: "Instead of the one of the cluster's context.") var namespace: String?
  @OptionGroup(title: "Fields") var fields: ConfigurationOptions

  func run(_ session: Session) async throws {
    var configuration = AppConfiguration(image: image)
    try fields.apply(to: &configuration)
    let found = try await session.store.cluster(cluster)
    let app = try await session.engine.createApp(
      AppDraft(
        clusterID: found.id, name: name, namespace: namespace ?? found.namespace, configuration: configuration))
    let catalog = try await session.catalog()
    session.console.print("app \(catalog.name(of: app)) created")
  }
}
