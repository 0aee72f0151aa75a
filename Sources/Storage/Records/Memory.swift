import Foundation
import GRDB
import Model

/// What is remembered for convenience and may be lost: the last known live state, and the interface's own settings.
extension Store {
  /// The last known live state of `subject` (the id of a cluster or an app), as JSON text, and when it was seen.
  package func lastSeen(_ subject: String) async throws(StoreError) -> (value: String, at: Date)? {
    let found: [LastSeen] = try await read { db in
      try Row.fetchAll(db, sql: "SELECT value, seen_at FROM last_seen WHERE subject = ?", arguments: [subject])
        .map { LastSeen(value: $0["value"], date: try $0.date("seen_at")) }
    }
    return found.first.map { ($0.value, $0.date) }
  }

  package func setLastSeen(_ value: String, of subject: String, at date: Date) async throws(StoreError) {
    try await write { db in
      try db.execute(
        sql: """
          INSERT INTO last_seen (subject, value, seen_at) VALUES (?, ?, ?)
          ON CONFLICT (subject) DO UPDATE SET value = excluded.value, seen_at = excluded.seen_at
          """,
        arguments: [subject, value, date.text])
    }
  }

  package func setting(_ key: String) async throws(StoreError) -> String? {
    try await read { try String.fetchOne($0, sql: "SELECT value FROM setting WHERE key = ?", arguments: [key]) }
  }

  /// nil removes it.
  package func setSetting(_ key: String, to value: String?) async throws(StoreError) {
    try await write { db in
      guard let value else {
        try db.execute(sql: "DELETE FROM setting WHERE key = ?", arguments: [key])
        return
      }
      try db.execute(
        sql: """
          INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value
          """, arguments: [key, value])
    }
  }
}

private struct LastSeen: Sendable {
  let value: String
  let date: Date
}
