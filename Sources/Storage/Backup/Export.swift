import Foundation
import GRDB
import Model

/// How many of each an export or import held.
package struct BackupSummary: Hashable, Sendable {
  package var projects = 0
  package var clusters = 0
  package var apps = 0
  package var secrets = 0
  package var revisions = 0
  package var auditEntries = 0
  /// Of an import: records that the store had already, equal.
  package var unchanged = 0

  package init() {}

  mutating func count(_ table: RowLine.Table) {
    switch table {
    case .app: apps += 1
    case .secret: secrets += 1
    case .revision: revisions += 1
    }
  }

  mutating func count(_ record: BackupRecord) {
    switch record {
    case .project: projects += 1
    case .cluster: clusters += 1
    case .app: apps += 1
    case .secret: secrets += 1
    case .revision: revisions += 1
    case .audit: auditEntries += 1
    case .head, .setting, .lastSeen: break
    }
  }
}

extension Store {
  /// Of the payload. 2 added the audit and what pre-deploy jobs wrote.
  static let backupVersion = 2

  /// Writes everything into one encrypted file, atomically. `docs/formats/export.md` specifies it.
  @discardableResult
  package func exportBackup(
    to destination: BackupDestination, passphrase: Passphrase, scrypt: Scrypt = .standard,
    progress: BackupProgress? = nil
  ) async throws(StoreError) -> BackupSummary {
    let head = try BackupHead(scrypt: scrypt, random: random)
    let (now, keyring) = (now, keyring)
    return try await read { db in
      try destination.write { output in
        var summary = BackupSummary()
        var percent = PercentCounter(
          total: progress == nil ? 0 : try BackupSummary(countedIn: db).total, tell: progress)
        var chunks = try ChunkWriter(head: head, key: head.key(from: passphrase))
        try chunks.begin(to: output.write)
        let encoder = RecordJSON.encoder()
        func append(_ record: BackupRecord) throws {
          var line = Array(try encoder.encode(record)) + [UInt8(ascii: "\n")]
          defer { wipe(&line) }
          try chunks.append(line, to: output.write)
          summary.count(record)
          percent.advance()
        }
        try append(.head(version: Self.backupVersion, exportedAt: now))
        let reader = try RecordReader(db: db, vault: keyring.vault(db))
        var lines = RowLine(vault: reader.vault)
        defer { lines.end() }
        try reader.walk(append) { table, row in
          try chunks.append(lines.bytes(of: row, in: table), to: output.write)
          summary.count(table)
          percent.advance()
        }
        try reader.forEachAuditEntry(append)
        try reader.forEachMemory(append)
        try chunks.finish(to: output.write)
        return summary
      }
    }
  }

  /// Writes plain JSON for people and version control, without kubeconfigs and secret values. It cannot be imported.
  @discardableResult
  package func exportRedacted(to destination: BackupDestination) async throws(StoreError) -> BackupSummary {
    let keyring = keyring
    return try await read { db in
      try destination.write { output in
        var summary = BackupSummary()
        let encoder = RecordJSON.encoder()
        var separator = "\n"
        try output.write(Array(#"{"redacted":true,"version":\#(Self.backupVersion),"records":["#.utf8))
        try RecordReader(db: db, vault: keyring.vault(db)).forEachRecord { record in
          try output.write(Array(separator.utf8) + encoder.encode(RedactedRecord(record: record)))
          separator = ",\n"
          summary.count(record)
        }
        try output.write(Array("\n]}\n".utf8))
        return summary
      }
    }
  }
}

/// A record without what is confidential: keys of secrets, no values; nor what a pre-deploy job wrote, which may hold some.
private struct RedactedRecord: Encodable {
  let record: BackupRecord

  private enum CodingKeys: String, CodingKey {
    case type, key
    case secretKeys = "secret_keys"
    case appID = "app_id"
    case createdAt = "created_at"
    case updatedAt = "updated_at"
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch record {
    case .cluster(let cluster, _):
      try values.encode("cluster", forKey: .type)
      try cluster.encode(to: encoder)
    case .revision(let revision, let secrets, _):
      try values.encode("revision", forKey: .type)
      try revision.encode(to: encoder)
      if !secrets.isEmpty { try values.encode(secrets.keys.sorted(), forKey: .secretKeys) }
    case .secret(let secret):
      try values.encode("secret", forKey: .type)
      try values.encode(secret.appID, forKey: .appID)
      try values.encode(secret.key, forKey: .key)
      try values.encode(secret.createdAt, forKey: .createdAt)
      try values.encode(secret.updatedAt, forKey: .updatedAt)
    case .project, .app, .head, .audit, .setting, .lastSeen:
      try record.encode(to: encoder)
    }
  }
}
