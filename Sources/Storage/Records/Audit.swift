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
  ///
  /// - Parameter subject: nil for every one.
  package func audit(of subject: String? = nil, limit: Int? = nil) async throws(StoreError) -> [AuditEntry] {
    try await read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM audit WHERE ?1 IS NULL OR subject = ?1 ORDER BY started_at DESC, id DESC LIMIT ?2",
        arguments: [subject, limit ?? -1]
      ).map { try AuditEntry($0) }
    }
  }
}

extension AuditEntry {
  /// Under its own number, or the next one where that is another entry's.
  func insert(_ db: Database) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO audit (id, started_at, finished_at, actor, origin, action, subject, outcome, message)
        VALUES ((SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM audit WHERE id = ?1)), ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(
      arguments: [
        id, startedAt.text, finishedAt?.text, actor, origin, action, subject, outcome.rawValue, message,
      ])
  }

  init(_ row: Row) throws {
    self.init(
      id: row["id"], startedAt: try row.date("started_at"), finishedAt: try row.optionalDate("finished_at"),
      actor: row["actor"], origin: row["origin"], action: row["action"], subject: row["subject"],
      outcome: try row.value("outcome"), message: row["message"])
  }
}

/// Which entries the store has, under whatever number: read once, since nothing in the table finds them by what they say.
struct KnownAudit {
  /// Of 128 bits, so that no two entries are taken for one.
  private struct Digest: Hashable {
    let first: Int
    let second: Int

    /// What became of it may have been learnt since, and is not looked at.
    init(_ startedAt: String, _ actor: String, _ origin: String, _ action: String, _ subject: String) {
      func half(_ number: Int) -> Int {
        var hasher = Hasher()
        hasher.combine(number)
        for part in [startedAt, actor, origin, action, subject] { hasher.combine(part) }
        return hasher.finalize()
      }
      (first, second) = (half(1), half(2))
    }
  }

  private var digests: Set<Digest> = []

  init(_ db: Database) throws {
    let rows = try Row.fetchCursor(db, sql: "SELECT started_at, actor, origin, action, subject FROM audit")
    while let row = try rows.next() { digests.insert(Digest(row[0], row[1], row[2], row[3], row[4])) }
  }

  /// Remembers it; false where it is there already.
  mutating func insert(_ entry: AuditEntry) -> Bool {
    digests.insert(Digest(entry.startedAt.text, entry.actor, entry.origin, entry.action, entry.subject)).inserted
  }
}
