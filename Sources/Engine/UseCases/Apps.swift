import Kubernetes
import Model
import Storage

extension Engine {
  package func createApp(_ draft: AppDraft) async throws(EngineError) -> App {
    try check(draft.problems)
    let cluster = try await stored { () throws(StoreError) in try await store.cluster(draft.clusterID) }
    return try await audited("create app", subject: try await name(of: draft.name, draft.namespace, on: cluster)) {
      () throws(EngineError) in
      let app = App(
        clusterID: draft.clusterID, name: draft.name, namespace: draft.namespace, configuration: draft.configuration,
        createdAt: now)
      return try await stored { () throws(StoreError) in try await store.createApp(app) }
    }
  }

  /// Changes what the app should run as; the next deploy brings it to the cluster.
  ///
  /// - Parameter old: what it was made from; where the app is configured otherwise by now, nothing is changed. nil takes the
  ///   place of whatever is there.
  /// - Throws: `.changedSince`.
  package func updateApp(
    _ id: AppID, configuration: AppConfiguration, from old: AppConfiguration? = nil
  ) async throws(EngineError) -> App {
    let app = try await stored { () throws(StoreError) in try await store.app(id) }
    try check(
      AppDraft(clusterID: app.clusterID, name: app.name, namespace: app.namespace, configuration: configuration)
        .problems)
    // The fields' names tell what was changed; their values may be anything.
    let fields = app.configuration.changes(to: configuration).map(\.field).joined(separator: ", ")
    return try await journaled("update app" + (fields.isEmpty ? "" : ": \(fields)"), .configure, id) {
      (_) throws(EngineError) in
      let updated = try await stored { () throws(StoreError) in
        try await store.updateApp(id, configuration: configuration, from: old)
      }
      guard let updated else {
        throw .changedSince(app: app.name, what: "it is not configured any more as it was when this was begun")
      }
      return updated
    }
  }

  /// Sets or replaces a secret. It reaches the cluster with the next deploy.
  package func setSecret(_ key: String, to value: String, of id: AppID) async throws(EngineError) {
    try check([Validation.environmentName(key)])
    try await audited("set secret \(key)", id) { () throws(EngineError) in
      try await stored { () throws(StoreError) in try await store.setSecret(key, to: value, of: id) }
    }
  }

  /// All of them, for a person who edits them; that somebody saw them is written down.
  package func secretsToEdit(of id: AppID) async throws(EngineError) -> [String: String] {
    try await audited("edit secrets", id) { () throws(EngineError) in
      try await stored { () throws(StoreError) in try await store.secretValues(of: id) }
    }
  }

  package func deleteSecret(_ key: String, of id: AppID) async throws(EngineError) {
    try await audited("delete secret \(key)", id) { () throws(EngineError) in
      try await stored { () throws(StoreError) in try await store.deleteSecret(key, of: id) }
    }
  }

  /// Deletes the app's objects from its cluster, then its record. The record stays when the cluster refuses.
  package func deleteApp(_ id: AppID) async throws(EngineError) {
    try await audited("delete app", id) { () throws(EngineError) in
      let app = try await stored { () throws(StoreError) in try await store.app(id) }
      if app.currentRevision > 0 {
        let client = try await changingClient(of: app.clusterID)
        let input = try await stored { () throws(StoreError) in
          let current = try await store.revision(app.currentRevision, of: id)
          return RenderingInput(
            app: app, revision: current.number, configuration: current.configuration,
            secrets: try await store.secretValues(of: current.id))
        }
        let made = Set(input.manifests().map(\.reference))
        for object in input.allPossible { try await prune(object, input, client, isMade: made.contains(object)) }
      }
      try await stored { () throws(StoreError) in try await store.deleteApp(id) }
    }
  }

  /// Replaces every pod, one after the other, as `kubectl rollout restart` does.
  package func restart(
    _ id: AppID, waits: Bool = true, tell: @escaping RolloutListener = { _ in }
  ) async throws(EngineError) {
    try await journaled("restart", .restart, id) { (_) throws(EngineError) in
      try await restartNow(id, waits: waits, tell)
    }
  }

  private func restartNow(_ id: AppID, waits: Bool, _ tell: @escaping RolloutListener) async throws(EngineError) {
    let (app, client) = try await changing(id)
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
    try await journaled("scale to \(replicas)", .scale, id) { (_) throws(EngineError) in
      try await scaleNow(id, to: replicas, waits: waits, tell)
    }
  }

  private func scaleNow(
    _ id: AppID, to replicas: Int, waits: Bool, _ tell: @escaping RolloutListener
  ) async throws(EngineError) {
    let (app, client) = try await changing(id)
    var configuration = app.configuration
    configuration.replicas = replicas
    try check(configuration.problems.filter { $0.field == AppConfiguration.Field.replicas.rawValue })
    if let autoscaling = configuration.autoscaling, replicas > 0 {
      await tell(
        .warned("its autoscaler goes on choosing, from \(autoscaling.renderedMinimum) to \(autoscaling.maximum)"))
    }
    let old = app.configuration.replicas
    // The count alone: the rest may have been changed meanwhile.
    try await stored { () throws(StoreError) in try await store.updateApp(id) { $0.replicas = replicas } }
    do {
      try await client.scale(.deployments, app.name, in: app.namespace, to: replicas)
    } catch {
      if !error.leavesOutcomeOpen {
        try await stored { () throws(StoreError) in
          try await store.updateApp(id) { if $0.replicas == replicas { $0.replicas = old } }
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

  /// nil when the cluster has none of that name.
  func existing<Object: KubernetesObject>(
    _ type: Object.Type, _ name: String, in namespace: String, _ client: KubernetesClient
  ) async throws(EngineError) -> Object? {
    try await asked(client) { () throws(KubernetesError) -> Object? in
      do throws(KubernetesError) {
        return try await client.get(type, name, in: namespace)
      } catch .notFound {
        return nil
      }
    }
  }

  /// For what changes what runs.
  func changing(_ id: AppID) async throws(EngineError) -> (App, KubernetesClient) {
    let app = try await stored { () throws(StoreError) in try await store.app(id) }
    guard app.currentRevision > 0 else { throw .neverDeployed(app: app.name) }
    return (app, try await changingClient(of: app.clusterID))
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
