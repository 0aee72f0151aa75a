import Kubernetes
import Model
import Storage
import Sync

extension Engine {
  /// Has a server deploy an app as it is configured, and follows that to its end. Cancelling stops following it.
  ///
  /// - Returns: the server's number of the revision that runs.
  /// - Throws: `.remoteDiffers` before anything is asked, where the server would deploy something else than what is here.
  package func deploy(
    _ id: AppID, via remote: Remote, tell: @escaping @Sendable (RemoteDeployEvent) -> Void
  ) async throws(EngineError) -> Int {
    let app = try await stored { () throws(StoreError) in try await store.app(id) }
    let path = try await changeablePath(of: app)
    let driver = try await driver(of: remote)
    guard let state = try await synced(remote, { () throws(SyncError) in try await driver.state(of: path) }) else {
      throw .notOnRemote(app: app.name, remote: remote.name)
    }
    try check(state.problems)
    guard state.differences.isEmpty else {
      throw .remoteDiffers(app: app.name, remote: remote.name, fields: state.differences)
    }
    return try await audited("deploy via \(remote.name)", id) { () throws(EngineError) in
      let outcome = try await synced(remote) { () throws(SyncError) in
        try await driver.deploy(path, clock: surroundings.clock, tell: tell)
      }
      return try Self.revision(of: outcome, app: app.name)
    }
  }

  /// Has a server go back to one of its revisions: image, replicas, variables, resources and health, and nothing else.
  package func rollback(
    _ id: AppID, to revision: Int?, via remote: Remote, tell: @escaping @Sendable (RemoteDeployEvent) -> Void
  ) async throws(EngineError) -> Int {
    let app = try await stored { () throws(StoreError) in try await store.app(id) }
    let path = try await changeablePath(of: app)
    let driver = try await driver(of: remote)
    return try await audited("roll back via \(remote.name)", id) { () throws(EngineError) in
      let outcome = try await synced(remote) { () throws(SyncError) in
        try await driver.rollBack(path, to: revision, clock: surroundings.clock, tell: tell)
      }
      return try Self.revision(of: outcome, app: app.name)
    }
  }

  /// A server's revisions of an app, newest first: what it deployed, which is not what was deployed from here.
  package func revisions(of id: AppID, on remote: Remote, limit: Int) async throws(EngineError) -> [RemoteRevision] {
    let path = try await path(of: try await stored { () throws(StoreError) in try await store.app(id) })
    let driver = try await driver(of: remote)
    return try await synced(remote) { () throws(SyncError) in try await driver.revisions(of: path, limit: limit) }
  }

  private static func revision(of outcome: RemoteOutcome, app: String) throws(EngineError) -> Int {
    switch outcome {
    case .runs(let revision): return revision
    case .failed(let revision, let reason):
      throw .rolloutFailed(
        app: app, revision: revision, reason: reason.isEmpty ? "the server says no more" : reason.neutralised(),
        lastLines: [])
    case .rolledBack(let revision, let good):
      throw .rolledBack(
        app: app, revision: revision, reason: "the server does not say why", lastLines: [], to: good)
    }
  }

  /// What protects a cluster here protects it from being changed in another's name as well.
  private func changeablePath(of app: App) async throws(EngineError) -> AppPath {
    let cluster = try await stored { () throws(StoreError) in try await store.cluster(app.clusterID) }
    if cluster.isReadOnly {
      throw .cluster(cluster.name, .readOnly(cluster: cluster.name, verb: "deploy", resource: app.name))
    }
    guard !cluster.isProtected || isConfirmed(cluster) else {
      throw .cluster(cluster.name, .confirmationRequired(cluster: cluster.name))
    }
    return try await path(of: app)
  }

  private func path(of app: App) async throws(EngineError) -> AppPath {
    let cluster = try await stored { () throws(StoreError) in try await store.cluster(app.clusterID) }
    let project = try await stored { () throws(StoreError) in try await store.project(cluster.projectID) }
    return AppPath(project: project.name, cluster: cluster.name, namespace: app.namespace, name: app.name)
  }
}
