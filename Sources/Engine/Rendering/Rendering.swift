import Foundation
import JSON
import Kubernetes
import Model

/// What an app's objects are rendered from. Equal input gives equal bytes, so an unchanged app causes no rollout.
package struct RenderingInput: Hashable, Sendable {
  package var appID: AppID
  package var name: String
  package var namespace: String
  package var revision: Int
  package var configuration: AppConfiguration
  /// In the clear; they leave only in the Secret.
  package var secrets: [String: String]
  /// Moves when a secret does, and reveals nothing.
  package var secretsChecksum: String?
  package var cluster: ClusterTraits
  /// How many pods the cluster runs of it now; nil where it has none yet.
  package var running: Int?

  package init(
    app: App, revision: Int, configuration: AppConfiguration, secrets: [String: String] = [:],
    secretsChecksum: String? = nil, cluster: ClusterTraits = .init(), running: Int? = nil
  ) {
    appID = app.id
    name = app.name
    namespace = app.namespace
    self.revision = revision
    self.configuration = configuration
    self.secrets = secrets
    self.secretsChecksum = secretsChecksum
    self.cluster = cluster
    self.running = running
  }
}

extension RenderingInput {
  /// The objects in the order in which they are applied; the pre-deploy job is not among them.
  package func manifests() -> [Manifest] {
    let objects: [Manifest?] =
      switch configuration.kind {
      case .web, .worker:
        [
          deploymentManifest(), serviceManifest(), ingressManifest(), autoscalerManifest(), disruptionBudgetManifest(),
        ]
      case .cron: [cronJobManifest()]
      case .task: [taskManifest()]
      }
    return ([secretManifest()] + objects).compactMap { $0 }
  }

  /// All that a release would apply, the pre-deploy job included.
  package var everything: [Manifest] { manifests() + [hookManifest()].compactMap { $0 } }

  /// What an app may have had when it was configured otherwise, and has no more: to be deleted where it is ours.
  package var unneeded: [ObjectReference] {
    let needed = Set(manifests().map(\.reference))
    return allPossible.filter { !needed.contains($0) }
  }

  /// Everything that an app can have on a cluster and that does not go by itself. The autoscaler comes first: it must not
  /// count while a count is set.
  package var allPossible: [ObjectReference] {
    [
      (.horizontalPodAutoscalers, name), (.ingresses, name), (.services, name), (.podDisruptionBudgets, name),
      (.deployments, name), (.cronJobs, name), (.secrets, secretName),
    ].map { (resource: Resource, name: String) in
      ObjectReference(resource: resource, namespace: namespace, name: name)
    }
  }

  package var secretName: String { "\(name)-secrets" }

  /// A namespace that apps live in; applied only where it is absent, since it is not ours alone.
  package static func namespaceManifest(_ name: String) -> Manifest {
    Manifest(.namespaces, namespace: nil, name: name, [:])
  }

  func secretManifest() -> Manifest? {
    guard !secrets.isEmpty else { return nil }
    // Not `stringData`, which server-side apply does not take back when a key goes (kubernetes#70281).
    let data = secrets.mapValues { Data($0.utf8).base64EncodedString() }
    return Manifest(
      .secrets, namespace: namespace, name: secretName, labels: Labels.all(app: name),
      ["type": "Opaque", "data": JSON(data)])
  }
}
