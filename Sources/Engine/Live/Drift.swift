import Kubernetes
import Model
import Storage

/// What a watched Deployment says otherwise than the app's current revision: somebody changed it by another way, or a deploy
/// never reached it. `apps verify` asks the cluster for the rest.
package enum Drift: Hashable, Sendable, Codable {
  /// Another revision was applied last; nil where none of ours was.
  case revision(Int?)
  case image(String)
  case replicas(Int)
  /// Variables that are missing, added or have other values, by name and in order.
  case environment([String])
  /// Its pods have other secrets.
  case secrets

  /// In a few words: `image web:2`.
  package var text: String {
    switch self {
    case .revision(let number): number.map { "revision \($0)" } ?? "not deployed by shipit"
    case .image(let image): "image \(image.neutralised())"
    case .replicas(let count): "replicas \(count)"
    case .environment(let names):
      "env " + names.prefix(3).map { $0.neutralised() }.joined(separator: ", ")
        + (names.count > 3 ? " and \(names.count - 3) more" : "")
    case .secrets: "secrets"
    }
  }
}

/// What a cluster should have of an app, as far as a watch can tell.
struct Intent: Hashable, Sendable {
  var revision: Int
  var image: String
  /// Both the revision's and what the app was scaled to since; empty under an autoscaler, which chooses.
  var replicas: Set<Int>
  var environment: [String: String]
  /// nil where the pods take no secrets.
  var secretsChecksum: String?

  init(_ app: App, _ current: CurrentRevision) {
    let configuration = current.revision.configuration
    revision = current.revision.number
    image = configuration.image
    let isAutoscaled = configuration.autoscaling != nil || app.configuration.autoscaling != nil
    replicas = isAutoscaled ? [] : [configuration.replicas, app.configuration.replicas]
    environment = configuration.environment
    secretsChecksum = current.secretsChecksum
  }
}

extension Deployment {
  func drift(from intent: Intent) -> [Drift] {
    let number = metadata.annotations[Labels.revision].flatMap { Int($0) }
    // Another revision explains everything else.
    guard number == intent.revision else { return [.revision(number)] }
    var drift: [Drift] = []
    let containers = template.containers.filter { $0.role == .main }
    let container = containers.first { $0.name == metadata.name } ?? containers.first
    if let container, container.image != intent.image { drift.append(.image(container.image)) }
    if !intent.replicas.isEmpty, !intent.replicas.contains(replicas) { drift.append(.replicas(replicas)) }
    if let changed = container?.changedVariables(from: intent.environment), !changed.isEmpty {
      drift.append(.environment(changed))
    }
    if template.annotations[Labels.secretsChecksum] != intent.secretsChecksum { drift.append(.secrets) }
    return drift
  }
}

extension Container {
  fileprivate func changedVariables(from wanted: [String: String]) -> [String] {
    Set(environment.keys).union(wanted.keys).filter { name in
      guard let live = environment[name], let wanted = wanted[name] else { return true }
      return live != wanted
    }.sorted()
  }
}

extension Engine {
  /// What is to run of each app. An app has none while a deploy is under way, when it has no Deployment, and where the store
  /// cannot tell, as when it is locked.
  func intents(of apps: [App]) async -> [AppID: Intent] {
    let settled = apps.filter {
      $0.currentRevision > 0 && !$0.status.isUnsettled && !$0.configuration.kind.endsByItself
    }
    guard let current = try? await store.currentRevisions(of: settled.map(\.id)) else { return [:] }
    return settled.reduce(into: [:]) { intents, app in intents[app.id] = current[app.id].map { Intent(app, $0) } }
  }
}
