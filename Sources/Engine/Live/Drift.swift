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
  /// Its pods have other secrets.
  case secrets

  /// In a few words: `image web:2`.
  package var text: String {
    switch self {
    case .revision(let number): number.map { "revision \($0)" } ?? "not deployed by shipit"
    case .image(let image): "image \(image.neutralised())"
    case .replicas(let count): "replicas \(count)"
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
  /// nil where the pods take no secrets.
  var secretsChecksum: String?

  init(_ app: App, _ revision: Revision, secretsChecksum: String?) {
    self.revision = revision.number
    image = revision.configuration.image
    let isAutoscaled = revision.configuration.autoscaling != nil || app.configuration.autoscaling != nil
    replicas = isAutoscaled ? [] : [revision.configuration.replicas, app.configuration.replicas]
    self.secretsChecksum = secretsChecksum
  }
}

extension Deployment {
  func drift(from intent: Intent) -> [Drift] {
    let number = metadata.annotations[Labels.revision].flatMap { Int($0) }
    // Another revision explains everything else.
    guard number == intent.revision else { return [.revision(number)] }
    var drift: [Drift] = []
    if let image = template.containers.first(where: { $0.role == .main })?.image, image != intent.image {
      drift.append(.image(image))
    }
    if !intent.replicas.isEmpty, !intent.replicas.contains(replicas) { drift.append(.replicas(replicas)) }
    if template.annotations[Labels.secretsChecksum] != intent.secretsChecksum { drift.append(.secrets) }
    return drift
  }
}

extension Engine {
  /// nil while a deploy is under way, for what has no Deployment, and where the store cannot tell, as when it is locked.
  func intent(of app: App) async -> Intent? {
    guard app.currentRevision > 0, !app.status.isUnsettled, !app.configuration.kind.endsByItself,
      let revision = try? await store.revision(app.currentRevision, of: app.id)
    else { return nil }
    do {
      return Intent(app, revision, secretsChecksum: try await store.secretsChecksum(of: revision.id))
    } catch {
      return nil
    }
  }
}
