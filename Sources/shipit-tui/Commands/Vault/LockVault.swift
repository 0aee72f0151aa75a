import ArgumentParser
import Storage

struct LockVault: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock", abstract: "Destroy the key file, so that only a passphrase opens the vault.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var confirmation: ConfirmationOptions

  func run(_ session: Session) async throws {
    let keys = try session.vaultKeys()
    let slots = try await session.store.slots()
    // Whoever locks must be able to come back.
    guard slots.contains(where: { $0.kind == .passphrase }) else { throw CommandError.lockWithoutPassphrase }
    let path = keys.keyFilePath
    let isOurs = try await session.store.isOpened(byKeyFile: path)
    if isOurs == true {
      // The file first: what opens without a question must not outlive a kill between the two.
      try session.confirm("Destroy \(path)? Every other store that has it is locked too.", unless: confirmation.yes)
      _ = try keys.destroyKeyFile()
    }
    let ids = Set(slots.filter { $0.kind == .keyFile }.map(\.id))
    if !ids.isEmpty { try await session.store.removeSlots(ids) }
    if isOurs == false { session.console.note("\(path) does not open this store, and stays") }
    session.console.print(isOurs == true || !ids.isEmpty ? "locked: the passphrase opens it" : "it was locked already")
  }
}
