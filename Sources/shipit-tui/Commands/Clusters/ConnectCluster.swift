import ArgumentParser
import Engine

struct ConnectCluster: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "connect", abstract: "Connect a cluster by a context of a kubeconfig, which is kept encrypted.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "The project's name, or its id.") var project: String
  @Option(help: "What to call the cluster in the project.") var name: String
  @Option(help: "A context of the kubeconfig, instead of its current one.") var context: String?
  @Flag(help: "Allow the command that the context runs for credentials.") var allowExec = false
  @Flag(help: "Send nothing but reads to the cluster, whatever the credentials allow.") var readOnly = false

  @Flag(help: "Every change of the cluster needs its name typed, or --confirm.") var protected = false

  func run(_ session: Session) async throws {
    let project = try await session.project(project)
    let cluster = try await session.engine.connect(
      Engine.ClusterRequest(
        project: project.id, name: name, kubeconfig: global.kubeconfig, context: context, allowsPlugin: allowExec,
        isReadOnly: readOnly, isProtected: protected))
    session.console.print("cluster \(project.name)/\(cluster.name) connected to \(cluster.endpoint)")
    // Connected for later: it may be away only now.
    if let message = cluster.statusMessage { session.console.note("warning: \(message)") }
  }
}
