import Foundation
import GRDB
import Model

/// What a deploy writes down on its way.
extension Store {
  /// Says what is about to be done. Nothing is changed for a revision that has ended: another process settled it.
  ///
  /// - Returns: false when it has ended.
  package func advance(_ id: RevisionID, to step: Revision.Step) async throws(StoreError) -> Bool {
    try await write { db in
      try db.execute(
        sql: "UPDATE revision SET step = ? WHERE id = ? AND outcome = 'deploying'",
        arguments: [step.rawValue, id.rawValue])
      guard db.changesCount > 0 else { return false }
      guard step == .rolling else { return true }
      try db.execute(
        sql: """
          UPDATE app SET status = ? WHERE status = ?
            AND (id, current_revision) = (SELECT app_id, number FROM revision WHERE id = ?)
          """,
        arguments: [App.Status.verifying.rawValue, App.Status.deploying.rawValue, id.rawValue])
      return true
    }
  }

  /// The digest of the image that was seen to run.
  package func setDigest(_ digest: String, of id: RevisionID) async throws(StoreError) {
    try await write { db in
      try db.execute(sql: "UPDATE revision SET digest = ? WHERE id = ?", arguments: [digest, id.rawValue])
    }
  }

  /// What the pre-deploy job wrote; nil where there was none. Text of the app's own.
  package func hookLog(of id: RevisionID) async throws(StoreError) -> String? {
    try await read { db in
      try String.fetchOne(db, sql: "SELECT hook_log FROM revision WHERE id = ?", arguments: [id.rawValue])
    }
  }

  package func setHookLog(_ log: String, of id: RevisionID) async throws(StoreError) {
    try await write { db in
      try db.execute(sql: "UPDATE revision SET hook_log = ? WHERE id = ?", arguments: [log, id.rawValue])
    }
  }

  /// A value that moves when any secret of a revision does, and from which nobody can tell or guess one: it is keyed by
  /// the store's first data key. nil for a revision without secrets.
  package func secretsChecksum(of revision: RevisionID) async throws(StoreError) -> String? {
    try await checksum { vault, db in try SecretValues.of(revision, vault: vault, db).values }
  }

  /// The same of an app's present secrets: what the checksum of its next revision will be.
  package func secretsChecksum(of app: AppID) async throws(StoreError) -> String? {
    try await checksum { vault, db in try SecretValues.of(app, vault: vault, db).values }
  }

  private func checksum(
    of values: @escaping @Sendable (Vault, Database) throws -> [String: String]
  ) async throws(StoreError) -> String? {
    let keyring = keyring
    return try await read { db in
      let vault = try keyring.vault(db)
      return try SecretValues(values: values(vault, db)).checksum(vault: vault, db)
    }
  }
}

extension SecretValues {
  /// nil for none.
  func checksum(vault: Vault, _ db: Database) throws -> String? {
    guard !values.isEmpty else { return nil }
    // Each after its length, so that no two sets of secrets read alike.
    var message = values.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }.flatMap { field in
      withUnsafeBytes(of: UInt32(field.utf8.count).bigEndian, Array.init) + field.utf8
    }
    defer { wipe(&message) }
    return try ChecksumKey.checksum(of: message, vault: vault, db)
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
