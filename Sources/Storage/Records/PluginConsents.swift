import GRDB
import Model

/// Which command for credentials a person has seen and agreed to, by its fingerprint. One that is changed, imported or pulled has
/// none: it is never part of a backup, nor of a sync.
extension Store {
  /// nil where nobody agreed to any.
  package func agreedPlugin(of id: ClusterID) async throws(StoreError) -> String? {
    let keyring = keyring
    return try await read { db in
      let row = try Row.fetchOne(db, sql: "SELECT * FROM plugin_consent WHERE cluster_id = ?", arguments: [id.rawValue])
      guard let sealed = row?.sealed("fingerprint") else { return nil }
      return String(decoding: try keyring.vault(db).open(sealed, at: .agreedPlugin(of: id)), as: UTF8.self)
    }
  }

  /// Replaces what was agreed to before.
  package func agreeToPlugin(_ fingerprint: String, of id: ClusterID, by person: String) async throws(StoreError) {
    let (keyring, now) = (keyring, now)
    try await write { db in
      _ = try Cluster.with(id, db)
      let sealed = try keyring.vault(db).seal(Array(fingerprint.utf8), at: .agreedPlugin(of: id))
      try db.execute(
        sql: """
          INSERT INTO plugin_consent (cluster_id, fingerprint, fingerprint_key_version, agreed_by, agreed_at)
          VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (cluster_id) DO UPDATE SET fingerprint = excluded.fingerprint,
            fingerprint_key_version = excluded.fingerprint_key_version, agreed_by = excluded.agreed_by,
            agreed_at = excluded.agreed_at
          """, arguments: [id.rawValue, sealed.data, sealed.keyVersion, person, now.text])
    }
  }
}

extension Place {
  static func agreedPlugin(of id: ClusterID) -> Place {
    Place(table: "plugin_consent", column: "fingerprint", row: [id.rawValue])
  }
}
