import Foundation
import Kubernetes
import Model
import Storage

/// An app as the store has it and as its cluster has it, at one moment.
package struct AppReport: Sendable {
  package struct PodReport: Hashable, Sendable {
    package let name: String
    package let phase: String
    package let isReady: Bool
    package let restarts: Int
    package let createdAt: Date?
    /// What is wrong with it, in a few words.
    package let trouble: String?
  }

  package let app: App
  /// nil when the cluster has no such Deployment.
  package let live: LiveApp?
  package let pods: [PodReport]
}

extension Engine {
  /// Asks the cluster once. A revision that another run left open is settled first, so that the report is true.
  package func report(on id: AppID) async throws(EngineError) -> AppReport {
    var app = try await stored { () throws(StoreError) in try await store.app(id) }
    let client = try await client(of: app.clusterID)
    if app.status.isUnsettled {
      try await settle(app.clusterID)
      app = try await stored { () throws(StoreError) in try await store.app(id) }
    }
    let (name, namespace) = (app.name, app.namespace)
    let pods = try await asked(client) { () throws(KubernetesError) in
      try await client.list(Pod.self, in: namespace, ListOptions(labelSelector: Labels.selector(app: name))).items
    }
    let deployment = try await deployment(of: app, client)
    let intent = await intents(of: [app])[app.id]
    return AppReport(
      app: app, live: deployment.map { LiveApp($0, pods: pods, intent: intent) },
      pods: pods.sorted { $0.metadata.name < $1.metadata.name }.map(AppReport.PodReport.init))
  }
}

extension AppReport.PodReport {
  init(_ pod: Pod) {
    self.init(
      name: pod.metadata.name, phase: pod.phase.rawValue, isReady: pod.isReady, restarts: pod.restartCount,
      createdAt: pod.metadata.createdAt, trouble: PodTrouble(pod)?.summary)
  }
}
