import ArgumentParser
import Engine
import Storage

struct RemoveWayToUnlock: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a way to unlock the vault, but never the last.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var confirmation: ConfirmationOptions
  @Argument(help: "passphrase, key-file, environment, or an id that `vault status` shows.") var way: String

  func run(_ session: Session) async throws {
    let slots = try await session.store.slots()
    let ids = slots.filter { $0.id == way || $0.kind == WayToUnlock(rawValue: way)?.kind }.map(\.id)
    guard !ids.isEmpty else { throw StoreError.notFound(.vaultSlot, way) }
    guard ids.count < slots.count else { throw StoreError.lastSlot }
    try session.confirm("Remove \(way)? It will not open the vault any more.", unless: confirmation.yes)
    try await session.store.removeSlots(Set(ids))
    session.console.print("\(way) does not open the vault any more")
  }
}
