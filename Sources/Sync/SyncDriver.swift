import Foundation
import Model
import Storage

/// A sync with one server: reads both sides, plans, and does what the plan says.
///
/// Every step is remembered after it, and what would not be recognised again before it, so that a process that dies
/// anywhere leaves something that the next sync goes on from.
package struct SyncDriver: Sendable {
  let store: Store
  let client: RemoteClient
  let remote: RemoteID
  let now: @Sendable () -> Date

  package init(store: Store, client: RemoteClient, remote: RemoteID, now: @escaping @Sendable () -> Date) {
    (self.store, self.client, self.remote, self.now) = (store, client, remote, now)
  }

  /// Changes nothing on either side.
  ///
  /// - Parameter reading: hears of each project and cluster before it is read.
  package func plan(
    _ options: SyncOptions, reading: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws(SyncError) -> SyncPlan {
    let memory = try await stored { () throws(StoreError) in try await store.syncMemory(of: remote) }
    let records = try await stored { () throws(StoreError) in try await store.syncedRecords() }
    var base: [String: BaseEntry] = [:]
    for record in memory.bases { base[record.subject] = BaseEntry(record) }
    let (here, localNotes) = Walk.here(records)
    var walk = Walk(client: client, base: base, reading: reading)
    do throws(RemoteError) {
      try await walk.walk(only: options.project)
    } catch {
      throw .remote(error)
    }
    if let project = options.project, base[project] == nil, here.entries[project] == nil,
      walk.tree.entries[project] == nil
    {
      throw .store(.notFound(.project, project))
    }
    let settlement = Settlement(memory.steps, base: &base, here: here, there: walk.tree, only: options.project)
    var plan = Merge.plan(base: base, here: here, there: walk.tree, options: options, notes: localNotes + walk.notes)
    plan.settlement = settlement.changes
    plan.project = options.project
    plan.configurations = Dictionary(
      records.snapshot.apps.map { ($0.id.rawValue, $0.configuration) }, uniquingKeysWith: { $1 })
    return plan
  }

  /// Does what the plan says, but for what `allows` withholds.
  ///
  /// - Parameter tell: hears of each step before it is done, and how many there are.
  package func apply(
    _ plan: SyncPlan, allows: (SyncStep) -> Bool, tell: (SyncStep, Int, Int) -> Void = { _, _, _ in }
  ) async throws(SyncError) -> SyncReport {
    try await stored { () throws(StoreError) in try await store.remember(plan.settlement, of: remote) }
    var run = SyncRun(driver: self, plan: plan)
    for (index, step) in plan.steps.enumerated() {
      guard !Task.isCancelled else { throw .remote(.http(.cancelled)) }
      guard !step.asks || allows(step) else {
        run.report.waiting.append(step)
        continue
      }
      tell(step, index + 1, plan.steps.count)
      try await run.perform(step)
    }
    return run.report
  }

  func stored<R>(_ body: () async throws(StoreError) -> R) async throws(SyncError) -> R {
    do throws(StoreError) {
      return try await body()
    } catch {
      throw .store(error)
    }
  }
}

/// What a sync came to.
package struct SyncReport: Hashable, Sendable {
  package var done: [SyncStep] = []
  /// For a person's word.
  package var waiting: [SyncStep] = []
  package var conflicts: [SyncConflict] = []
  package var notes: [String] = []
  package var failures: [Failure] = []

  package struct Failure: Hashable, Sendable {
    package var subject: String
    package var error: RemoteError
  }
}
