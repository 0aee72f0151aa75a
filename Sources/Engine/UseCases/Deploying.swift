import Kubernetes
import Model
import Storage

extension Engine {
  /// Deploys the app as it is configured, as a new revision.
  ///
  /// - Parameters:
  ///   - message: why, for the ledger; nil says what changed.
  ///   - waits: false returns as soon as the cluster has accepted it; the next start settles the revision.
  ///   - rollsBack: whether a failure brings back the last good revision.
  ///   - takesOver: whether it takes over what others manage of the app's objects, as somebody with kubectl does; else such a
  ///     deploy is refused.
  ///   - vigil: how long it must stay up before it counts as done; nil for the engine's own.
  /// - Throws: `.rolledBack` or `.rolloutFailed` when it cannot succeed any more; the revision is written as failed.
  @discardableResult
  package func deploy(
    _ id: AppID, message: String? = nil, waits: Bool = true, rollsBack: Bool = true, takesOver: Bool = false,
    vigil: Duration? = nil, tell: @escaping RolloutListener = { _ in }
  ) async throws(EngineError) -> Revision {
    try await journaled("deploy", .deploy, id) { (entry) throws(EngineError) in
      let turn = try await turn(of: id, entry, tell)
      let app = turn.app
      try check(app.configuration.problems)
      let why: String
      if let message { why = message } else { why = try await reason(for: app) }
      return try await release(
        turn, app.configuration, message: why, status: .deploying, waits: waits, rollsBack: rollsBack,
        takesOver: takesOver, vigil: vigil, tell)
    }
  }

  /// Goes back to a revision's whole configuration, secrets included and the image by its digest, as a new revision.
  ///
  /// - Parameter number: nil for the newest successful one before the current.
  @discardableResult
  package func rollback(
    _ id: AppID, to number: Int? = nil, waits: Bool = true, takesOver: Bool = false, vigil: Duration? = nil,
    tell: @escaping RolloutListener = { _ in }
  ) async throws(EngineError) -> Revision {
    try await journaled("rollback", .rollback, id) { (entry) throws(EngineError) in
      let turn = try await turn(of: id, entry, tell)
      let app = turn.app
      guard app.currentRevision > 0 else { throw .neverDeployed(app: app.name) }
      let target = try await rollbackTarget(of: app, number: number)
      return try await release(
        turn, target.pinnedConfiguration, message: "rollback to \(target.number)", status: .rollingBack,
        secretsOf: target, waits: waits, rollsBack: false, takesOver: takesOver, vigil: vigil, tell)
    }
  }

  package func rollbackTarget(of app: App, number: Int?) async throws(EngineError) -> Revision {
    if let number { return try await stored { () throws(StoreError) in try await store.revision(number, of: app.id) } }
    let target = try await stored { () throws(StoreError) in try await store.revisions(of: app.id) }
      .first { $0.number < app.currentRevision && $0.outcome == .success }
    guard let target else { throw .noEarlierRevision(app: app.name) }
    return target
  }

  private func reason(for app: App) async throws(EngineError) -> String {
    guard app.currentRevision > 0 else { return "first deploy" }
    let current = try await stored { () throws(StoreError) in try await store.revision(app.currentRevision, of: app.id)
    }
    let changes = current.configuration.changes(to: app.configuration)
    guard !changes.isEmpty else { return "deployed again" }
    return changes.prefix(3).map { change in
      change.field == "image" || change.field == "replicas" ? "\(change.field) \(change.new ?? "")" : change.field
    }.joined(separator: ", ") + (changes.count > 3 ? " and \(changes.count - 3) more" : "")
  }

  /// One deploy from its preflight to its end, while no other of the app is under way.
  private func release(
    _ turn: Turn, _ configuration: AppConfiguration, message: String, status: App.Status,
    secretsOf old: Revision? = nil, waits: Bool, rollsBack: Bool, takesOver: Bool, vigil: Duration?,
    _ tell: @escaping RolloutListener
  ) async throws(EngineError) -> Revision {
    let (app, client) = (turn.app, turn.client)
    defer { withExtendedLifetime(turn.lock) {} }
    let standing = try await judge(app, configuration, secretsOf: old, takesOver: takesOver, client)
    if ImageReference(configuration.image)?.isMoving == true {
      await tell(.warned("\(configuration.image) can mean another image tomorrow: going back to it cannot be exact"))
    }
    let author = surroundings.author
    let revision = try await stored { () throws(StoreError) in
      try await store.beginRevision(
        of: app.id, configuration: configuration, message: message, by: author, status: status, secretsOf: old?.id,
        rollsBack: rollsBack, over: app.configuration)
    }
    await tell(.began(revision))
    try await run(
      Release(
        app: app, revision: revision, client: client, isRollback: status == .rollingBack, takesOver: takesOver,
        waits: waits, vigil: vigil ?? surroundings.vigil, standing: standing, tell: tell))
    return try await stored { () throws(StoreError) in try await store.revision(revision.number, of: app.id) }
  }

  /// Has the cluster judge everything that is about to be applied, and change nothing: its rules, its permissions, its
  /// admission. What it refuses is refused before anything is written or changed.
  ///
  /// - Returns: how many pods are wished of what stands there; nil where nothing does.
  private func judge(
    _ app: App, _ configuration: AppConfiguration, secretsOf old: Revision?, takesOver: Bool, _ client: KubernetesClient
  ) async throws(EngineError) -> Int? {
    let input = try await preflight(app, configuration, secretsOf: old, client)
    // In a namespace that does not exist yet even a dry run is refused.
    try await ensureNamespace(app.namespace, client)
    // Who is to decide whether to take over sees all that would be taken.
    var held: [HeldField] = []
    for manifest in input.everything {
      do throws(EngineError) {
        try await apply(manifest, client, isDryRun: true, takesOver: takesOver)
      } catch .fieldsHeld(_, _, let fields) {
        held += fields
      }
    }
    guard held.isEmpty else { throw .fieldsHeld(app: app.name, cluster: client.cluster, held) }
    return input.running
  }

  /// What a release would be rendered from.
  func preflight(
    _ app: App, _ configuration: AppConfiguration, secretsOf old: Revision?, _ client: KubernetesClient
  ) async throws(EngineError) -> RenderingInput {
    let (secrets, checksum) = try await stored { () throws(StoreError) in
      if let old { return (try await store.secretValues(of: old.id), try await store.secretsChecksum(of: old.id)) }
      return (try await store.secretValues(of: app.id), try await store.secretsChecksum(of: app.id))
    }
    return RenderingInput(
      app: app, revision: app.currentRevision + 1, configuration: configuration, secrets: secrets,
      secretsChecksum: checksum, cluster: try await traits(of: app.clusterID, client),
      running: try await deployment(of: app, client)?.replicas)
  }
}

extension Revision {
  /// What it ran: the image by its digest, where that is known, since a tag may have moved.
  package var pinnedConfiguration: AppConfiguration {
    var pinned = configuration
    if let digest, let image = ImageReference(configuration.image), image.digest == nil {
      pinned.image = image.pinned(to: digest)
    }
    return pinned
  }
}
