import Foundation
import GRDB

extension Store {
  /// How many values a rotation sealed anew.
  package struct Rotation: Hashable, Sendable {
    package var keyVersion = 0
    package var values = 0
    /// Ways to unlock that went because their key was not at hand.
    package var forgotten: [VaultSlot.Kind] = []
  }

  /// Makes a new data key and seals everything under it, in one transaction: afterwards the old key opens nothing here.
  ///
  /// Each way to unlock wraps the new key, for which its own key must be at hand: nothing in the store may lead from the
  /// old data key to the new one.
  ///
  /// - Parameter forgetsOthers: ways whose key is not at hand are removed; otherwise they refuse the rotation.
  package func rotateVault(
    with source: KeySource, forgetsOthers: Bool = false
  ) async throws(StoreError) -> Rotation {
    guard let open = keyring.open else { throw .vaultLocked }
    let slots = try await slots()
    // Deriving keys takes time and people: it comes before the transaction.
    var keys = try source.keys(for: slots.filter { $0.id != open.slot }, random: random)
    keys[open.slot] = open.unlockKey
    let missing = slots.filter { keys[$0.id] == nil }
    guard missing.isEmpty || forgetsOthers else { throw .slotKeyMissing(kinds: missing.map(\.kind)) }

    let (keyring, random, known) = (keyring, random, keys)
    let (rotation, vault) = try await write { db in
      let old = try keyring.vault(db)
      let present = try VaultSlot.all(db)
      guard Set(present.map(\.id)) == Set(slots.map(\.id)) else { throw StoreError.vaultChanged }
      let new = Vault(
        keyVersion: old.keyVersion + 1, dataKey: try SecretBytes(random: random, count: AESGCM.keyCount), random: random
      )
      var rotation = Rotation(keyVersion: new.keyVersion, forgotten: missing.map(\.kind))
      try ChecksumKey.keep(from: old, to: new, db)
      for column in SealedColumn.all { rotation.values += try column.reseal(from: old, to: new, db) }
      try db.execute(sql: "DELETE FROM vault_slot")
      for slot in present {
        if let key = known[slot.id] { try slot.rewrapped(new, under: key).insert(db) }
      }
      return (rotation, new)
    }
    keyring.unlock(.init(vault: vault, slot: open.slot, unlockKey: open.unlockKey))
    await truncateLog()
    return rotation
  }

  /// What was overwritten goes from the write-ahead log too, where nobody reads it at this moment.
  func truncateLog() async {
    let database = database
    await withCheckedContinuation { continuation in
      database.asyncWriteWithoutTransaction { db in
        _ = try? db.checkpoint(.truncate)
        continuation.resume()
      }
    }
  }
}

/// A column of ciphertexts: what a rotation has to seal anew and a check has to open.
struct SealedColumn {
  let table: String
  let column: String
  /// The columns of the row's key, as `Place` has them.
  let key: [String]

  static let all = [
    SealedColumn(table: "cluster", column: "kubeconfig", key: ["id"]),
    SealedColumn(table: "secret", column: "value", key: ["app_id", "key"]),
    SealedColumn(table: "revision", column: "secrets", key: ["id"]),
    SealedColumn(table: "remote", column: "token", key: ["id"]),
    SealedColumn(table: "plugin_consent", column: "fingerprint", key: ["cluster_id"]),
  ]

  private static let batch = 500

  /// Some rows at a time, by their key, since a cursor must not see its own changes. Returns how many.
  func reseal(from old: Vault, to new: Vault, _ db: Database) throws -> Int {
    var count = 0
    try forEach(db) { row, place in
      guard let sealed = row.sealed(column) else { return }
      var plaintext = try old.open(sealed, at: place)
      defer { wipe(&plaintext) }
      let resealed = try new.seal(plaintext, at: place)
      let condition = key.map { "\($0) = ?" }.joined(separator: " AND ")
      try db.execute(
        sql: "UPDATE \(table) SET \(column) = ?, \(column)_key_version = ? WHERE \(condition)",
        arguments: [resealed.data, resealed.keyVersion] + StatementArguments(place.row))
      count += 1
    }
    return count
  }

  func forEach(_ db: Database, _ body: (Row, Place) throws -> Void) throws {
    let names = key.joined(separator: ", ")
    let marks = key.map { _ in "?" }.joined(separator: ", ")
    var last = key.map { _ in "" }
    while true {
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT \(names), \(column), \(column)_key_version FROM \(table)
          WHERE (\(names)) > (\(marks)) ORDER BY \(names) LIMIT \(Self.batch)
          """, arguments: StatementArguments(last))
      for row in rows {
        last = key.map { row[$0] as String }
        try body(row, Place(table: table, column: column, row: last))
      }
      if rows.count < Self.batch { return }
    }
  }
}

/// What checksums of secrets are keyed by: the first data key, also after rotations. Another key would give every app
/// another checksum, and restart all of them with their next deploys.
enum ChecksumKey {
  private static let place = Place(table: "vault_key", column: "value", row: ["checksum"])

  static func checksum(of message: [UInt8], vault: Vault, _ db: Database) throws -> [UInt8] {
    guard let sealed = try stored(db) else { return vault.checksum(of: message) }
    var bytes = try vault.open(sealed, at: place)
    defer { wipe(&bytes) }
    let key = try SecretBytes(count: bytes.count) { $0.copyBytes(from: bytes) }
    return Vault.checksum(of: message, key: key)
  }

  static func keep(from old: Vault, to new: Vault, _ db: Database) throws {
    var bytes = try stored(db).map { try old.open($0, at: place) } ?? old.dataKeyBytes()
    defer { wipe(&bytes) }
    let sealed = try new.seal(bytes, at: place)
    try db.execute(
      sql: "INSERT OR REPLACE INTO vault_key (name, value, value_key_version) VALUES ('checksum', ?, ?)",
      arguments: [sealed.data, sealed.keyVersion])
  }

  private static func stored(_ db: Database) throws -> Sealed? {
    try Row.fetchOne(db, sql: "SELECT value, value_key_version FROM vault_key WHERE name = 'checksum'")?.sealed("value")
  }
}
