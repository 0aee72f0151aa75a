import GRDB
import Model

/// What was done to each app and what undoes it. Written like the audit; it goes with its app.
extension Store {
  /// Written before the thing is done. What had been undone cannot be done again after something new.
  package func beginJournal(
    _ kind: JournalEntry.Kind, of app: AppID, by author: String
  ) async throws(StoreError) -> Int {
    let now = now
    return try await write { db in
      let before = try App.with(app, db)
      try db.execute(sql: "DELETE FROM journal WHERE app_id = ? AND state = 'undone'", arguments: [app.rawValue])
      try db.execute(
        sql: """
          INSERT INTO journal (app_id, kind, state, started_at, author, configuration_before, revision_before)
          VALUES (?, ?, 'done', ?, ?, ?, ?)
          """,
        arguments: [
          app.rawValue, kind.rawValue, now.text, author, try before.configuration.json(), before.currentRevision,
        ])
      return Int(db.lastInsertedRowID)
    }
  }

  /// Keeps what the app is now as the end of an entry. What changed nothing, and is no restart, is forgotten: there is
  /// nothing to undo.
  package func finishJournal(_ id: Int) async throws(StoreError) {
    try await write { db in
      guard let entry = try JournalEntry.with(id, db), let app = try? App.with(entry.appID, db) else { return }
      let after = JournalEntry.Snapshot(app)
      if after == entry.before, entry.canBeUndone {
        try db.execute(sql: "DELETE FROM journal WHERE id = ?", arguments: [id])
      } else {
        try JournalEntry.set(after, "after", of: id, db)
      }
    }
  }

  /// Another deploy may have ended while an entry's own waited for its turn: it goes back to what that has left.
  package func rebaseJournal(_ id: Int) async throws(StoreError) {
    try await write { db in
      guard let entry = try JournalEntry.with(id, db) else { return }
      try JournalEntry.set(JournalEntry.Snapshot(try App.with(entry.appID, db)), "before", of: id, db)
    }
  }

  package func forgetJournal(_ id: Int) async throws(StoreError) {
    try await write { db in try db.execute(sql: "DELETE FROM journal WHERE id = ?", arguments: [id]) }
  }

  /// Newest first; all where `limit` is nil.
  package func journal(of app: AppID, limit: Int? = nil) async throws(StoreError) -> [JournalEntry] {
    try await read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM journal WHERE app_id = ? ORDER BY id DESC LIMIT ?",
        arguments: [app.rawValue, limit ?? -1]
      ).map { try JournalEntry($0) }
    }
  }

  /// An entry was undone or done again. What the app is now stands in for the end that was gone to, also in the entry that
  /// meets this one there: going back made a revision of its own, and the way must stay whole.
  package func turnJournal(_ id: Int, to state: JournalEntry.State) async throws(StoreError) {
    try await write { db in
      guard let entry = try JournalEntry.with(id, db) else { return }
      let present = JournalEntry.Snapshot(try App.with(entry.appID, db))
      let all = try Row.fetchAll(
        db, sql: "SELECT * FROM journal WHERE app_id = ? AND kind <> 'restart' ORDER BY id",
        arguments: [entry.appID.rawValue]
      ).map { try JournalEntry($0) }
      try db.execute(sql: "UPDATE journal SET state = ? WHERE id = ?", arguments: [state.rawValue, id])
      switch state {
      case .undone:
        if let before = all.last(where: { $0.id < id }), before.after == entry.before {
          try JournalEntry.set(present, "after", of: before.id, db)
        }
        try JournalEntry.set(present, "before", of: id, db)
        if entry.after == nil { try JournalEntry.set(present, "after", of: id, db) }
      case .done:
        if let after = all.first(where: { $0.id > id }), after.before == entry.after {
          try JournalEntry.set(present, "before", of: after.id, db)
        }
        try JournalEntry.set(present, "after", of: id, db)
      }
    }
  }
}

extension JournalEntry {
  init(_ row: Row) throws {
    let after: Snapshot? =
      if let revision = row["revision_after"] as Int? {
        Snapshot(configuration: try row.configuration("configuration_after"), revision: revision)
      } else {
        nil
      }
    self.init(
      id: row["id"], appID: AppID(rawValue: row["app_id"]), kind: try row.value("kind"), state: try row.value("state"),
      before: Snapshot(configuration: try row.configuration("configuration_before"), revision: row["revision_before"]),
      after: after, startedAt: try row.date("started_at"), author: row["author"])
  }

  static func with(_ id: Int, _ db: Database) throws -> JournalEntry? {
    try Row.fetchOne(db, sql: "SELECT * FROM journal WHERE id = ?", arguments: [id]).map { try JournalEntry($0) }
  }

  /// - Parameter end: `before` or `after`.
  static func set(_ snapshot: Snapshot, _ end: String, of id: Int, _ db: Database) throws {
    try db.execute(
      sql: "UPDATE journal SET configuration_\(end) = ?, revision_\(end) = ? WHERE id = ?",
      arguments: [try snapshot.configuration.json(), snapshot.revision, id])
  }
}
