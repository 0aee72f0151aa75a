import Kubernetes
import Model
import Storage

extension Engine {
  /// Holds a rollout where it is, or lets it go on; `kubectl rollout pause` and `resume` do the same. The next deploy lets
  /// it go on too.
  package func setPaused(_ isPaused: Bool, _ id: AppID) async throws(EngineError) {
    try await audited(isPaused ? "pause" : "resume", id) { () throws(EngineError) in
      let (app, client) = try await changing(id)
      try await setPaused(isPaused, app, client)
    }
  }

  func setPaused(_ isPaused: Bool, _ app: App, _ client: KubernetesClient) async throws(EngineError) {
    _ = try await asked(client) { () throws(KubernetesError) in
      try await client.patch(
        Deployment.self, app.name, in: app.namespace, .merge(["spec": ["paused": isPaused ? true : nil]]))
    }
  }
}
