import GRDB
import Model

/// Who did what and when. It only grows, and outlives what it tells of.
extension Store {
  /// Written before the thing is done, so that a killed process leaves word of it.
  ///
  /// - Returns: what `finishAudit` takes.
  package func beginAudit(
    action: String, subject: String, by actor: String, from origin: String
  ) async throws(StoreError) -> Int {
    let now = now
    return try await write { db in
      try db.execute(
        sql: "INSERT INTO audit (started_at, actor, origin, action, subject, outcome) VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [now.text, actor, origin, action, subject, AuditEntry.Outcome.started.rawValue])
      return Int(db.lastInsertedRowID)
    }
  }

  package func finishAudit(
    _ id: Int, _ outcome: AuditEntry.Outcome, message: String? = nil
  ) async throws(StoreError) {
    let now = now
    try await write { db in
      try db.execute(
        sql: "UPDATE audit SET finished_at = ?, outcome = ?, message = ? WHERE id = ?",
        arguments: [now.text, outcome.rawValue, message, id])
    }
  }

  /// Newest first; all where `limit` is nil.
  package func audit(limit: Int? = nil) async throws(StoreError) -> [AuditEntry] {
    try await read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM audit ORDER BY id DESC LIMIT ?", arguments: [limit ?? -1])
        .map { try AuditEntry($0) }
    }
  }
}

extension AuditEntry {
  init(_ row: Row) throws {
    self.init(
      id: row["id"], startedAt: try row.date("started_at"), finishedAt: try row.optionalDate("finished_at"),
      actor: row["actor"], origin: row["origin"], action: row["action"], subject: row["subject"],
      outcome: try row.value("outcome"), message: row["message"])
  }
}
