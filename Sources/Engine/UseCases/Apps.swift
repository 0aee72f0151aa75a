import Kubernetes
import Model
import Storage

extension Engine {
  package func createApp(_ draft: AppDraft) async throws(EngineError) -> App {
    try check(draft.problems)
    _ = try await stored { () throws(StoreError) in try await store.cluster(draft.clusterID) }
    let app = App(
      clusterID: draft.clusterID, name: draft.name, namespace: draft.namespace, configuration: draft.configuration,
      createdAt: now)
    return try await stored { () throws(StoreError) in try await store.createApp(app) }
  }

  /// Changes what the app should run as; the next deploy brings it to the cluster.
  package func updateApp(_ id: AppID, configuration: AppConfiguration) async throws(EngineError) -> App {
    try check(configuration.problems)
    return try await stored { () throws(StoreError) in try await store.updateApp(id, configuration: configuration) }
  }

  /// Deletes the app's objects from its cluster, then its record. The record stays when the cluster refuses.
  package func deleteApp(_ id: AppID) async throws(EngineError) {
    let app = try await stored { () throws(StoreError) in try await store.app(id) }
    if app.currentRevision > 0 {
      let client = try await client(of: app.clusterID)
      let input = RenderingInput(app: app, revision: 0, configuration: app.configuration)
      for (resource, name) in [
        (Resource.deployments, app.name), (.services, app.name), (.secrets, input.secretName),
      ] {
        try await deleteIfPresent(resource, name, in: app.namespace, client)
      }
    }
    try await stored { () throws(StoreError) in try await store.deleteApp(id) }
  }

  private func deleteIfPresent(
    _ resource: Resource, _ name: String, in namespace: String, _ client: KubernetesClient
  ) async throws(EngineError) {
    do {
      try await client.delete(resource, name, in: namespace, confirmation: name)
    } catch .notFound {
      return
    } catch .cancelled {
      throw .cancelled
    } catch {
      throw .cluster(client.cluster, error)
    }
  }

  /// Replaces every pod, one after the other, as `kubectl rollout restart` does.
  package func restart(
    _ id: AppID, waits: Bool = true, tell: @escaping RolloutListener = { _ in }
  ) async throws(EngineError) {
    let (app, client) = try await deployed(id)
    let patch = Patch.strategicMerge([
      "spec": [
        "template": ["metadata": ["annotations": ["kubectl.kubernetes.io/restartedAt": .string(now.ISO8601Format())]]]
      ]
    ])
    let written: Written<Deployment> = try await asked(client) { () throws(KubernetesError) in
      try await client.patch(Deployment.self, app.name, in: app.namespace, patch)
    }
    guard waits else { return }
    try await follow(app, revision: app.currentRevision, from: written.object, client, tell)
  }

  /// Sets how many pods run, and nothing else: changes that wait for a deploy go on waiting.
  ///
  /// The wish is stored first and taken back when the cluster refuses it.
  package func scale(
    _ id: AppID, to replicas: Int, waits: Bool = true, tell: @escaping RolloutListener = { _ in }
  ) async throws(EngineError) {
    try check([Validation.replicas(replicas)])
    let (app, client) = try await deployed(id)
    var configuration = app.configuration
    configuration.replicas = replicas
    let wish = configuration
    _ = try await stored { () throws(StoreError) in try await store.updateApp(id, configuration: wish) }
    do {
      try await client.scale(.deployments, app.name, in: app.namespace, to: replicas)
    } catch {
      if !error.leavesOutcomeOpen {
        _ = try await stored { () throws(StoreError) in try await store.updateApp(id, configuration: app.configuration)
        }
      }
      throw error == .cancelled ? .cancelled : .cluster(client.cluster, error)
    }
    guard waits else { return }
    let deployment: Deployment = try await asked(client) { () throws(KubernetesError) in
      try await client.get(Deployment.self, app.name, in: app.namespace)
    }
    try await follow(app, revision: app.currentRevision, from: deployment, client, tell)
  }

  func deployed(_ id: AppID) async throws(EngineError) -> (App, KubernetesClient) {
    let app = try await stored { () throws(StoreError) in try await store.app(id) }
    guard app.currentRevision > 0 else { throw .neverDeployed(app: app.name) }
    return (app, try await client(of: app.clusterID))
  }
}

extension KubernetesError {
  /// Whether the server may have done what was asked although we were not told.
  var leavesOutcomeOpen: Bool {
    switch self {
    case .unreachable, .cancelled, .undecodable: true
    default: false
    }
  }
}
