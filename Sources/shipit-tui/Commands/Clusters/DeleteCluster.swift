import ArgumentParser
import Model

struct DeleteCluster: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Forget a cluster and its apps. What runs there goes on running.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var confirmation: ConfirmationOptions
  @Argument(help: "PROJECT/CLUSTER, or an id.") var cluster: ClusterReference

  func run(_ session: Session) async throws {
    let found = try await session.store.cluster(cluster)
    let apps = try await session.store.apps(of: found.id).count
    let question =
      "Forget the cluster \(cluster), its credentials and \(apps) app\(apps == 1 ? "" : "s") with their revisions?"
    try session.confirm(question, unless: confirmation.yes)
    try await session.engine.disconnect(found.id)
    session.console.print("cluster \(cluster) deleted")
  }
}
