import Kubernetes
import Model

/// What a cluster answered about one app.
package enum LiveAnswer: Equatable, Sendable {
  case app(LiveApp)
  /// The cluster has no Deployment of it.
  case none
  case unknown(EngineError)
}

extension Engine {
  /// Asks the clusters of many apps once, all at the same time: two lists for each namespace, whatever number of apps it has.
  package func liveAnswers(about apps: [App]) async -> [AppID: LiveAnswer] {
    struct Scope: Hashable {
      let cluster: ClusterID
      let namespace: String
    }
    let intents = await intents(of: apps)
    return await withTaskGroup(of: [AppID: LiveAnswer].self) { group in
      for (scope, apps) in Dictionary(grouping: apps, by: { Scope(cluster: $0.clusterID, namespace: $0.namespace) }) {
        group.addTask {
          do throws(EngineError) {
            let live = try await self.live(
              on: scope.cluster, in: scope.namespace, intents: apps.keyed { intents[$0.id] })
            return Dictionary(apps.map { ($0.id, live[$0.key].map(LiveAnswer.app) ?? .none) }) { $1 }
          } catch {
            return Dictionary(apps.map { ($0.id, .unknown(error)) }) { $1 }
          }
        }
      }
      return await group.reduce(into: [:]) { answers, more in answers.merge(more) { $1 } }
    }
  }

  private func live(
    on cluster: ClusterID, in namespace: String, intents: [AppKey: Intent]
  ) async throws(EngineError) -> [AppKey: LiveApp] {
    let client = try await client(of: cluster)
    let options = ListOptions(labelSelector: Labels.managed)
    var table = LiveTable()
    table.received(intents)
    let (deployments, pods) = try await asked(client) { () throws(KubernetesError) in
      (
        try await client.list(Deployment.self, in: namespace, options).items,
        try await client.list(Pod.self, in: namespace, options).items
      )
    }
    table.received(.snapshot(deployments))
    table.received(.snapshot(pods))
    return table.known ?? [:]
  }
}

extension [App] {
  func keyed<Value>(_ value: (App) -> Value?) -> [AppKey: Value] {
    reduce(into: [:]) { $0[$1.key] = value($1) }
  }
}
