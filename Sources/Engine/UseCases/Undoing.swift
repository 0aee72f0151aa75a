import Model
import Storage

/// What an undo, or a redo, would do: told before it is done.
package struct UndoPlan: Hashable, Sendable {
  package var entry: JournalEntry
  package var app: String
  /// Whether it does again what was undone.
  package var again: Bool
  /// What the app is now and what it will be.
  package var changes: [ConfigurationChange]
  /// The revision whose copy will run; nil where the one that runs stays.
  package var revision: Int?
  /// Restarts since then, which stay as they are.
  package var restarts: [JournalEntry]

  package init(
    entry: JournalEntry, app: String, again: Bool, changes: [ConfigurationChange], revision: Int?,
    restarts: [JournalEntry]
  ) {
    self.entry = entry
    self.app = app
    self.again = again
    self.changes = changes
    self.revision = revision
    self.restarts = restarts
  }
}

extension Engine {
  /// What the newest action on an app would be undone by; what was undone last done again, where `again`.
  ///
  /// - Throws: `.nothingToUndo`; `.changedSince` where the app is not what the action left; `.firstDeploy`.
  package func undoPlan(of id: AppID, again: Bool = false) async throws(EngineError) -> UndoPlan {
    let (app, journal) = try await stored { () throws(StoreError) in
      (try await store.app(id), try await store.journal(of: id))
    }
    let candidates = journal.filter { $0.canBeUndone && $0.state == (again ? .undone : .done) }
    guard let entry = again ? candidates.last : candidates.first else {
      throw .nothingToUndo(app: app.name, again: again)
    }
    let present = JournalEntry.Snapshot(app)
    var goal = again ? entry.after ?? entry.before : entry.before
    // What makes no revision leaves the one that runs, whatever its number has become by going back and on.
    if entry.kind == .configure || entry.kind == .scale { goal.revision = present.revision }
    if app.status.isUnsettled {
      throw .changedSince(app: app.name, what: "revision \(app.currentRevision) is still under way")
    }
    // An entry without an end is one whose process was killed: what came of it is what is there now.
    if let expected = again ? entry.before : entry.after, expected != present {
      throw .changedSince(app: app.name, what: Self.difference(expected, present))
    }
    if goal.revision == 0, present.revision > 0 { throw .firstDeploy(app: app.name) }
    return UndoPlan(
      entry: entry, app: app.name, again: again,
      changes: try await changes(from: present, to: goal, of: id),
      revision: goal.revision == present.revision ? nil : goal.revision,
      restarts: again ? [] : journal.filter { !$0.canBeUndone && $0.id > entry.id })
  }

  /// Undoes an entry of the journal, or does it again, by the same use cases that people call.
  ///
  /// - Parameter number: the entry that was asked about; nil for the newest. Where something else was done in the meantime,
  ///   nothing is.
  /// - Returns: what was done.
  @discardableResult
  package func undo(
    _ id: AppID, entry number: Int? = nil, again: Bool = false, waits: Bool = true,
    tell: @escaping RolloutListener = { _ in }
  ) async throws(EngineError) -> UndoPlan {
    let plan = try await undoPlan(of: id, again: again)
    guard number == nil || number == plan.entry.id else {
      throw .changedSince(app: plan.app, what: plan.entry.text)
    }
    return try await audited("\(again ? "redo" : "undo") \(plan.entry.text)", id) { () throws(EngineError) in
      let goal = again ? plan.entry.after ?? plan.entry.before : plan.entry.before
      let engine = withoutJournal
      if plan.entry.kind == .scale {
        try await engine.scale(id, to: goal.configuration.replicas, waits: waits, tell: tell)
      } else if let revision = plan.revision {
        try await engine.rollback(id, to: revision, waits: waits, tell: tell)
      }
      // What was saved and not yet deployed waits for a deploy again.
      let app = try await stored { () throws(StoreError) in try await store.app(id) }
      if app.configuration != goal.configuration {
        _ = try await engine.updateApp(id, configuration: goal.configuration)
      }
      try await stored { () throws(StoreError) in
        try await store.turnJournal(plan.entry.id, to: again ? .done : .undone)
      }
      return plan
    }
  }

  /// What changes: between revisions what they run, else what is saved.
  private func changes(
    from present: JournalEntry.Snapshot, to goal: JournalEntry.Snapshot, of id: AppID
  ) async throws(EngineError) -> [ConfigurationChange] {
    guard goal.revision != present.revision else { return present.configuration.changes(to: goal.configuration) }
    return try await stored { () throws(StoreError) in
      let (old, new) = (
        try await store.revision(present.revision, of: id), try await store.revision(goal.revision, of: id)
      )
      return old.configuration.changes(to: new.configuration)
    }
  }

  private static func difference(_ expected: JournalEntry.Snapshot, _ present: JournalEntry.Snapshot) -> String {
    if expected.revision != present.revision {
      return "it is at revision \(present.revision), not \(expected.revision)"
    }
    let fields = expected.configuration.changes(to: present.configuration).map(\.field)
    return "its \(fields.joined(separator: ", ")) \(fields.count == 1 ? "is" : "are") no longer what was set"
  }
}
