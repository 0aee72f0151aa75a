import Kubernetes
import Model
import Storage

extension Engine {
  /// The logs of all pods of an app, in batches.
  ///
  /// - Throws: when the cluster does not answer or refuses now; once it tails, it goes on trying instead.
  package func logs(of id: AppID, _ options: LogOptions) async throws(EngineError) -> LogTail {
    let app = try await stored { () throws(StoreError) in try await store.app(id) }
    let client = try await client(of: app.clusterID)
    let selector = Labels.selector(app: app.name)
    var firstPod = ListOptions(labelSelector: selector)
    firstPod.limit = 1
    let probe = firstPod
    _ = try await asked(client) { () throws(KubernetesError) in
      try await client.page(Pod.self, in: app.namespace, probe)
    }
    return client.logs(in: app.namespace, labelSelector: selector, options)
  }
}
