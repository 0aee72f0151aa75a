/// Why the store could not do what was asked. Facts only: the words are the caller's.
package enum StoreError: Error, Hashable, Sendable {
  package enum Entity: String, Hashable, Sendable {
    case project, cluster, app, revision, secret, remote
    case vaultSlot = "way to unlock"
  }

  // Opening
  case cannotCreate(path: String, reason: String)
  /// The file or its folder cannot be written.
  case readOnly(path: String)
  /// The file is something else than a store of ours.
  case notAStore(path: String)
  /// A newer shipit-tui made it.
  case newerSchema(path: String)
  case corrupt(path: String, detail: String)
  /// What is asked for needs the store for itself.
  case openElsewhere(path: String)

  // The vault
  /// Not 64 hexadecimal digits.
  case keyMalformed(source: String)
  /// The store holds ciphertext, and the key that opens it is not there.
  case keyMissing(path: String)
  case keyUnreadable(path: String, reason: String)
  /// Others than its owner may read or replace the key file.
  case keyExposed(path: String)
  /// The key is well-formed, and not the one that this store was made with.
  case keyWrong(source: String)
  /// A ciphertext was changed, or moved from another place.
  case sealBroken(table: String, column: String)
  case noRandomBytes
  case noMemory
  /// The keys were forgotten; somebody has to unlock.
  case vaultLocked
  /// Another process gave the vault other keys than this one was opened with.
  case vaultChanged
  /// Only a passphrase opens the vault, and nobody gave one.
  case vaultPassphraseNeeded
  case vaultPassphraseWrong
  /// Without it nothing could open the store again.
  case lastSlot
  /// A rotation needs the key of each way to unlock.
  case slotKeyMissing(kinds: [VaultSlot.Kind])
  /// The key file that is in the way opens no way of this store: another one may live by it.
  case keyOfOthers(path: String)
  /// `vault init` of a store that is there.
  case alreadyThere(path: String)

  // Records
  case notFound(Entity, String)
  /// There is one of that name already.
  case duplicate(Entity, name: String)
  /// More than one app answers to the name.
  case ambiguous(name: String, candidates: [String])

  // The database
  /// Another process kept the store locked for longer than we wait.
  case busy
  case diskFull
  /// The disk failed, or went away.
  case diskFailed(path: String, code: Int32)
  case database(code: Int32, message: String)

  // Backup files
  case backupUnreadable(path: String, reason: String)
  case backupUnwritable(path: String, reason: String)
  case notABackup
  /// A redacted export: it holds too little to restore a store.
  case backupRedacted
  /// A newer shipit-tui made it.
  case newerBackup(version: Int)
  /// Its scrypt parameters would take more memory or time than we allow.
  case backupParametersRefused
  /// The passphrase is wrong, or the file's head was changed.
  case passphraseWrong
  case passphraseEmpty
  /// A chunk does not authenticate, or the file ends early: counted from 0.
  case backupBroken(chunk: Int)
  /// It authenticates, and what it says makes no sense.
  case backupInvalid(line: Int, reason: String)
  /// It and the store hold different things under one name or id.
  case backupConflict(Entity, name: String)
}
