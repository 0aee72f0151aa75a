import Foundation
import GRDB
import Model

/// What one record was when both sides last had the same, and which records it was there and here.
///
/// The subject is its path, `project`, `project/cluster` or `project/cluster/namespace/app`: no name holds a slash.
package struct SyncBase: Hashable, Sendable {
  package var subject: String
  package var localID: String?
  /// The server's id of it.
  package var recordID: String?
  /// JSON, which only sync reads. It outlives the record: that is how a deletion is known.
  package var content: String

  package init(subject: String, localID: String?, recordID: String?, content: String) {
    self.subject = subject
    self.localID = localID
    self.recordID = recordID
    self.content = content
  }
}

/// Something that was about to be asked of a server: written before, removed after.
package struct SyncStepRecord: Hashable, Sendable {
  package var subject: String
  /// JSON, which only sync reads.
  package var step: String

  package init(subject: String, step: String) {
    self.subject = subject
    self.step = step
  }
}

/// What sync remembers of one server.
package struct SyncMemory: Hashable, Sendable {
  package var bases: [SyncBase] = []
  package var steps: [SyncStepRecord] = []

  package init(bases: [SyncBase] = [], steps: [SyncStepRecord] = []) {
    self.bases = bases
    self.steps = steps
  }
}

package enum SyncMemoryChange: Hashable, Sendable {
  case keep(SyncBase)
  /// With everything below it.
  case forget(subject: String)
  case begin(SyncStepRecord)
  case end(subject: String)
}

/// What this side has, at one moment. Secrets and kubeconfigs are there only as checksums that nobody without the vault
/// can make.
package struct SyncedRecords: Hashable, Sendable {
  package var snapshot: StoreSnapshot
  package var secrets: [AppID: [String: String]]
  /// A cluster that was pulled has no kubeconfig, and is not in it.
  package var kubeconfigs: [ClusterID: String]
}

extension Store {
  package func syncMemory(of remote: RemoteID) async throws(StoreError) -> SyncMemory {
    try await read { db in
      let bases = try Row.fetchAll(
        db, sql: "SELECT * FROM sync_base WHERE remote_id = ? ORDER BY subject", arguments: [remote.rawValue])
      let steps = try Row.fetchAll(
        db, sql: "SELECT * FROM sync_step WHERE remote_id = ? ORDER BY subject", arguments: [remote.rawValue])
      return SyncMemory(
        bases: bases.map {
          SyncBase(subject: $0["subject"], localID: $0["local_id"], recordID: $0["record_id"], content: $0["content"])
        },
        steps: steps.map { SyncStepRecord(subject: $0["subject"], step: $0["step"]) })
    }
  }

  /// All of it, or nothing.
  package func remember(_ changes: [SyncMemoryChange], of remote: RemoteID) async throws(StoreError) {
    guard !changes.isEmpty else { return }
    let now = now
    try await write { db in
      for change in changes { try change.apply(to: remote, at: now, db) }
    }
  }

  package func syncedRecords() async throws(StoreError) -> SyncedRecords {
    let keyring = keyring
    return try await read { db in
      let vault = try keyring.vault(db)
      let checksum = { (text: String) throws in try ChecksumKey.syncChecksum(of: text, vault: vault, db) }
      let snapshot = try StoreSnapshot(db)
      var secrets: [AppID: [String: String]] = [:]
      for app in snapshot.apps {
        secrets[app.id] = try SecretValues.of(app.id, vault: vault, db).values.mapValues(checksum)
      }
      var kubeconfigs: [ClusterID: String] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT id, kubeconfig, kubeconfig_key_version FROM cluster") {
        let id = ClusterID(rawValue: row["id"])
        guard let sealed = row.sealed("kubeconfig") else { continue }
        let text = String(decoding: try vault.open(sealed, at: .kubeconfig(of: id)), as: UTF8.self)
        if !text.isEmpty { kubeconfigs[id] = try checksum(text) }
      }
      return SyncedRecords(snapshot: snapshot, secrets: secrets, kubeconfigs: kubeconfigs)
    }
  }
}

extension SyncMemoryChange {
  func apply(to remote: RemoteID, at now: Date, _ db: Database) throws {
    switch self {
    case .keep(let base):
      try db.execute(
        sql: """
          INSERT INTO sync_base (remote_id, subject, local_id, record_id, content, synced_at) VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (remote_id, subject) DO UPDATE SET local_id = excluded.local_id, record_id = excluded.record_id,
            content = excluded.content, synced_at = excluded.synced_at
          """,
        arguments: [remote.rawValue, base.subject, base.localID, base.recordID, base.content, now.text])
    case .forget(let subject):
      try db.execute(
        sql: """
          DELETE FROM sync_base WHERE remote_id = ?1
            AND (subject = ?2 OR substr(subject, 1, length(?2) + 1) = ?2 || '/')
          """, arguments: [remote.rawValue, subject])
    case .begin(let step):
      try db.execute(
        sql: """
          INSERT INTO sync_step (remote_id, subject, step, begun_at) VALUES (?, ?, ?, ?)
          ON CONFLICT (remote_id, subject) DO UPDATE SET step = excluded.step, begun_at = excluded.begun_at
          """, arguments: [remote.rawValue, step.subject, step.step, now.text])
    case .end(let subject):
      try db.execute(
        sql: "DELETE FROM sync_step WHERE remote_id = ? AND subject = ?", arguments: [remote.rawValue, subject])
    }
  }
}

extension ChecksumKey {
  /// The same also after a rotation, so that no secret is taken for changed by one.
  static func syncChecksum(of text: String, vault: Vault, _ db: Database) throws -> String {
    try checksum(of: Array("sync".utf8) + [0] + Array(text.utf8), vault: vault, db).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}
