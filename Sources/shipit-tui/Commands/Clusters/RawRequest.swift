import ArgumentParser
import Engine
import Model

struct RawRequest: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "raw", abstract: "Print what a cluster answers to a GET of a path, as it comes.",
    discussion: "As kubectl get --raw does: /api/v1/pods, /version, /metrics.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "PROJECT/CLUSTER, or an id.") var cluster: ClusterReference
  @Argument(help: "An absolute path, with its query.") var path: String

  mutating func validate() throws {
    if !path.hasPrefix("/") { throw ValidationError("The path begins with a slash.") }
  }

  func run(_ session: Session) async throws {
    let found = try await session.store.cluster(cluster)
    // A path through a proxy can change anything: on a protected cluster it needs the name.
    let engine = session.typedName == nil ? session.engine : try await session.changing(found.id)
    for try await piece in try await engine.raw(path, on: found.id) { session.console.output(piece) }
  }
}
