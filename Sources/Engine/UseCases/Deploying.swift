import Foundation
import JSON
import Kubernetes
import Model
import Storage

extension Engine {
  /// Deploys the app as it is configured, as a new revision.
  ///
  /// - Parameters:
  ///   - message: why, for the ledger; nil says what changed.
  ///   - waits: false returns as soon as the cluster has accepted it; the next start settles the revision.
  /// - Throws: `.rolloutFailed` when the rollout cannot succeed any more; the revision is written as failed.
  @discardableResult
  package func deploy(
    _ id: AppID, message: String? = nil, waits: Bool = true, tell: @escaping RolloutListener = { _ in }
  ) async throws(EngineError) -> Revision {
    let app = try await stored { () throws(StoreError) in try await store.app(id) }
    try check(app.configuration.problems)
    let why: String
    if let message { why = message } else { why = try await reason(for: app) }
    return try await release(app, app.configuration, message: why, status: .deploying, waits: waits, tell)
  }

  /// Goes back to a revision's whole configuration, as a new revision.
  ///
  /// - Parameter number: nil for the newest successful one before the current.
  @discardableResult
  package func rollback(
    _ id: AppID, to number: Int? = nil, waits: Bool = true, tell: @escaping RolloutListener = { _ in }
  ) async throws(EngineError) -> Revision {
    let app = try await stored { () throws(StoreError) in try await store.app(id) }
    guard app.currentRevision > 0 else { throw .neverDeployed(app: app.name) }
    let target = try await rollbackTarget(of: app, number: number)
    return try await release(
      app, target.configuration, message: "rollback to \(target.number)", status: .rollingBack, waits: waits, tell)
  }

  package func rollbackTarget(of app: App, number: Int?) async throws(EngineError) -> Revision {
    if let number { return try await stored { () throws(StoreError) in try await store.revision(number, of: app.id) } }
    let earlier = try await stored { () throws(StoreError) in try await store.revisions(of: app.id) }
      .filter { $0.number < app.currentRevision }
    guard let target = earlier.first(where: { $0.outcome == .success }) ?? earlier.first else {
      throw .noEarlierRevision(app: app.name)
    }
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

  /// Writes the revision, applies it and follows it: each step is in the store before it is done.
  private func release(
    _ app: App, _ configuration: AppConfiguration, message: String, status: App.Status, waits: Bool,
    _ tell: @escaping RolloutListener
  ) async throws(EngineError) -> Revision {
    let client = try await client(of: app.clusterID)
    let author = surroundings.author
    let lock = try await waitForTurn(of: app, tell)
    defer { withExtendedLifetime(lock) {} }
    let revision = try await stored { () throws(StoreError) in
      try await store.beginRevision(
        of: app.id, configuration: configuration, message: message, by: author, status: status)
    }
    await tell(.began(revision))
    let deployment: Deployment
    do throws(EngineError) {
      deployment = try await apply(app, revision, client, tell)
    } catch {
      try await settle(revision, of: app, after: error)
      throw error
    }
    guard waits else { return revision }
    try await verify(app, revision, from: deployment, client, tell)
    return try await stored { () throws(StoreError) in try await store.revision(revision.number, of: app.id) }
  }

  /// Follows an applied revision to its end and writes down how it ended.
  func verify(
    _ app: App, _ revision: Revision, from deployment: Deployment, _ client: KubernetesClient,
    _ tell: @escaping RolloutListener
  ) async throws(EngineError) {
    do throws(EngineError) {
      try await follow(app, revision: revision.number, from: deployment, client, tell)
    } catch {
      try await settle(revision, of: app, after: error)
      throw error
    }
    try await finish(revision, .success, appStatus: .running)
  }

  /// What an error says of the revision: one that leaves open what the cluster did leaves the revision open too.
  private func settle(_ revision: Revision, of app: App, after error: EngineError) async throws(EngineError) {
    switch error {
    case .cancelled, .overtaken: return
    case .cluster(_, let error) where error.leavesOutcomeOpen: return
    default:
      let text = error.explanation.text
      try await finish(revision, .failed, message: text, appStatus: .failed)
    }
  }

  func finish(
    _ revision: Revision, _ outcome: Revision.Outcome, message: String? = nil, appStatus: App.Status
  ) async throws(EngineError) {
    _ = try await stored { () throws(StoreError) in
      try await store.finishRevision(
        revision.id, outcome: outcome, message: message, appStatus: appStatus, appMessage: message)
    }
  }
}
