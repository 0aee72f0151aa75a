import ArgumentParser
import Engine
import Storage

struct RekeyVault: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "rekey", abstract: "Give a way to unlock another key; what is encrypted stays as it is.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var confirmation: ConfirmationOptions
  @Argument(help: "passphrase or key-file.") var way: WayToUnlock
  @Option(help: ArgumentHelp("Read the new passphrase from this file.", valueName: "file")) var fromFile: String?

  func run(_ session: Session) async throws {
    let keys = try session.vaultKeys()
    let old = try await session.slotIDs(of: way.kind)
    guard !old.isEmpty else { throw StoreError.notFound(.vaultSlot, way.rawValue) }
    switch way {
    case .passphrase:
      let passphrase = try session.console.newPassphrase(fromFile: fromFile)
      try await session.store.replacePassphrase(old, by: passphrase, scrypt: session.scrypt)
    case .keyFile:
      let path = keys.keyFilePath
      if try await session.store.isOpened(byKeyFile: path) == true {
        try session.confirm("Replace \(path)? No other store that has it opens any more.", unless: confirmation.yes)
      }
      try await session.store.replaceKeyFile(path, deleting: old)
    case .environment: throw CommandError.rekeyEnvironment
    }
    session.console.print("\(way.kind.words) has a new key; the old one opens nothing")
  }
}
