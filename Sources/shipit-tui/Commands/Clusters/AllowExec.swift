import ArgumentParser
import Kubernetes
import Model

struct AllowExec: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "allow-exec",
    abstract: "See the command that a cluster's kubeconfig runs for credentials, and allow it.",
    discussion: """
      It runs as you, each time credentials are needed, and only as it was seen: another command, argument or variable is asked \
      about again. A cluster that was imported has no such permission.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "PROJECT/CLUSTER, or an id.") var cluster: ClusterReference
  @Flag(help: "Allow it without being asked, where nobody can type.") var allowExec = false

  func run(_ session: Session) async throws {
    let found = try await session.store.cluster(cluster)
    guard let plugin = try await session.engine.plugin(of: found.id) else {
      session.console.print("cluster \(cluster) runs no command for its credentials")
      return
    }
    try session.consents(to: plugin, unless: allowExec)
    try await session.engine.allowPlugin(plugin, of: found.id)
    session.console.print("cluster \(cluster) may run \(plugin.command)")
  }
}

extension Session {
  /// Shows the whole command and asks. Without a terminal there is nobody to ask.
  func consents(to plugin: ShownPlugin, unless isAllowed: Bool) throws {
    console.note("For credentials this runs on this machine, as you, each time they are needed:")
    console.note("  \(plugin.command)")
    guard !isAllowed else { return }
    guard console.isInputTerminal else { throw CommandError.consentImpossible }
    try console.confirm("Allow it?")
  }
}
