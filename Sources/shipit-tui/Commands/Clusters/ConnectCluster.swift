import ArgumentParser
import Engine
import Model

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
    var request = Engine.ClusterRequest(
      project: project.id, name: name, kubeconfig: global.kubeconfig, context: context,
      consent: allowExec ? .any : .none, isReadOnly: readOnly, isProtected: protected)
    let cluster = try await connect(&request, session)
    session.console.print("cluster \(project.name)/\(cluster.name) connected to \(cluster.endpoint)")
    if cluster.isInsecure {
      session.console.note(
        "warning: nobody checks that it is this cluster that answers (insecure-skip-tls-verify, or http)")
    }
    // Connected for later: it may be away only now.
    if let message = cluster.statusMessage { session.console.note("warning: \(message)") }
  }

  /// Shows what would run, where nobody has agreed to it yet, and goes on with exactly that.
  private func connect(_ request: inout Engine.ClusterRequest, _ session: Session) async throws -> Cluster {
    do {
      return try await session.engine.connect(request)
    } catch {
      guard case .pluginNotAllowed(cluster: nil, let plugin) = error, session.console.isInputTerminal else {
        throw error
      }
      try session.consents(to: plugin, unless: false)
      request.consent = .given(fingerprint: plugin.fingerprint)
    }
    return try await session.engine.connect(request)
  }
}
