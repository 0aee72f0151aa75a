import Foundation
import GRDB
import Model

/// Puts an export's records into the store, inside the transaction of an import.
struct RecordWriter {
  private let db: Database
  private let vault: Vault
  private let decoder = RecordJSON.decoder()
  private(set) var summary = BackupSummary()
  /// Lines so far: for messages.
  private(set) var line = 0
  /// The version of the payload, from its head.
  private var version = 0
  /// Whether a conflict is written down instead of thrown: for a transaction that is taken back.
  private let collectsConflicts: Bool
  /// nil until the first entry of audit.
  private var knownAudit: KnownAudit?
  private(set) var conflicts: [ImportPreview.Conflict] = []

  init(db: Database, vault: Vault, collectsConflicts: Bool = false) {
    self.db = db
    self.vault = vault
    self.collectsConflicts = collectsConflicts
  }

  /// All but the audit, which only grows.
  func empty() throws {
    // What a remote server had at the last sync says nothing of what comes in: the next sync must not take it for deleted.
    try db.execute(
      sql: """
        DELETE FROM project; DELETE FROM setting; DELETE FROM last_seen; DELETE FROM sync_base; DELETE FROM sync_step
        """)
  }

  mutating func write(line bytes: [UInt8]) throws {
    line += 1
    let record: BackupRecord
    do {
      record = try decoder.decode(BackupRecord.self, from: Data(bytes))
    } catch {
      // The decoder's own words may quote what it read.
      throw StoreError.backupInvalid(line: line, reason: "not a record that this version knows")
    }
    do {
      try check(record)
      if try isPresent(record) {
        summary.unchanged += 1
      } else {
        try insert(record)
        summary.count(record)
      }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      // What belongs to a refused record has nothing to belong to.
      guard conflicts.isEmpty else { return }
      throw StoreError.backupInvalid(line: line, reason: "it belongs to a record that is not there")
    } catch StoreError.duplicate {
      try refuse(record, .nameTaken)
    } catch StoreError.backupConflict {
      try refuse(record, .differs)
    }
  }

  private mutating func refuse(_ record: BackupRecord, _ reason: ImportPreview.Conflict.Reason) throws {
    let (entity, name) = try identity(of: record)
    guard collectsConflicts else { throw StoreError.backupConflict(entity, name: name) }
    conflicts.append(.init(entity: entity, name: name, reason: reason))
  }

  /// The first line is the head, and only the first.
  private mutating func check(_ record: BackupRecord) throws {
    if case .head(let version, _) = record {
      guard version <= Store.backupVersion else { throw StoreError.newerBackup(version: version) }
      guard line == 1 else { throw StoreError.backupInvalid(line: line, reason: "a second head") }
      self.version = version
    } else if line == 1 {
      throw StoreError.backupInvalid(line: line, reason: "not the head of an export")
    }
  }

  /// Whether the store has the record, equal in every field.
  ///
  /// - Throws: `.backupConflict` when it has another under its id.
  private mutating func isPresent(_ record: BackupRecord) throws -> Bool {
    if case .audit(let entry) = record {
      var known = try knownAudit ?? KnownAudit(db)
      // Taken out, so that it is changed in place.
      knownAudit = nil
      defer { knownAudit = known }
      return !known.insert(entry)
    }
    guard var present = try present(for: record) else { return false }
    // The first version knew nothing of it, so it does not tell otherwise.
    if version < 2, case .revision(let revision, let secrets, _) = present {
      present = .revision(revision, secrets: secrets, hookLog: nil)
    }
    guard present == record else {
      let (entity, name) = try identity(of: record)
      throw StoreError.backupConflict(entity, name: name)
    }
    return true
  }

