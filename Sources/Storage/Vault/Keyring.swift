import GRDB
import Synchronization

/// The vault while it is open, and nothing of it while it is locked.
///
/// The unlock key is kept beside the data key, so that a rotation by another process is followed without a question.
final class Keyring: Sendable {
  struct Open: Sendable {
    let vault: Vault
    /// Which slot it was opened by.
    let slot: String
    let unlockKey: UnlockKey
  }

  private let state: Mutex<Open?>
  private let random: RandomBytes

  init(_ open: Open, random: RandomBytes) {
    state = Mutex(open)
    self.random = random
  }

  var open: Open? { state.withLock { $0 } }

  /// Forgets the keys; they are wiped when nobody is at work with them any more.
  func lock() { state.withLock { $0 = nil } }

  func unlock(_ open: Open) { state.withLock { $0 = open } }

  /// The vault that seals and opens in this transaction: of the data key that the store has in it.
  func vault(_ db: Database) throws -> Vault {
    guard let open else { throw StoreError.vaultLocked }
    let version = try Int.fetchOne(
      db.cachedStatement(sql: "SELECT MAX(data_key_version) FROM vault_slot"))
    guard open.vault.keyVersion != version else { return open.vault }
    // Another process has rotated it.
    let row = try Row.fetchOne(db, sql: "SELECT * FROM vault_slot WHERE id = ?", arguments: [open.slot])
    guard let vault = try row.map({ try VaultSlot($0) })?.vault(under: open.unlockKey, random: random) else {
      throw StoreError.vaultChanged
    }
    state.withLock { state in
      if state != nil { state = Open(vault: vault, slot: open.slot, unlockKey: open.unlockKey) }
    }
    return vault
  }
}
