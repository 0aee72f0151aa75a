import Foundation
import GRDB
import Model

/// One way to unlock the vault: the data key under the key that this way gives.
package struct VaultSlot: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case keyFile = "key_file"
    /// `SHIPIT_ENCRYPT_KEY`.
    case environment
    case passphrase
    /// Of a store of an older version, which did not write down whether the key came from a file or the environment.
    case key
  }

  package let id: String
  package let kind: Kind
  package let createdAt: Date
  let wrapped: Sealed
  /// How a passphrase becomes a key; nil for what is a key already.
  let scrypt: Scrypt?
  let salt: [UInt8]

  static let saltCount = 16

  /// Wraps the vault's data key for a way that is new.
  init(
    _ kind: Kind, id: String = UUID().uuidString.lowercased(), vault: Vault, under key: UnlockKey,
    scrypt: Scrypt? = nil,
    salt: [UInt8] = [], createdAt: Date
  ) throws(StoreError) {
    self.id = id
    self.kind = kind
    self.createdAt = createdAt
    self.scrypt = scrypt
    self.salt = salt
    wrapped = try vault.wrapped(under: key.bytes, at: Self.place(id))
  }

  /// The same way around another data key.
  func rewrapped(_ vault: Vault, under key: UnlockKey) throws(StoreError) -> VaultSlot {
    try VaultSlot(kind, id: id, vault: vault, under: key, scrypt: scrypt, salt: salt, createdAt: createdAt)
  }

  /// nil when the key is not the one of this slot.
  func vault(under key: UnlockKey, random: RandomBytes) throws(StoreError) -> Vault? {
    try Vault.unwrapping(wrapped, at: Self.place(id), under: key.bytes, random: random)
  }

  /// What a passphrase gives here; nil where this slot takes none.
  func key(from passphrase: Passphrase) throws(StoreError) -> UnlockKey? {
    guard let scrypt else { return nil }
    return UnlockKey(try scrypt.key(from: passphrase, salt: salt))
  }

  private static func place(_ id: String) -> Place {
    Place(table: "vault_slot", column: "data_key", row: [id])
  }
}

/// What opens a slot. It is shared by reference, and wiped when the last reference goes.
final class UnlockKey: Sendable {
  let bytes: SecretBytes

  init(_ bytes: consuming SecretBytes) {
    self.bytes = bytes
  }
}

extension VaultSlot {
  init(_ row: Row) throws {
    id = row["id"]
    kind = try row.value("kind")
    createdAt = try row.date("created_at")
    wrapped = Sealed(keyVersion: row["data_key_version"], bytes: Array(row["data_key"] as Data))
    // Absent in a store that has not been migrated yet.
    salt = Array((row["salt"] as Data?) ?? Data())
    if let exponent = row["scrypt_exponent"] as Int?, let blockSize = row["scrypt_block_size"] as Int?,
      let parallelism = row["scrypt_parallelism"] as Int?
    {
      // What does not fit is refused with the parameters that ask for too much.
      scrypt = Scrypt(
        costExponent: UInt8(clamping: exponent), blockSize: UInt8(clamping: blockSize),
        parallelism: UInt8(clamping: parallelism))
    } else {
      scrypt = nil
    }
  }

  static func all(_ db: Database) throws -> [VaultSlot] {
    try Row.fetchAll(db, sql: "SELECT * FROM vault_slot ORDER BY created_at, id").map { try VaultSlot($0) }
  }

  func insert(_ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO vault_slot (id, kind, data_key, data_key_version, created_at, salt, scrypt_exponent,
          scrypt_block_size, scrypt_parallelism)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        id, kind.rawValue, wrapped.data, wrapped.keyVersion, createdAt.text, scrypt == nil ? nil : Data(salt),
        scrypt.map { Int($0.costExponent) }, scrypt.map { Int($0.blockSize) }, scrypt.map { Int($0.parallelism) },
      ])
  }
}
