import Model
import Storage

extension StoreError {
  package var explanation: Explanation {
    switch self {
    case .notFound(let entity, let name):
      Explanation(.notFound, "There is no \(entity.rawValue) \"\(name.neutralised())\".")
    case .duplicate(let entity, let name):
      Explanation(
        .refused, "There is already a\(entity == .app ? "n" : "") \(entity.rawValue) called \(name.neutralised()).")
    case .ambiguous(let name, let candidates):
      Explanation(
        .usage, "More than one app is called \"\(name.neutralised())\".",
        advice: "Name one of them: \(candidates.joined(separator: ", ").sentence)")
    case .cannotCreate(let path, let reason):
      Explanation(.failed, "The store \(path) cannot be opened: \(reason.sentence)")
    case .readOnly(let path):
      Explanation(
        .failed, "The store \(path) cannot be written.",
        advice:
          "Nothing was changed. Mend its permissions or its folder's, make the disk writable, or use another: --store")
    case .notAStore(let path):
      Explanation(
        .failed, "\(path) is not a store of shipit-tui.", advice: "Nothing was changed. Name another file with --store."
      )
    case .newerSchema(let path):
      Explanation(.failed, "\(path) was made by a newer shipit-tui.", advice: "Nothing was changed. Upgrade this one.")
    case .corrupt(let path, let detail):
      Explanation(
        .failed, "\(path) is damaged: \(detail.neutralised().sentence)",
        advice:
          "Import your latest export into a new store (--store), or bring over what can be read: shipit-tui store repair"
      )
    case .openElsewhere(let path):
      Explanation(
        .refused, "Another shipit-tui has \(path) open.", advice: "Nothing was changed. End it first, and try again.")
    case .keyMalformed(let source):
      Explanation(
        .locked, "\(source) is not a key: 64 hexadecimal digits are needed.",
        advice: "Make one with: openssl rand -hex 32")
    case .keyMissing(let path):
      Explanation(
        .locked, "The store is encrypted, and its key \(path) is not there.",
        advice: "Bring the key file back, or set SHIPIT_ENCRYPT_KEY to the key that the store was made with.")
    case .keyUnreadable(let path, let reason):
      Explanation(.locked, "The key \(path) cannot be read: \(reason.sentence)")
    case .keyExposed(let path):
      Explanation(.locked, "Others than you can read or replace the key \(path).", advice: "chmod 600 \(path)")
    case .keyWrong(let source):
      Explanation(
        .locked, "\(source) is not the key that this store was made with.",
        advice: "Nothing was changed. Use the right key, or another store with --store.")
    case .sealBroken(let table, let column):
      Explanation(.failed, "A sealed value (\(table).\(column)) was changed outside shipit-tui and is not used.")
    case .vaultLocked, .vaultChanged, .vaultPassphraseNeeded, .vaultPassphraseWrong, .lastSlot, .slotKeyMissing,
      .alreadyThere, .keyOfOthers:
      vaultExplanation
    case .noRandomBytes: Explanation(.failed, "The system gives no random bytes, so nothing can be encrypted.")
    case .noMemory: Explanation(.failed, "There is no memory left.", advice: "Nothing was changed.")
    case .busy:
      Explanation(.failed, "Another process keeps the store locked.", advice: "Try again in a moment.")
    case .diskFull: Explanation(.failed, "The disk is full; nothing was changed.", advice: "Make room and try again.")
    case .diskFailed(let path, let code):
      Explanation(
        .failed, "The disk of \(path) cannot be read or written (SQLite \(code)).",
        advice: "Nothing was changed. See to the disk (dmesg tells of it), and keep a copy of the file first.")
    case .database(let code, let message): Explanation(.failed, "SQLite says: \(message.neutralised()) (\(code)).")
    default: backupExplanation
    }
  }

  private var vaultExplanation: Explanation {
    switch self {
    case .vaultLocked: Explanation(.locked, "The vault is locked.", advice: "Unlock it with its passphrase.")
    case .vaultChanged:
      Explanation(
        .locked, "Another process gave the vault other keys in the meantime.",
        advice: "Nothing was changed. Start again with the keys that it has now.")
    case .vaultPassphraseNeeded:
      Explanation(
        .locked, "The vault opens with a passphrase, and there is no terminal to ask for it.",
        advice: "Set SHIPIT_VAULT_PASSPHRASE, or SHIPIT_VAULT_PASSPHRASE_FILE to a file that holds it.")
    case .vaultPassphraseWrong:
      Explanation(.locked, "The passphrase does not open the vault.", advice: "Nothing was changed.")
    case .lastSlot:
      Explanation(
        .refused, "That is the last way to unlock the vault; without it nothing could open the store again.",
        advice: "Add another first: shipit-tui vault add passphrase")
    case .slotKeyMissing(let kinds):
      Explanation(
        .locked,
        "A rotation needs the key of every way to unlock, and these are not at hand: "
          + kinds.map(\.words).joined(separator: ", ").sentence,
        advice: "Nothing was changed. Give them too, or remove those ways with --forget-others.")
    case .keyOfOthers(let path):
      Explanation(
        .refused, "\(path) does not open this store: another one may open by nothing else. Nothing was changed.",
        advice: "Move it away if no store needs it, or keep each store's key apart with XDG_CONFIG_HOME.")
    case .alreadyThere(let path):
      Explanation(
        .refused, "\(path) is there already, with a vault of its own.",
        advice: "Nothing was changed. See how it opens: shipit-tui vault status")
    default: Explanation(.failed, "\(self)".neutralised())
    }
  }

  private var backupExplanation: Explanation {
    switch self {
    case .backupUnreadable(let path, let reason): Explanation(.failed, "\(path) cannot be read: \(reason.sentence)")
    case .backupUnwritable(let path, let reason):
      Explanation(
        .failed, "\(path) cannot be written: \(reason.sentence)", advice: "A backup that was there before is untouched."
      )
    case .notABackup: Explanation(.failed, "This is not an export of shipit-tui.")
    case .newerBackup(let version):
      Explanation(
        .failed, "This export has version \(version), which a newer shipit-tui made.", advice: "Upgrade this one.")
    case .backupParametersRefused:
      Explanation(.failed, "This export asks for more memory or time than any that shipit-tui makes; it is not read.")
    case .passphraseWrong:
      Explanation(
        .locked, "The passphrase is wrong, or the head of the file was changed.", advice: "Nothing was imported.")
    case .passphraseEmpty:
      Explanation(
        .usage, "An export needs a passphrase.", advice: "Set SHIPIT_PASSPHRASE, or leave secrets out with --redact.")
    case .backupBroken(let chunk):
      Explanation(.failed, "The export is damaged or cut off at chunk \(chunk).", advice: "Nothing was imported.")
    case .backupInvalid(let line, let reason):
      Explanation(
        .failed, "Line \(line) of the export makes no sense: \(reason.neutralised().sentence)",
        advice: "Nothing was imported.")
    case .backupConflict(let entity, let name):
      Explanation(
        .refused, "The export and this store hold different things as \(entity.rawValue) \"\(name.neutralised())\".",
        advice: "Nothing was imported. Import into a new store with --store.")
    default: Explanation(.failed, "\(self)".neutralised())
    }
  }
}

extension VaultSlot.Kind {
  /// What people call it.
  package var words: String {
    switch self {
    case .keyFile: "the key file"
    case .environment: KeySource.variable
    case .passphrase: "the passphrase"
    case .key: "the key (a file or \(KeySource.variable))"
    }
  }
}
