import Foundation
import GRDB
import Model

/// Reads the whole store as records: each after the one it belongs to, siblings by name, one row at a time.
struct RecordReader {
  let db: Database
  let vault: Vault

  func forEachRecord(_ body: (BackupRecord) throws -> Void) throws {
    try walk(body) { table, row in
      switch table {
      case .app: try body(.app(App(row)))
      case .secret: try body(.secret(SecretRecord(row, vault: vault)))
      case .revision:
        let revision = try Revision(row)
        let secrets = try SecretValues(row.sealed("secrets"), of: revision.id, vault: vault)
        try body(.revision(revision, secrets: secrets.values, hookLog: row["hook_log"]))
      }
    }
  }

  /// The same, with the rows of the tables that grow as they are.
  func walk(_ body: (BackupRecord) throws -> Void, _ each: (RowLine.Table, Row) throws -> Void) throws {
    try forEach("SELECT * FROM project ORDER BY name, id") { row in
      let project = try Project(row)
      try body(.project(project))
      try forEach("SELECT * FROM cluster WHERE project_id = ? ORDER BY name, id", project.id.rawValue) { row in
        let cluster = try Cluster(row)
        try body(.cluster(cluster, kubeconfig: cluster.kubeconfig(row, vault: vault)))
        try forEach(.app, "cluster_id = ? ORDER BY namespace, name, id", cluster.id.rawValue) { row in
          let app: String = row["id"]
          try each(.app, row)
          try forEach(.secret, "app_id = ? ORDER BY key", app) { try each(.secret, $0) }
          try forEach(.revision, "app_id = ? ORDER BY number", app) { try each(.revision, $0) }
        }
      }
    }
  }

  /// Oldest first.
  func forEachAuditEntry(_ body: (BackupRecord) throws -> Void) throws {
    try forEach("SELECT * FROM audit ORDER BY started_at, id") { try body(.audit(AuditEntry($0))) }
  }

  /// What may be lost without harm.
  func forEachMemory(_ body: (BackupRecord) throws -> Void) throws {
    try forEach("SELECT * FROM setting ORDER BY key") { try body(.setting(key: $0["key"], value: $0["value"])) }
    try forEach("SELECT * FROM last_seen ORDER BY subject") {
      try body(.lastSeen(subject: $0["subject"], value: $0["value"], at: $0.date("seen_at")))
    }
  }

  private func forEach(
    _ table: RowLine.Table, _ condition: String, _ argument: String, _ body: (Row) throws -> Void
  ) throws {
    // Prepared once: it runs for every app there is.
    let statement = try db.cachedStatement(
      sql: "SELECT \(table.columns) FROM \(table.rawValue) WHERE \(condition)")
    let rows = try Row.fetchCursor(statement, arguments: [argument])
    while let row = try rows.next() { try body(row) }
  }

  private func forEach(_ sql: String, _ argument: String? = nil, _ body: (Row) throws -> Void) throws {
    // No statement is used again inside its own rows, so each can be compiled once for all apps.
    let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: argument.map { [$0] } ?? [])
    while let row = try rows.next() { try body(row) }
  }
}

extension SecretRecord {
  init(_ row: Row, vault: Vault) throws {
    let (app, key) = (AppID(rawValue: row["app_id"]), row["key"] as String)
    guard let sealed = row.sealed("value") else { throw StoreError.sealBroken(table: "secret", column: "value") }
    self.init(
      appID: app, key: key, value: String(decoding: try vault.open(sealed, at: .secret(key, of: app)), as: UTF8.self),
      createdAt: try row.date("created_at"), updatedAt: try row.date("updated_at"))
  }
}

extension Cluster {
  func kubeconfig(_ row: Row, vault: Vault) throws -> String {
    guard let sealed = row.sealed("kubeconfig") else {
      throw StoreError.sealBroken(table: "cluster", column: "kubeconfig")
    }
    return String(decoding: try vault.open(sealed, at: .kubeconfig(of: id)), as: UTF8.self)
  }
}
