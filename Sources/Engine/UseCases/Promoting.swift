import Model
import Storage

extension Engine {
  /// Deploys exactly what a revision ran on another cluster: its image by digest and its configuration. The app is made
  /// there when it is not there yet, under the same name and namespace.
  ///
  /// - Parameters:
  ///   - number: nil for the newest revision that succeeded.
  ///   - copiesSecrets: false leaves the other cluster its own secrets, as it should have; it must have all of them.
  /// - Throws: `.secretsMissing` when it has not; nothing is deployed then.
  @discardableResult
  package func promote(
    _ id: AppID, revision number: Int? = nil, to cluster: ClusterID, copiesSecrets: Bool = false, waits: Bool = true,
    tell: @escaping RolloutListener = { _ in }
  ) async throws(EngineError) -> (App, Revision) {
    let app = try await stored { () throws(StoreError) in try await store.app(id) }
    guard app.currentRevision > 0 else { throw .neverDeployed(app: app.name) }
    let source = try await stored { () throws(StoreError) -> Revision? in
      if let number { return try await store.revision(number, of: id) }
      return try await store.revisions(of: id).first { $0.outcome == .success }
    }
    guard let source else { throw .neverSucceeded(app: app.name) }
    _ = try await changingClient(of: cluster)
    let secrets = try await stored { () throws(StoreError) in try await store.secretValues(of: source.id) }
    let existing = try await stored { () throws(StoreError) in try await store.apps(of: cluster) }
      .first { $0.name == app.name && $0.namespace == app.namespace }
    let target: App
    if let existing {
      target = existing
    } else {
      target = try await createApp(
        AppDraft(
          clusterID: cluster, name: app.name, namespace: app.namespace, configuration: source.pinnedConfiguration))
    }
    if copiesSecrets {
      for (key, value) in secrets.sorted(by: { $0.key < $1.key }) { try await setSecret(key, to: value, of: target.id) }
    }
    let present = try await stored { () throws(StoreError) in try await store.secretKeys(of: target.id) }
    let missing = Set(secrets.keys).subtracting(present).sorted()
    guard missing.isEmpty else { throw .secretsMissing(app: app.name, keys: missing) }
    // Only now: what is refused must not wait there for the next deploy.
    if existing != nil { _ = try await updateApp(target.id, configuration: source.pinnedConfiguration) }
    let revision = try await deploy(
      target.id, message: "promoted revision \(source.number)", waits: waits, tell: tell)
    return (target, revision)
  }
}
