import Kubernetes
import Model
import Storage

/// What a deploy that has failed does by itself.
extension Engine {
  func lastGoodRevision(before revision: Revision) async throws(EngineError) -> Revision? {
    try await stored { () throws(StoreError) in try await store.revisions(of: revision.appID) }
      .first { $0.number < revision.number && $0.outcome == .success && !$0.configuration.kind.endsByItself }
  }

  /// Brings back what ran before, as a revision of its own that is watched like any other.
  ///
  /// - Throws: always: that the deploy failed, and how going back went.
  func goBack(to good: Revision, from failed: Release, after error: EngineError) async throws(EngineError) {
    let reason = error.verdict ?? ""
    var good = good
    if let standing = failed.standing { good.configuration.keepScale(standing) }
    await failed.tell(.rollingBack(to: good.number, reason: reason))
    let configuration = try await configuration(of: good, after: failed)
    let revision = try await stored { () throws(StoreError) in
      try await store.beginRevision(
        of: failed.app.id, configuration: configuration,
        message: "back to \(good.number), because \(failed.revision.number) failed", by: failed.revision.deployedBy,
        status: .rollingBack, secretsOf: good.id, rollsBack: false,
        since: failed.revision.id, over: failed.revision.configuration)
    }
    do throws(EngineError) {
      try await run(
        Release(
          app: failed.app, revision: revision, client: failed.client, isRollback: true, takesOver: failed.takesOver,
          waits: failed.waits, vigil: failed.vigil, tell: failed.tell))
    } catch {
      guard let second = error.verdict else { throw error }
      throw .rollbackFailed(
        app: failed.app.name, revision: failed.revision.number, reason: reason, to: good.number, because: second)
    }
    try await stored { () throws(StoreError) in try await store.markRolledBack(failed.revision.id) }
    throw .rolledBack(
      app: failed.app.name, revision: failed.revision.number, reason: reason, lastLines: error.lastLines,
      to: good.number)
  }

  /// In which words what ran is applied again.
  ///
  /// A digest is exact whatever has become of the tag. But the same image in other words is another template: it would
  /// replace pods that run well, and a quota may have no room for that. So the image keeps its words where no pod has to be
  /// made, and is named by its digest where one has.
  private func configuration(
    of good: Revision, after failed: Release
  ) async throws(EngineError) -> AppConfiguration {
    let reached = try await stored { () throws(StoreError) in
      try await store.revision(failed.revision.number, of: failed.app.id).step
    }
    if reached < .applying { return good.configuration }
    // Such a tag is pulled again whenever a pod starts.
    let isMoving = ImageReference(good.configuration.image)?.isMoving ?? true
    guard !isMoving, await stillStands(good, of: failed.app, failed.client) else { return good.pinnedConfiguration }
    return good.configuration
  }

  /// Whether all pods that a revision is to have are there and ready, by a replica set of its very template. The server
  /// says what that is.
  private func stillStands(_ good: Revision, of app: App, _ client: KubernetesClient) async -> Bool {
    guard !good.configuration.kind.endsByItself, let input = try? await rendering(of: app, good, client) else {
      return false
    }
    var all = ListOptions(labelSelector: Labels.selector(app: app.name))
    all.limit = 0
    let request = input.deploymentManifest().request(force: true, WriteOptions(isDryRun: true))
    guard let wanted = try? await client.writeJSON(request).object["spec"]?["template"],
      let sets = try? await client.json(.list(.replicaSets, in: app.namespace, all))["items"]?.array
    else { return false }
    return sets.contains { set in
      var template = set["spec"]?["template"]
      template?["metadata"]?["labels"]?["pod-template-hash"] = nil
      return template == wanted && (set["status"]?["readyReplicas"]?.int ?? 0) >= input.replicas
    }
  }
}

extension AppConfiguration {
  /// As many pods as stood there, which a scale may have set since: it makes no revision. What an autoscaler chooses is no
  /// wish, but whether it is stopped is one.
  fileprivate mutating func keepScale(_ standing: Int) {
    guard autoscaling == nil || standing == 0 || replicas == 0 else { return }
    replicas = standing
  }
}
