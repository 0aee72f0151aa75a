import Kubernetes
import Model
import Storage

/// A deploy on its way.
struct Release: Sendable {
  let app: App
  let revision: Revision
  let client: KubernetesClient
  /// What it goes back to has been prepared once: the pre-deploy command is not run again.
  let isRollback: Bool
  /// Whether it takes what others manage of the app's objects. A release that was killed does not take it again.
  var takesOver = false
  /// Whether it is followed to its end.
  let waits: Bool
  /// How long it must stay up before it counts as done.
  let vigil: Duration
  /// How many pods were wished of what stood before it; nil where nobody looked, or nothing stood.
  var standing: Int?
  let tell: RolloutListener
}

extension Engine {
  /// Takes a revision from its step to its end. Every step is in the store before it is done, and can be done again, so
  /// that a release that was killed is run once more from where it was.
  ///
  /// The caller holds the app's deploy lock.
  func run(_ release: Release) async throws(EngineError) {
    do throws(EngineError) {
      try await perform(release)
    } catch {
      guard let reason = error.verdict else { throw error }
      try await finish(release.revision, .failed, message: reason, appStatus: .failed)
      guard release.revision.rollsBack, !release.isRollback, error.leavesTraces,
        let good = try await lastGoodRevision(before: release.revision)
      else { throw error }
      try await goBack(to: good, from: release, after: error)
    }
  }

  private func perform(_ release: Release) async throws(EngineError) {
    let (app, client) = (release.app, release.client)
    let first = release.revision.step
    let input = try await rendering(of: app, release.revision, client)
    let before = try await deployment(of: app, client)
    if first <= .syncingSecrets {
      try await begin(.syncingSecrets, release)
      try await ensureNamespace(app.namespace, client)
      if let secret = input.secretManifest() { try await apply(secret, client, takesOver: release.takesOver) }
    }
    if first <= .runningHook, !release.isRollback, let hook = input.hookManifest() {
      try await begin(.runningHook, release)
      try await run(hook, release)
    }
    if first <= .applying {
      try await begin(.applying, release)
      try await apply(input, client, takesOver: release.takesOver)
      // What was paused would never come: that it goes on now is what a deploy asks for.
      if before?.isPaused == true { try await setPaused(false, app, client) }
    }
    try await begin(.rolling, release)
    if release.waits || input.configuration.kind == .cron {
      // A rollout that is followed by another process began before it looked.
      try await watch(release, input, before: first < .rolling ? before : nil)
      if let digest = await runningDigest(of: input, client) {
        try await stored { () throws(StoreError) in try await store.setDigest(digest, of: release.revision.id) }
      }
      try await finish(release.revision, .success, appStatus: .running)
    }
  }

  private func begin(_ step: Revision.Step, _ release: Release) async throws(EngineError) {
    let isOurs = try await stored { () throws(StoreError) in
      try await store.advance(release.revision.id, to: step)
    }
    guard isOurs else { throw .overtaken(app: release.app.name, revision: release.revision.number) }
    await release.tell(.step(step))
  }

  /// Until what was applied has come to its end.
  ///
  /// - Parameter before: the Deployment as it was found; nil where it is not known.
  private func watch(
    _ release: Release, _ input: RenderingInput, before: Deployment?
  ) async throws(EngineError) {
    let (app, client) = (release.app, release.client)
    switch input.configuration.kind {
    case .web, .worker:
      let (deployment, appliedAt) = try await asked(client) { () throws(KubernetesError) in
        let json = try await client.object(.deployments, app.name, in: app.namespace)
        return (try Deployment(json: json), json.lastApplied(by: Labels.fieldManager))
      }
      let isChanged = before?.metadata.generation != deployment.metadata.generation
      try await follow(
        app, revision: release.revision.number, from: deployment, appliedAt: isChanged ? appliedAt : nil,
        vigil: Vigil(release.vigil, templateBefore: before?.revision), client, release.tell)
    case .cron: await release.tell(.done("\(app.name) runs by its schedule, \(input.configuration.schedule ?? "")"))
    case .task:
      let job: Job = try await asked(client) { () throws(KubernetesError) in
        try await client.get(Job.self, input.taskName, in: app.namespace)
      }
      let end = try await follow(job, in: app.namespace, client, release.tell)
      guard let failure = end.failure else { return await release.tell(.done("\(app.name) has run to its end")) }
      throw .rolloutFailed(
        app: app.name, revision: release.revision.number, reason: failure, lastLines: end.lastLines)
    }
  }

  /// Runs the pre-deploy command to its end and keeps what it wrote.
  private func run(_ hook: Manifest, _ release: Release) async throws(EngineError) {
    let answer = try await apply(hook, release.client)
    let job: Job
    do {
      job = try Job(json: answer)
    } catch {
      throw .cluster(release.client.cluster, error)
    }
    let end = try await follow(job, in: release.app.namespace, release.client, release.tell)
    try await stored { () throws(StoreError) in try await store.setHookLog(end.log, of: release.revision.id) }
    guard let failure = end.failure else { return }
    throw .hookFailed(
      app: release.app.name, revision: release.revision.number, reason: failure, lastLines: end.lastLines)
  }

  func finish(
    _ revision: Revision, _ outcome: Revision.Outcome, message: String? = nil, appStatus: App.Status
  ) async throws(EngineError) {
    _ = try await stored { () throws(StoreError) in
      try await store.finishRevision(
        revision.id, outcome: outcome, message: message, appStatus: appStatus, appMessage: message)
    }
  }

  /// What the tag meant on the nodes: the digest of the image that a ready pod runs; nil where the runtime does not say.
  private func runningDigest(of input: RenderingInput, _ client: KubernetesClient) async -> String? {
    let options = ListOptions(labelSelector: Labels.selector(app: input.name))
    guard let pods = try? await client.list(Pod.self, in: input.namespace, options).items else { return nil }
    return pods.lazy.filter(\.isReady).flatMap(\.containers)
      .filter { $0.name == input.name && $0.image == input.configuration.image }
      .compactMap { $0.status?.imageID }
      .compactMap { id in id.lastIndex(of: "@").map { id[id.index(after: $0)...] } }
      .first(where: ImageReference.isDigest).map(String.init)
  }
}

extension EngineError {
  /// Why a deploy has failed for good; nil where what the cluster did, or will do, is still open.
  var verdict: String? {
    switch self {
    case .cancelled, .overtaken, .store: nil
    case .cluster(_, let error) where error.leavesOutcomeOpen: nil
    case .rolloutFailed(_, _, let reason, _): reason
    case .hookFailed(_, _, let reason, _): "the pre-deploy command \(reason)"
    default: explanation.text
    }
  }

  /// Whether something may have changed that going back would mend. Who was refused will be refused again.
  fileprivate var leavesTraces: Bool {
    switch self {
    case .cluster(_, .forbidden), .cluster(_, .unauthorized), .cluster(_, .credentials), .cluster(_, .readOnly): false
    default: true
    }
  }

  var lastLines: [String] {
    switch self {
    case .rolloutFailed(_, _, _, let lines), .hookFailed(_, _, _, let lines): lines
    default: []
    }
  }
}
