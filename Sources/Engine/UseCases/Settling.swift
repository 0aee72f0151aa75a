import Kubernetes
import Model
import Storage

extension Engine {
  /// Finds out what became of a cluster's revisions whose end nobody has seen, as after a crash.
  ///
  /// The Deployment carries the number of the revision that was applied last, so the cluster itself tells: a rollout that
  /// still runs is left open, to be followed.
  ///
  /// - Returns: revisions that still roll out.
  @discardableResult
  package func settle(_ cluster: ClusterID) async throws(EngineError) -> [Revision] {
    let open = try await stored { () throws(StoreError) in try await store.unsettledRevisions() }
    guard !open.isEmpty else { return [] }
    let apps = try await stored { () throws(StoreError) in try await store.apps(of: cluster) }
    let ours = open.compactMap { revision in apps.first { $0.id == revision.appID }.map { ($0, revision) } }
    guard !ours.isEmpty else { return [] }
    let client = try await client(of: cluster)
    var rolling: [Revision] = []
    for (app, revision) in ours {
      // Whoever holds the lock is at it, here or in another process.
      guard let lock = try await lockedDeploys(of: app.id) else { continue }
      if try await settle(revision, of: app, client) { rolling.append(revision) }
      withExtendedLifetime(lock) {}
    }
    return rolling
  }

  /// Waits until no other deploy of the app is under way, here or in another process.
  func waitForTurn(of app: App, _ tell: RolloutListener) async throws(EngineError) -> DeployLock {
    var hasTold = false
    while true {
      if let lock = try await lockedDeploys(of: app.id) { return lock }
      if !hasTold { await tell(.waiting("waiting for another deploy of \(app.name) to end")) }
      hasTold = true
      do {
        try await surroundings.clock.sleep(for: .milliseconds(200))
      } catch {
        throw .cancelled
      }
    }
  }

  /// Whether it still rolls out.
  private func settle(_ revision: Revision, of app: App, _ client: KubernetesClient) async throws(EngineError) -> Bool {
    let deployment: Deployment?
    do {
      deployment = try await client.get(Deployment.self, app.name, in: app.namespace)
    } catch .notFound {
      deployment = nil
    } catch {
      throw error == .cancelled ? .cancelled : .cluster(client.cluster, error)
    }
    switch Self.fate(of: revision, seen: deployment) {
    case .rolling: return true
    case .ended(let outcome, let message):
      let status: App.Status = outcome == .success ? .running : .failed
      try await finish(revision, outcome, message: message, appStatus: status)
      return false
    }
  }

  enum Fate: Hashable {
    case rolling
    case ended(Revision.Outcome, String?)
  }

  static func fate(of revision: Revision, seen deployment: Deployment?) -> Fate {
    guard let deployment, let applied = deployment.metadata.annotations[Labels.revision].flatMap(Int.init) else {
      return .ended(.interrupted, "It never reached the cluster.")
    }
    guard applied == revision.number else {
      return .ended(
        .interrupted,
        applied < revision.number
          ? "It never reached the cluster, which runs revision \(applied)."
          : "Revision \(applied) came after it before it was seen to end.")
    }
    return switch RolloutStatus(deployment) {
    case .complete: .ended(.success, nil)
    case .failed(let reason): .ended(.failed, reason)
    case .waiting: .rolling
    }
  }

  private func lockedDeploys(of app: AppID) async throws(EngineError) -> DeployLock? {
    try await stored { () throws(StoreError) in try store.tryLockDeploys(of: app) }
  }

  /// Follows a revision that another run left open, until it ends. Does nothing while somebody else is at it.
  package func resume(_ revision: Revision, tell: @escaping RolloutListener = { _ in }) async throws(EngineError) {
    guard let lock = try await lockedDeploys(of: revision.appID) else { return }
    defer { withExtendedLifetime(lock) {} }
    let (app, client) = try await deployed(revision.appID)
    let deployment: Deployment = try await asked(client) { () throws(KubernetesError) in
      try await client.get(Deployment.self, app.name, in: app.namespace)
    }
    try await verify(app, revision, from: deployment, client, tell)
  }
}
