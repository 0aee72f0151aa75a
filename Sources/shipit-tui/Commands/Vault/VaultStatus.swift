import ArgumentParser
import Engine
import Model
import Storage

struct VaultStatus: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "List the ways to unlock the vault; * marks the one in use.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var output: OutputOptions

  private struct Record: Encodable {
    let id: String
    let kind: String
    let created_at: String
    let in_use: Bool
    let key_version: Int
  }

  func run(_ session: Session) async throws {
    let version = try await session.store.keyVersion()
    let used = session.store.openedSlot
    let records = try await session.store.slots().map {
      Record(
        id: $0.id, kind: $0.kind.rawValue, created_at: RFC3339.text(of: $0.createdAt), in_use: $0.id == used,
        key_version: version)
    }
    try Listing(
      records: records, header: ["", "OPENS WITH", "CREATED", "ID"],
      row: { [$0.in_use ? "*" : "", $0.kind, $0.created_at, $0.id] }, name: \.id, nothing: "The vault has no key."
    ).print(as: output.format, to: session.console)
    session.console.note("The data key has version \(version).")
  }
}
