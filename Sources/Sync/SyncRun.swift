import Foundation
import Model
import Storage

/// One plan being carried out. What was made on the way is known to what comes below it.
struct SyncRun {
  let driver: SyncDriver
  let plan: SyncPlan
  var report: SyncReport
  var here: [String: String]
  var there: [String: String]

  init(driver: SyncDriver, plan: SyncPlan) {
    (self.driver, self.plan) = (driver, plan)
    report = SyncReport(conflicts: plan.conflicts, notes: plan.notes)
    here = plan.here.entries.mapValues(\.id)
    there = plan.there.entries.mapValues(\.id)
  }

  mutating func perform(_ step: SyncStep) async throws(SyncError) {
    let failures = report.failures.count
    do throws(StepError) {
      guard try await carryOut(step) else {
        report.notes.append("\(step.subject): it has changed meanwhile; the next sync looks again")
        return
      }
      if step.isShown, report.failures.count == failures { report.done.append(step) }
    } catch {
      switch error {
      case .store(let error): throw .store(error)
      case .remote(let error) where error.endsSync: throw .remote(error)
      case .remote(let error): report.failures.append(SyncReport.Failure(subject: step.subject, error: error))
      case .noParent: break
      }
    }
  }

  enum StepError: Error {
    case store(StoreError)
    case remote(RemoteError)
    /// What it belongs to could not be made, which has been told.
    case noParent
  }

  // MARK: Steps

  /// False when the plan no longer fits.
  private mutating func carryOut(_ step: SyncStep) async throws(StepError) -> Bool {
    let subject = step.subject
    switch step.kind {
    case .forget:
      try await remember([.forget(subject: subject)])
      return true
    case .remember:
      try await remember([.keep(base(subject, here: mine(subject), there: theirs(subject)).record(of: subject))])
      return true
    case .createThere: return try await createThere(subject)
    case .createHere: return try await createHere(subject)
    case .change: return try await change(step)
    case .recreateThere: return try await recreateThere(step)
    case .deleteThere: return try await deleteThere(subject)
    case .deleteHere: return try await deleteHere(subject)
    }
  }

  /// Whether the server still has what the plan was made from, at and below a path.
  func isUnchangedThere(_ subject: String) async throws(StepError) -> Bool {
    let project = Subject.parts(subject)[0]
    var walk = Walk(client: client, base: plan.base)
    if Subject.parts(subject).count == 4, let id = there[subject] {
      return try await asked { [walk] () throws(RemoteError) in
        try await walk.entry(of: try await client.app(id), at: subject) == plan.there.entries[subject]
      }
    }
    do throws(RemoteError) {
      try await walk.walk(only: project)
    } catch {
      throw .remote(error)
    }
    return walk.tree.isWhole(subject) && walk.tree.subtree(subject) == plan.there.subtree(subject)
  }

  // MARK: Remembering

  var client: RemoteClient { driver.client }
  var store: Store { driver.store }
  func mine(_ subject: String) -> [String: String] { plan.here.entries[subject]?.fields ?? [:] }
  func theirs(_ subject: String) -> SyncEntry { plan.there.entries[subject] ?? SyncEntry(id: "") }

  func parentID(of subject: String, in ids: [String: String]) throws(StepError) -> String {
    guard let parent = Subject.parent(subject) else { return "" }
    guard let id = ids[parent] else { throw .noParent }
    return id
  }

  /// What both sides have now. Where they differ, what they had before goes on being the base.
  func base(_ subject: String, here fields: [String: String], there entry: SyncEntry) -> BaseEntry {
    let old = plan.base[subject]
    var base = BaseEntry(localID: here[subject], recordID: there[subject])
    for field in Set(fields.keys).union(entry.fields.keys).union((old?.fields ?? [:]).keys) {
      base.fields[field] = fields[field] == entry.fields[field] ? fields[field] : old?.fields[field]
    }
    for (key, time) in entry.secretTimes {
      let field = SyncField.secret + key
      // The time belongs to the value that is remembered.
      let isSame = entry.fields[field] == base.fields[field] && base.fields[field] != nil
      base.secretTimes[key] =
        isSame || (fields[field] == nil && base.fields[field] == nil) ? time : old?.secretTimes[key]
    }
    return base
  }

  func remember(_ changes: [SyncMemoryChange]) async throws(StepError) {
    try await stored { [store, id = driver.remote] () throws(StoreError) in try await store.remember(changes, of: id) }
  }

  func pull(_ change: PulledChange, _ memory: [SyncMemoryChange]) async throws(StepError) -> Bool {
    try await stored { [store, id = driver.remote] () throws(StoreError) in
      try await store.pull(change, remembering: memory, of: id)
    }
  }

  func stored<R>(_ body: () async throws(StoreError) -> R) async throws(StepError) -> R {
    do throws(StoreError) {
      return try await body()
    } catch {
      throw .store(error)
    }
  }

  func asked<R>(_ body: () async throws(RemoteError) -> R) async throws(StepError) -> R {
    do throws(RemoteError) {
      return try await body()
    } catch {
      throw .remote(error)
    }
  }
}