  /// What the store holds under the record's id.
  private func present(for record: BackupRecord) throws -> BackupRecord? {
    switch record {
    case .project(let project):
      return try row("SELECT * FROM project WHERE id = ?", project.id.rawValue).map { .project(try Project($0)) }
    case .cluster(let cluster, _):
      return try row("SELECT * FROM cluster WHERE id = ?", cluster.id.rawValue).map {
        let present = try Cluster($0)
        return .cluster(present, kubeconfig: try present.kubeconfig($0, vault: vault))
      }
    case .app(let app):
      return try row("SELECT * FROM app WHERE id = ?", app.id.rawValue).map { .app(try App($0)) }
    case .secret(let secret):
      return try row("SELECT * FROM secret WHERE app_id = ? AND key = ?", secret.appID.rawValue, secret.key)
        .map { .secret(try SecretRecord($0, vault: vault)) }
    case .revision(let revision, _, _):
      return try row("SELECT * FROM revision WHERE id = ?", revision.id.rawValue).map {
        let present = try Revision($0)
        let secrets = try SecretValues($0.sealed("secrets"), of: present.id, vault: vault)
        return .revision(present, secrets: secrets.values, hookLog: $0["hook_log"])
      }
    case .head, .audit, .setting, .lastSeen:
      return nil
    }
  }

  private func insert(_ record: BackupRecord) throws {
    switch record {
    case .head:
      break
    case .project(let project):
      try project.insert(db)
    case .cluster(let cluster, let kubeconfig):
      try cluster.insert(kubeconfig: vault.seal(Array(kubeconfig.utf8), at: .kubeconfig(of: cluster.id)), db)
    case .app(let app):
      try app.insert(db)
    case .secret(let secret):
      try SecretValues.insert(
        secret.key, vault.seal(Array(secret.value.utf8), at: .secret(secret.key, of: secret.appID)), of: secret.appID,
        createdAt: secret.createdAt, updatedAt: secret.updatedAt, db)
    case .revision(let revision, let secrets, let hookLog):
      try revision.insert(
        secrets: SecretValues(values: secrets).sealed(for: revision.id, vault: vault), hookLog: hookLog, db)
    case .audit(let entry):
      try entry.insert(db)
    case .setting(let key, let value):
      try db.execute(sql: "INSERT OR IGNORE INTO setting (key, value) VALUES (?, ?)", arguments: [key, value])
    case .lastSeen(let subject, let value, let date):
      try db.execute(
        sql: "INSERT OR IGNORE INTO last_seen (subject, value, seen_at) VALUES (?, ?, ?)",
        arguments: [subject, value, date.text])
    }
  }

  private func row(_ sql: String, _ arguments: String...) throws -> Row? {
    try Row.fetchOne(db.cachedStatement(sql: sql), arguments: StatementArguments(arguments))
  }

  /// How a message names it.
  private func identity(of record: BackupRecord) throws -> (StoreError.Entity, String) {
    switch record {
    case .project(let project): (.project, project.name)
    case .cluster(let cluster, _):
      (.cluster, try path("SELECT name FROM project WHERE id = ?", cluster.projectID.rawValue, cluster.name))
    case .app(let app):
      (.app, try path(Self.clusterPath, app.clusterID.rawValue, app.name))
    case .secret(let secret): (.secret, "\(secret.key) of \(try path(Self.appPath, secret.appID.rawValue))")
    case .revision(let revision, _, _):
      (.revision, "\(revision.number) of \(try path(Self.appPath, revision.appID.rawValue))")
    case .head, .audit, .setting, .lastSeen: (.project, "")
    }
  }

  private func path(_ sql: String, _ id: String, _ name: String? = nil) throws -> String {
    [try String.fetchOne(db, sql: sql, arguments: [id]), name].compactMap(\.self).joined(separator: "/")
  }

  private static let clusterPath = """
    SELECT project.name || '/' || cluster.name FROM cluster JOIN project ON project.id = project_id
    WHERE cluster.id = ?
    """

  private static let appPath = """
    SELECT project.name || '/' || cluster.name || '/' || app.name
    FROM app JOIN cluster ON cluster.id = cluster_id JOIN project ON project.id = project_id WHERE app.id = ?
    """
}
