import Kubernetes
import Model
import Storage

extension Engine {
  /// Finds out what became of a cluster's revisions whose end nobody has seen, as after a crash.
  ///
  /// The store has the step that each had come to, and the cluster what was applied last: one that had asked for nothing yet
  /// is closed, one that was applied by half is finished, and a rollout that still runs is left open, to be followed.
  ///
  /// - Returns: revisions that still roll out.
  @discardableResult
  package func settle(_ cluster: ClusterID) async throws(EngineError) -> [Revision] {
    let open = try await stored { () throws(StoreError) in try await store.unsettledRevisions() }
    guard !open.isEmpty else { return [] }
    let apps = try await stored { () throws(StoreError) in try await store.apps(of: cluster) }
    let ours = open.compactMap { revision in apps.first { $0.id == revision.appID }.map { ($0, revision) } }
    guard !ours.isEmpty else { return [] }
    let client = try await settlingClient(of: cluster)
    var rolling: [Revision] = []
    var refusal: EngineError?
    for (app, revision) in ours {
      // Whoever holds the lock is at it, here or in another process.
      guard let lock = try await lockedDeploys(of: app.id) else { continue }
      do throws(EngineError) {
        if let open = try await settle(revision, of: app, client) { rolling.append(open) }
      } catch .cancelled {
        throw .cancelled
      } catch {
        // One app that may not be looked at keeps no other from being settled.
        refusal = refusal ?? error
      }
      withExtendedLifetime(lock) {}
    }
    if rolling.isEmpty, let refusal { throw refusal }
    return rolling
  }

  func lockedDeploys(of app: AppID) async throws(EngineError) -> DeployLock? {
    try await stored { () throws(StoreError) in try store.tryLockDeploys(of: app) }
  }

  /// The revision that rolls out now; nil when all is settled.
  private func settle(
    _ revision: Revision, of app: App, _ client: KubernetesClient
  ) async throws(EngineError) -> Revision? {
    // It may have ended while we looked at another.
    let revision = try await stored { () throws(StoreError) in try await store.revision(revision.number, of: app.id) }
    guard revision.outcome == .deploying else { return nil }
    if let newer = try await overtaking(revision, of: app, client) {
      try await finish(revision, .interrupted, message: Self.overtaken(by: newer), appStatus: .failed)
      return nil
    }
    let isRollback = app.status == .rollingBack && app.currentRevision == revision.number
    switch Self.fate(of: revision, isRollback: isRollback, seen: try await sighting(of: revision, app, client)) {
    case .rolling: return revision
    case .ended(.success, let message):
      try await finish(revision, .success, message: message, appStatus: .running)
      return nil
    case .ended(let outcome, let message):
      try await finish(revision, outcome, message: message, appStatus: .failed)
      if outcome == .interrupted { try await restoreSecrets(after: revision, of: app, client) }
      return nil
    case .unfinished:
      let release = Release(
        app: app, revision: revision, client: client, isRollback: isRollback, waits: false, vigil: surroundings.vigil,
        tell: { _ in })
      try await run(release)
      return try await stored { () throws(StoreError) in try await store.revision(revision.number, of: app.id) }
    }
  }

  /// What a cluster has of a revision.
  struct Sighting: Hashable {
    /// The revision that was applied last; nil when there is nothing of the app.
    var applied: Int?
    var progress = Progress.waiting

    enum Progress: Hashable {
      case waiting, complete
      case failed(String)
    }
  }

  enum Fate: Hashable {
    case rolling
    /// Killed between two objects: what is missing is applied.
    case unfinished
    case ended(Revision.Outcome, String?)
  }

  static func fate(of revision: Revision, isRollback: Bool, seen: Sighting) -> Fate {
    if let applied = seen.applied, applied > revision.number {
      return .ended(.interrupted, overtaken(by: applied))
    }
    switch revision.step {
    case .written, .syncingSecrets, .runningHook:
      // Who goes back must arrive; who goes forward may be asked again.
      if isRollback { return .unfinished }
      let runs = seen.applied.map { ", which runs revision \($0)" } ?? ""
      let hook = revision.step == .runningHook ? " Its pre-deploy command had been started." : ""
      return .ended(.interrupted, "It never reached the cluster\(runs).\(hook)")
    case .applying: return .unfinished
    case .rolling:
      guard seen.applied == revision.number else {
        return .ended(.interrupted, "The cluster does not have it any more.")
      }
      return switch seen.progress {
      case .waiting: .rolling
      case .complete: .ended(.success, nil)
      case .failed(let reason): .ended(.failed, reason)
      }
    }
  }

  func sighting(
    of revision: Revision, _ app: App, _ client: KubernetesClient
  ) async throws(EngineError) -> Sighting {
    switch revision.configuration.kind {
    case .web, .worker:
      guard let json = try await live(.deployments, app.name, in: app.namespace, client) else { return Sighting() }
      let deployment = try await asked(client) { () throws(KubernetesError) in try Deployment(json: json) }
      let appliedAt = json.lastApplied(by: Labels.fieldManager)
      var seen = Sighting(applied: deployment.metadata.annotations[Labels.revision].flatMap(Int.init))
      switch RolloutStatus(deployment) {
      case .complete: seen.progress = .complete
      case .failed(let reason) where !deployment.isDeadlineLeftOver(appliedAt: appliedAt):
        seen.progress = .failed(reason)
      case .failed, .waiting: break
      }
      return seen
    case .cron:
      let job = try await existing(CronJob.self, app.name, in: app.namespace, client)
      return Sighting(
        applied: job?.metadata.annotations[Labels.revision].flatMap(Int.init), progress: .complete)
    case .task:
      let name = RenderingInput(app: app, revision: revision.number, configuration: revision.configuration).taskName
      guard let job = try await existing(Job.self, name, in: app.namespace, client) else { return Sighting() }
      if let failure = job.failure { return Sighting(applied: revision.number, progress: .failed(failure.message)) }
      return Sighting(applied: revision.number, progress: job.isComplete ? .complete : .waiting)
    }
  }

  /// A deploy that ended before its objects were applied may have left its secrets: those of what runs come back.
  private func restoreSecrets(
    after revision: Revision, of app: App, _ client: KubernetesClient
  ) async throws(EngineError) {
    guard revision.step != .written, let applied = try await sighting(of: revision, app, client).applied else { return }
    let running = try await stored { () throws(StoreError) in try await store.revision(applied, of: app.id) }
    let input = try await rendering(of: app, running, client)
    if let secret = input.secretManifest() { try await apply(secret, client) }
    for object in input.unneeded where object.resource == .secrets { try await prune(object, input, client) }
  }

  /// Follows a revision that another run left open, until it ends. Does nothing while somebody else is at it.
  package func resume(_ revision: Revision, tell: @escaping RolloutListener = { _ in }) async throws(EngineError) {
    guard let lock = try await lockedDeploys(of: revision.appID) else { return }
    defer { withExtendedLifetime(lock) {} }
    let app = try await stored { () throws(StoreError) in try await store.app(revision.appID) }
    let client = try await settlingClient(of: app.clusterID)
    let isRollback = app.status == .rollingBack && app.currentRevision == revision.number
    try await run(
      Release(
        app: app, revision: revision, client: client, isRollback: isRollback, waits: true, vigil: surroundings.vigil,
        tell: tell))
  }
}
