import ArgumentParser
import Engine
import Model

struct ListApps: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the apps, of one cluster or of all, as the store knows them.",
    discussion: """
      With --live the clusters are asked, all at the same time: what runs, and the drift, which is where somebody has changed it \
      by another way. A cluster that does not answer keeps no other from being listed, and ends the command with 5.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var output: OutputOptions
  @Flag(help: "Ask the clusters what runs.") var live = false
  @Argument(help: "PROJECT/CLUSTER, or an id.") var cluster: ClusterReference?

  func run(_ session: Session) async throws {
    let catalog = try await session.catalog()
    var apps = catalog.snapshot.apps
    if let cluster {
      let id = try await session.store.cluster(cluster).id
      apps = apps.filter { $0.clusterID == id }
    }
    apps.sort { catalog.name(of: $0) < catalog.name(of: $1) }
    let stored = Listing(apps, catalog, now: session.engine.now)
    guard live else { return try stored.print(as: output.format, to: session.console) }
    let answers = await session.engine.liveAnswers(about: apps)
    let answered = apps.map { AnsweredApp(app: $0, answer: answers[$0.id] ?? .none) }
    try Listing(answered, catalog, nothing: stored.nothing).print(as: output.format, to: session.console)
    var errors: [EngineError] = []
    for case .unknown(let error) in answered.map(\.answer) where !errors.contains(error) { errors.append(error) }
    // The last is told by whoever ends the command.
    for error in errors.dropLast() { session.console.note(error.explanation.text) }
    if let error = errors.last { throw error }
  }
}
