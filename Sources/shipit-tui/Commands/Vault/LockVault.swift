import ArgumentParser
import Storage

struct LockVault: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock", abstract: "Destroy the key file, so that only a passphrase opens the vault.")

  @OptionGroup var global: GlobalOptions

  func run(_ session: Session) async throws {
    let keys = try session.vaultKeys()
    let slots = try await session.store.slots()
    // Whoever locks must be able to come back.
    guard slots.contains(where: { $0.kind == .passphrase }) else { throw CommandError.lockWithoutPassphrase }
    // The file first: what opens without a question must not outlive a kill between the two.
    let wasThere = try keys.destroyKeyFile()
    let ids = Set(slots.filter { $0.kind == .keyFile }.map(\.id))
    if !ids.isEmpty { try await session.store.removeSlots(ids) }
    session.console.print(wasThere || !ids.isEmpty ? "locked: the passphrase opens it" : "it was locked already")
  }
}
