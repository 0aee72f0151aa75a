import Foundation
import HTTP
import Model
import Storage
import Sync

extension Engine {
  /// What a sync would do; nothing is changed on either side.
  ///
  /// - Parameter reading: hears of each project and cluster of the server before it is read.
  package func planSync(
    with remote: Remote, _ options: SyncOptions, reading: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws(EngineError) -> SyncPlan {
    let driver = try await driver(of: remote)
    return try await synced(remote) { () throws(SyncError) in try await driver.plan(options, reading: reading) }
  }

  /// Compares both sides and makes them the same, but for conflicts and for what `allows` withholds.
  ///
  /// - Parameter allows: asked once for the plan, where it takes something away: which of those steps a person agrees to.
  package func sync(
    with remote: Remote, _ options: SyncOptions, allows: @escaping @Sendable (SyncPlan) async -> Set<SyncStep>,
    tell: @escaping @Sendable (SyncStep, Int, Int) -> Void = { _, _, _ in }
  ) async throws(EngineError) -> SyncReport {
    try await locked(remote) { () throws(EngineError) in
      let plan = try await remembered(remote) { () throws(EngineError) in try await planSync(with: remote, options) }
      let agreed = plan.steps.contains(where: \.asks) ? await allows(plan) : []
      return try await carryOut(plan, with: remote, agreed: agreed, tell: tell)
    }
  }

  /// Does what a plan says that a person has seen. What has changed on either side since is left for the next.
  ///
  /// - Parameter agreed: of what takes something away, the steps that the person has agreed to.
  package func apply(
    _ plan: SyncPlan, with remote: Remote, agreed: Set<SyncStep>,
    tell: @escaping @Sendable (SyncStep, Int, Int) -> Void
  ) async throws(EngineError) -> SyncReport {
    try await locked(remote) { () throws(EngineError) in
      try await carryOut(plan, with: remote, agreed: agreed, tell: tell)
    }
  }

  private func carryOut(
    _ plan: SyncPlan, with remote: Remote, agreed: Set<SyncStep>,
    tell: @escaping @Sendable (SyncStep, Int, Int) -> Void
  ) async throws(EngineError) -> SyncReport {
    let guarded = try await guardedClusters()
    let report = try await remembered(remote) { () throws(EngineError) in
      let driver = try await driver(of: remote)
      func apply() async throws(EngineError) -> SyncReport {
        try await synced(remote) { () throws(SyncError) in
          try await driver.apply(
            plan, allows: { step in agreed.contains(step) && !guarded.contains { step.takesDown(below: $0) } },
            tell: tell)
        }
      }
      // One that comes every few minutes and has nothing to do is nothing to write down.
      var report =
        if plan.steps.contains(where: \.isShown) {
          try await audited("sync", subject: remote.name, apply)
        } else {
          try await apply()
        }
      for cluster in guarded
      where report.waiting.contains(where: { agreed.contains($0) && $0.takesDown(below: cluster) }) {
        report.notes.append(
          "\(cluster): it is read-only or protected, and what the server deletes there is taken down; "
            + "a protected one is named with --confirm")
      }
      return report
    }
    try await stored { () throws(StoreError) in try await store.setLastSync(report.lastSync(at: now), of: remote.id) }
    return report
  }

  /// The clusters, as `project/cluster`, on which nothing may be taken down by anybody in this person's name.
  private func guardedClusters() async throws(EngineError) -> [String] {
    let snapshot = try await stored { () throws(StoreError) in try await store.snapshot() }
    let projects = Dictionary(snapshot.projects.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
    return snapshot.clusters.filter { $0.isReadOnly || $0.isProtected && !isConfirmed($0) }.compactMap { cluster in
      projects[cluster.projectID].map { "\($0)/\(cluster.name)" }
    }
  }

  private func locked<R>(
    _ remote: Remote, _ body: () async throws(EngineError) -> R
  ) async throws(EngineError) -> R {
    guard let lock = try await stored({ () throws(StoreError) in try store.tryLockSync(with: remote.id) }) else {
      throw .syncBusy(remote: remote.name)
    }
    defer { withExtendedLifetime(lock) {} }
    return try await body()
  }

  /// A failure is what the last sync came to; that a person stopped it is none.
  private func remembered<R>(
    _ remote: Remote, _ body: () async throws(EngineError) -> R
  ) async throws(EngineError) -> R {
    do throws(EngineError) {
      return try await body()
    } catch .cancelled {
      throw .cancelled
    } catch {
      var last = Remote.LastSync(at: now, outcome: .failed, message: error.explanation.text)
      if case .remote(_, .http) = error {
        last.awaySince = (try? await store.remote(named: remote.name))?.lastSync?.awaySince ?? now
      }
      try? await store.setLastSync(last, of: remote.id)
      throw error
    }
  }

  /// What nobody asks for: it does what is beyond doubt, takes nothing away, decides no conflict and sends no kubeconfig. How it
  /// went is remembered with the server.
  package func syncByItself(with remote: Remote) async {
    _ = try? await sync(with: remote, SyncOptions(), allows: { _ in [] })
  }

  func driver(of remote: Remote) async throws(EngineError) -> SyncDriver {
    SyncDriver(store: store, client: try await client(of: remote), remote: remote.id, now: surroundings.now)
  }

  func synced<R>(
    _ remote: Remote, _ body: () async throws(SyncError) -> R
  ) async throws(EngineError) -> R {
    do throws(SyncError) {
      return try await body()
    } catch {
      switch error {
      case .store(let error): throw .store(error)
      case .remote(.http(.cancelled)): throw .cancelled
      case .remote(let error): throw .remote(remote.name, error)
      }
    }
  }
}

extension SyncReport {
  func lastSync(at date: Date) -> Remote.LastSync {
    Remote.LastSync(
      at: date, outcome: outcome, message: summary, conflicts: conflicts.count, waiting: waiting.count)
  }

  package var outcome: Remote.LastSync.Outcome {
    if !failures.isEmpty { return .failed }
    if !conflicts.isEmpty { return .conflicts }
    return waiting.isEmpty ? .done : .waiting
  }

  /// In one line.
  package var summary: String {
    var parts = [done.isEmpty ? "nothing to do" : "\(done.count) done"]
    if !conflicts.isEmpty { parts.append("\(conflicts.count) in conflict") }
    if !waiting.isEmpty { parts.append("\(waiting.count) waiting for a yes") }
    if !failures.isEmpty { parts.append("\(failures.count) failed") }
    return parts.joined(separator: ", ")
  }
}
