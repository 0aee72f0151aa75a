import Foundation
import GRDB
import Model

extension Store {
  /// The keys of an app's secrets, in order. Values are never listed.
  package func secretKeys(of app: AppID) async throws(StoreError) -> [String] {
    try await read { db in
      _ = try App.with(app, db)
      return try String.fetchAll(
        db, sql: "SELECT key FROM secret WHERE app_id = ? ORDER BY key", arguments: [app.rawValue])
    }
  }

  /// Sets or replaces one. It reaches the cluster with the next deploy.
  package func setSecret(_ key: String, to value: String, of app: AppID) async throws(StoreError) {
    let (now, keyring) = (now, keyring)
    try await write { db in
      _ = try App.with(app, db)
      let sealed = try keyring.vault(db).seal(Array(value.utf8), at: .secret(key, of: app))
      try SecretValues.insert(key, sealed, of: app, createdAt: now, updatedAt: now, db)
    }
  }

  package func deleteSecret(_ key: String, of app: AppID) async throws(StoreError) {
    try await write { db in
      try db.execute(sql: "DELETE FROM secret WHERE app_id = ? AND key = ?", arguments: [app.rawValue, key])
      try db.expectChange(orThrow: .notFound(.secret, key))
    }
  }

  /// In the clear, for deploying only.
  package func secretValues(of app: AppID) async throws(StoreError) -> [String: String] {
    let keyring = keyring
    return try await read { try SecretValues.of(app, vault: keyring.vault($0), $0).values }
  }

  /// One, in the clear, for a person who asks to see it.
  package func secretValue(_ key: String, of app: AppID) async throws(StoreError) -> String {
    let keyring = keyring
    return try await read { db in
      let row = try Row.fetchOne(
        db, sql: "SELECT * FROM secret WHERE app_id = ? AND key = ?", arguments: [app.rawValue, key])
      guard let sealed = row?.sealed("value") else { throw StoreError.notFound(.secret, key) }
      return String(decoding: try keyring.vault(db).open(sealed, at: .secret(key, of: app)), as: UTF8.self)
    }
  }

  /// What a revision ran with, in the clear, for deploying only.
  package func secretValues(of revision: RevisionID) async throws(StoreError) -> [String: String] {
    let keyring = keyring
    return try await read { db in
      try SecretValues.of(revision, vault: keyring.vault(db), db).values
    }
  }
}

/// Secrets in the clear, on their way between two ciphertexts or to a cluster.
struct SecretValues {
  var values: [String: String]

  /// The present ones of an app.
  static func of(_ app: AppID, vault: Vault, _ db: Database) throws -> SecretValues {
    var values: [String: String] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT * FROM secret WHERE app_id = ?", arguments: [app.rawValue]) {
      let key: String = row["key"]
      guard let sealed = row.sealed("value") else { continue }
      values[key] = String(decoding: try vault.open(sealed, at: .secret(key, of: app)), as: UTF8.self)
    }
    return SecretValues(values: values)
  }

  /// What a revision ran with.
  static func of(_ revision: RevisionID, vault: Vault, _ db: Database) throws -> SecretValues {
    let row = try Row.fetchOne(db, sql: "SELECT * FROM revision WHERE id = ?", arguments: [revision.rawValue])
    guard let row else { throw StoreError.notFound(.revision, revision.rawValue) }
    return try SecretValues(row.sealed("secrets"), of: revision, vault: vault)
  }

  /// Gives an app the secrets of one of its revisions, in place of those it has. What is the same stays as it is.
  ///
  /// - Parameter newer: a revision after which what was changed stays, too.
  static func restore(
    _ revision: RevisionID, to app: AppID, since newer: RevisionID?, vault: Vault, at now: Date, _ db: Database
  ) throws {
    let (old, present) = (try of(revision, vault: vault, db).values, try of(app, vault: vault, db).values)
    let known = try newer.map { try of($0, vault: vault, db).values } ?? present
    for key in Set(present.keys).union(old.keys) where present[key] != old[key] && present[key] == known[key] {
      if let value = old[key] {
        let sealed = try vault.seal(Array(value.utf8), at: .secret(key, of: app))
        try insert(key, sealed, of: app, createdAt: now, updatedAt: now, db)
      } else {
        try db.execute(sql: "DELETE FROM secret WHERE app_id = ? AND key = ?", arguments: [app.rawValue, key])
      }
    }
  }

  init(values: [String: String]) {
    self.values = values
  }

  /// A revision's copy.
  init(_ sealed: Sealed?, of revision: RevisionID, vault: Vault) throws {
    guard let sealed else {
      values = [:]
      return
    }
    var plaintext = try vault.open(sealed, at: .secrets(of: revision))
    defer { wipe(&plaintext) }
    values = try JSONDecoder().decode([String: String].self, from: Data(plaintext))
  }

  /// nil for none.
  func sealed(for revision: RevisionID, vault: Vault) throws -> Sealed? {
    guard !values.isEmpty else { return nil }
    var plaintext = Array(try JSONEncoder().encode(values))
    defer { wipe(&plaintext) }
    return try vault.seal(plaintext, at: .secrets(of: revision))
  }

  static func insert(
    _ key: String, _ value: Sealed, of app: AppID, createdAt: Date, updatedAt: Date, _ db: Database
  ) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO secret (app_id, key, value, value_key_version, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (app_id, key) DO UPDATE SET value = excluded.value,
          value_key_version = excluded.value_key_version, updated_at = excluded.updated_at
        """
    ).execute(
      arguments: [app.rawValue, key, value.data, value.keyVersion, createdAt.text, updatedAt.text])
  }
}

extension Place {
  static func secret(_ key: String, of app: AppID) -> Place {
    Place(table: "secret", column: "value", row: [app.rawValue, key])
  }

  static func secrets(of revision: RevisionID) -> Place {
    Place(table: "revision", column: "secrets", row: [revision.rawValue])
  }
}
