import ArgumentParser
import Engine
import Model

struct CreateApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Create an app. Nothing runs before its first deploy.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "PROJECT/CLUSTER, or an id.") var cluster: ClusterReference
  @Option var name: String
  @Option var image: String
  @Option(help: "How many pods run.") var replicas = 1
  @Option(help: "The container port that its service leads to.") var port: Int?
  @Option(help: "Instead of the one of the cluster's context.") var namespace: String?
  @Option(help: ArgumentHelp("An environment variable; may be repeated.", valueName: "name=value"))
  var env: [EnvironmentAssignment] = []

  func run(_ session: Session) async throws {
    let found = try await session.store.cluster(cluster)
    let app = try await session.engine.createApp(
      AppDraft(
        clusterID: found.id, name: name, namespace: namespace ?? found.namespace,
        configuration: AppConfiguration(
          image: image, replicas: replicas, port: port, environment: EnvironmentAssignment.dictionary(env))))
    let catalog = try await session.catalog()
    session.console.print("app \(catalog.name(of: app)) created")
  }
}
