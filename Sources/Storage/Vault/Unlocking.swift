import Foundation
import GRDB
import Model

/// The vault's ways to unlock, as the store has them.
extension Store {
  package var isLocked: Bool { keyring.open == nil }

  /// Which slot this process opened the vault by; nil while it is locked.
  package var openedSlot: String? { keyring.open?.slot }

  /// Forgets the keys. What is sealed cannot be read or written until `unlock`.
  package func lock() { keyring.lock() }

  /// The person is asked even where a key file would open the vault: this is for a screen that somebody left.
  package func unlock(with passphrase: Passphrase) async throws(StoreError) {
    let slots = try await slots()
    guard let open = try KeySource.open(slots, with: passphrase, random: random) else { throw .vaultPassphraseWrong }
    keyring.unlock(open)
  }

  /// Oldest first.
  package func slots() async throws(StoreError) -> [VaultSlot] {
    try await read { try VaultSlot.all($0) }
  }

  /// The version of the data key: how often it was rotated, and one.
  package func keyVersion() async throws(StoreError) -> Int {
    try await read { try Int.fetchOne($0, sql: "SELECT MAX(data_key_version) FROM vault_slot") ?? 0 }
  }

  @discardableResult
  package func addPassphrase(
    _ passphrase: Passphrase, scrypt: Scrypt = .standard
  ) async throws(StoreError) -> VaultSlot {
    let salt = try random.bytes(VaultSlot.saltCount)
    let key = UnlockKey(try scrypt.key(from: passphrase, salt: salt))
    return try await add(.passphrase, key, scrypt: scrypt, salt: salt)
  }

  /// - Parameter digits: 64 hexadecimal digits, as `SHIPIT_ENCRYPT_KEY` holds them.
  @discardableResult
  package func addEnvironmentKey(_ digits: String) async throws(StoreError) -> VaultSlot {
    let trimmed = digits.utf8.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let key = UnlockKey(
      try SecretBytes(hexadecimal: trimmed, count: AESGCM.keyCount, orThrow: .keyMalformed(source: "What was given")))
    return try await add(.environment, key)
  }

  /// Makes a key file with a new key.
  @discardableResult
  package func addKeyFile(_ path: String) async throws(StoreError) -> VaultSlot {
    try await replaceKeyFile(path, deleting: [])
  }

  /// Removes ways to unlock, but never the last.
  package func removeSlots(_ ids: Set<String>) async throws(StoreError) {
    try await write { db in
      for id in ids {
        try db.execute(sql: "DELETE FROM vault_slot WHERE id = ?", arguments: [id])
        try db.expectChange(orThrow: .notFound(.vaultSlot, id))
      }
      let rest = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM vault_slot") ?? 0
      guard rest > 0 else { throw StoreError.lastSlot }
    }
  }

  /// Gives a way to unlock another key around the same data key, and takes the old one away in the same transaction.
  @discardableResult
  package func replacePassphrase(
    _ old: Set<String>, by passphrase: Passphrase, scrypt: Scrypt = .standard
  ) async throws(StoreError) -> VaultSlot {
    let salt = try random.bytes(VaultSlot.saltCount)
    let key = UnlockKey(try scrypt.key(from: passphrase, salt: salt))
    return try await add(.passphrase, key, scrypt: scrypt, salt: salt, deleting: old)
  }

  /// Whether the key file opens this vault; nil where there is none. Every store of a person has the same key file, unless
  /// told otherwise: what opens nothing here may be all that opens another.
  package func isOpened(byKeyFile path: String) async throws(StoreError) -> Bool? {
    guard let key = try KeyFile(path: path).read() else { return nil }
    return try KeySource.open(try await slots(), under: UnlockKey(key), random: random) != nil
  }

  /// The same for the key file. The new key is beside its place before the store knows it, and in its place before the
  /// store forgets the old one: at every moment the file that is there opens the vault.
  ///
  /// - Throws: `.keyOfOthers` where the file that is there opens nothing here.
  @discardableResult
  package func replaceKeyFile(_ path: String, deleting old: Set<String>) async throws(StoreError) -> VaultSlot {
    guard try await isOpened(byKeyFile: path) != false else { throw .keyOfOthers(path: path) }
    let file = KeyFile(path: path)
    let (key, staged) = try file.stage(random: random)
    let slot = try await add(.keyFile, key)
    try file.install(staged)
    if !old.isEmpty { try await removeSlots(old) }
    return slot
  }

  private func add(
    _ kind: VaultSlot.Kind, _ key: UnlockKey, scrypt: Scrypt? = nil, salt: [UInt8] = [], deleting old: Set<String> = []
  ) async throws(StoreError) -> VaultSlot {
    let (keyring, now) = (keyring, now)
    let (slot, vault) = try await write { db in
      let vault = try keyring.vault(db)
      let slot = try VaultSlot(kind, vault: vault, under: key, scrypt: scrypt, salt: salt, createdAt: now)
      try slot.insert(db)
      for id in old {
        try db.execute(sql: "DELETE FROM vault_slot WHERE id = ?", arguments: [id])
      }
      return (slot, vault)
    }
    // What this process was opened by may be gone now.
    if let open = keyring.open, old.contains(open.slot) || kind == .keyFile {
      keyring.unlock(.init(vault: vault, slot: slot.id, unlockKey: key))
    }
    return slot
  }
}
