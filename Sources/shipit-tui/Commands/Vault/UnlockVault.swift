import ArgumentParser
import Storage

struct UnlockVault: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlock", abstract: "Make a key file, so that nothing is asked until `vault lock`.")

  @OptionGroup var global: GlobalOptions

  func run(_ session: Session) async throws {
    let keys = try session.vaultKeys()
    let slots = try await session.store.slots()
    if try await session.store.isOpened(byKeyFile: keys.keyFilePath) == true {
      session.console.print("it opens without a question already")
      return
    }
    let stale = Set(slots.filter { $0.kind == .keyFile }.map(\.id))
    try await session.store.replaceKeyFile(keys.keyFilePath, deleting: stale)
    session.console.print("unlocked: \(keys.keyFilePath) opens it until vault lock")
  }
}
