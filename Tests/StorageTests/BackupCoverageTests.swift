import Foundation
import GRDB
import Model
import Testing

@testable import Storage

/// A migration that adds a column makes these fail until the column is exported, imported and named here.
@Suite("Nothing is lost in a backup")
struct BackupCoverageTests {
  /// What must not leave the store, or is no data of its own.
  private static let kept: Set = [
    "vault_slot", "vault_key", "store_identity", "grdb_migrations", "sqlite_sequence",
    // Servers and what this machine last saw of them: another machine has tokens and a past of its own.
    "remote", "sync_base", "sync_step",
    // What undoes what was done from here: elsewhere, or after a restore, the apps have gone on.
    "journal",
    // What somebody agreed to run here says nothing of another machine, nor of what an import brings.
    "plugin_consent",
  ]

  private static let time = "2026-11-23T17:00:00.000001Z"
  private static let later = "2026-11-24T18:00:00.000002Z"
  private static let configuration =
    #"{"cpu_limit":"500m","cpu_request":"100m","env_vars":{"A":"1"},"hpa_enabled":false,"image":"web:1","kind":"web","#
    + #""memory_limit":"256Mi","memory_request":"128Mi","port":8080,"replicas":3}"#

  /// One row of every table, no value its column's default. Sealed columns are filled by the vault.
  private static let rows: [(table: String, values: [String: DatabaseValue])] = [
    ("project", ["id": "p".databaseValue, "name": "shop".databaseValue, "created_at": time.databaseValue]),
    (
      "cluster",
      [
        "id": "c".databaseValue, "project_id": "p".databaseValue, "name": "prod".databaseValue,
        "endpoint": "https://10.0.0.1".databaseValue, "context": "admin".databaseValue, "namespace": "n".databaseValue,
        "status": "error".databaseValue, "status_message": "away".databaseValue, "created_at": time.databaseValue,
        "ingress_class": "traefik".databaseValue, "certificate_issuer": "acme".databaseValue,
        "read_only": 1.databaseValue, "protected": 1.databaseValue, "insecure": 1.databaseValue,
      ]
    ),
    (
      "app",
      [
        "id": "a".databaseValue, "cluster_id": "c".databaseValue, "name": "web".databaseValue,
        "namespace": "n".databaseValue, "configuration": configuration.databaseValue,
        "status": "failed".databaseValue, "status_message": "crashes".databaseValue,
        "current_revision": 7.databaseValue, "created_at": time.databaseValue, "updated_at": later.databaseValue,
      ]
    ),
    (
      "revision",
      [
        "id": "r".databaseValue, "app_id": "a".databaseValue, "number": 7.databaseValue,
        "configuration": configuration.databaseValue, "outcome": "failed".databaseValue,
        "outcome_message": "crashes".databaseValue, "deployed_by": "me".databaseValue,
        "message": "why".databaseValue, "created_at": time.databaseValue, "finished_at": later.databaseValue,
        "step": "applying".databaseValue, "rolls_back": 0.databaseValue, "digest": "sha256:1".databaseValue,
        "hook_log": "migrated".databaseValue,
      ]
    ),
    (
      "secret",
      [
        "app_id": "a".databaseValue, "key": "K".databaseValue, "created_at": time.databaseValue,
        "updated_at": later.databaseValue,
      ]
    ),
    (
      "audit",
      [
        "id": 41.databaseValue, "started_at": time.databaseValue, "finished_at": later.databaseValue,
        "actor": "me".databaseValue, "origin": "here".databaseValue, "action": "deploy".databaseValue,
        "subject": "web".databaseValue, "outcome": "failed".databaseValue, "message": "crashes".databaseValue,
      ]
    ),
    ("setting", ["key": "panes".databaseValue, "value": "1".databaseValue]),
    ("last_seen", ["subject": "a".databaseValue, "value": "{}".databaseValue, "seen_at": time.databaseValue]),
  ]

  private static let sealed: [String: (column: String, place: Place, value: String)] = [
    "cluster": ("kubeconfig", .kubeconfig(of: ClusterID(rawValue: "c")), "planted-kubeconfig"),
    "revision": ("secrets", .secrets(of: RevisionID(rawValue: "r")), #"{"K":"planted-old"}"#),
    "secret": ("value", .secret("K", of: AppID(rawValue: "a")), "planted-value"),
  ]

  @Test("the rows below fill every column of every table that is not kept back")
  func columns() async throws {
    let found: [String: Set<String>] = try await Store.temporary().read { db in
      let tables = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
      return try Dictionary(
        uniqueKeysWithValues: tables.filter { !Self.kept.contains($0) }.map { table in
          (table, Set(try db.columns(in: table).map(\.name)))
        })
    }
    let named = Self.rows.map { row in
      let sealed = Self.sealed[row.table].map { [$0.column, "\($0.column)_key_version"] } ?? []
      return (row.table, Set(row.values.keys).union(sealed))
    }
    #expect(found == Dictionary(uniqueKeysWithValues: named))
  }

  @Test("a row with every column filled comes back with every column equal")
  func roundTrip() async throws {
    let folder = try TemporaryFolder()
    let (store, other) = (try Store.temporary(), try Store.temporary())
    let keyring = store.keyring
    try await store.write { db in
      for (table, values) in Self.rows {
        var values = values
        if let (column, place, text) = Self.sealed[table] {
          let sealed = try keyring.vault(db).seal(Array(text.utf8), at: place)
          values[column] = sealed.data.databaseValue
          values["\(column)_key_version"] = sealed.keyVersion.databaseValue
        }
        let names = values.keys.sorted()
        let marks = names.map { _ in "?" }.joined(separator: ", ")
        try db.execute(
          sql: "INSERT INTO \(table) (\(names.joined(separator: ", "))) VALUES (\(marks))",
          arguments: StatementArguments(names.map { values[$0] }))
      }
    }
    try await store.exportBackup(to: .file(folder.path + "/file"), passphrase: passphrase(), scrypt: cheap)
    try await other.importBackup(from: folder.path + "/file", passphrase: passphrase())

    let theirs = other.keyring
    let failures: [String] = try await other.read { db in
      var failures: [String] = []
      for (table, values) in Self.rows {
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM \(table)") else { return ["\(table) is empty"] }
        for (column, value) in values where row[column] as DatabaseValue != value {
          failures.append("\(table).\(column): \(row[column] as DatabaseValue)")
        }
        guard let (column, place, text) = Self.sealed[table] else { continue }
        let plaintext = try row.sealed(column).map { try theirs.vault(db).open($0, at: place) }
        if plaintext != Array(text.utf8) { failures.append("\(table).\(column)") }
      }
      return failures
    }
    #expect(failures == [])
  }
}
