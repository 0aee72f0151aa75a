import HTTP
import Kubernetes
import Model

/// What a cluster has, whether shipit made it or not.
extension Engine {
  /// Every pod, page by page: no more than one page is in memory at once.
  package func forEachPod(
    on id: ClusterID, in namespace: String?, _ options: ListOptions, _ body: (Pod) -> Void
  ) async throws(EngineError) {
    let client = try await client(of: id)
    try await asked(client) { () throws(KubernetesError) in
      var options = options
      while true {
        let page = try await client.page(Pod.self, in: namespace, options)
        for pod in page.items { body(pod) }
        guard let token = page.continueToken else { return }
        options.continueToken = token
      }
    }
  }

  /// Every pod, and then what changes.
  package func watchPods(
    on id: ClusterID, in namespace: String?, _ options: ListOptions
  ) async throws(EngineError) -> WatchUpdates<Pod> {
    try await client(of: id).watch(Pod.self, in: namespace, options)
  }

  /// The answer to a GET, as it comes.
  ///
  /// - Parameter path: with its query, percent-encoded.
  package func raw(_ path: String, on id: ClusterID) async throws(EngineError) -> HTTPBody {
    let client = try await client(of: id)
    return try await asked(client) { () throws(KubernetesError) in
      try await client.send(APIRequest(rawPath: path)).body
    }
  }
}
