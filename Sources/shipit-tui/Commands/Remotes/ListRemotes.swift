import ArgumentParser
import Model

struct ListRemotes: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the servers, with what the last sync came to.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var output: OutputOptions

  func run(_ session: Session) async throws {
    try Listing(
      records: try await session.store.remotes(), header: ["NAME", "URL", "LAST SYNC", "AGE", "RESULT"],
      row: { remote in
        let last = remote.lastSync
        return [
          remote.name, remote.url, last?.outcome.rawValue ?? "never",
          last.map { humanAge(from: $0.at, to: session.engine.now) } ?? "", last?.message ?? "",
        ]
      },
      name: \.name, nothing: "There are no servers. Set one: shipit-tui remote set URL"
    ).print(as: output.format, to: session.console)
  }
}
