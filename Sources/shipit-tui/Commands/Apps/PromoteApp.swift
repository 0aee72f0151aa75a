import ArgumentParser
import Engine
import Model

struct PromoteApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote", abstract: "Deploy exactly what a revision ran on another cluster.",
    discussion: "The image goes by its digest. The other cluster keeps secrets of its own, unless --with-secrets.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @OptionGroup var wait: WaitOptions
  @Option(help: ArgumentHelp("PROJECT/CLUSTER, or an id.", valueName: "cluster")) var to: ClusterReference
  @Option(help: "Which revision; else the newest successful one.") var revision: Int?
  @Flag(help: "Copy the secrets too.") var withSecrets = false

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    let cluster = try await session.store.cluster(to)
    let (target, made) = try await session.changing(cluster.id).promote(
      app.id, revision: revision, to: cluster.id, copiesSecrets: withSecrets, waits: !wait.doesNotWait,
      tell: session.progress)
    let name = try await session.catalog().name(of: target)
    session.console.print("app \(name) \(wait.doesNotWait ? "deploying" : "deployed"), revision \(made.number)")
  }
}
