import ArgumentParser
import Engine
import Storage

struct AddWayToUnlock: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a way to unlock the vault.",
    discussion: """
      A passphrase, or the 64 hexadecimal digits that SHIPIT_ENCRYPT_KEY will hold, is read from standard input, from a \
      file, or typed unseen. A key file gets a new random key.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument var way: WayToUnlock
  @Option(help: ArgumentHelp("Read it from this file.", valueName: "file")) var fromFile: String?

  func run(_ session: Session) async throws {
    let keys = try session.vaultKeys()
    switch way {
    case .passphrase:
      try await session.store.addPassphrase(
        try session.console.newPassphrase(fromFile: fromFile), scrypt: session.scrypt)
    case .environment:
      let digits = try SecretValue(fromFile: fromFile).read(session.console, prompt: "Key, 64 hexadecimal digits")
      try await session.store.addEnvironmentKey(digits)
    case .keyFile:
      let old = try await session.slotIDs(of: .keyFile)
      guard old.isEmpty else { throw CommandError.keyFileThere }
      try await session.store.addKeyFile(keys.keyFilePath)
    }
    session.console.print("\(way.kind.words) opens the vault")
  }
}
