import ArgumentParser

struct RemoveRemote: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Forget a server and its token. What was synced stays on both sides.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var argument: RemoteName

  func run(_ session: Session) async throws {
    let remote = try await session.engine.remote(named: argument.name)
    try session.confirm(
      "Forget \(remote.name) (\(remote.url)), its token, and what was the same at the last sync?",
      unless: confirmation.yes)
    try await session.engine.removeRemote(named: remote.name)
    session.console.print("remote \(remote.name) removed")
  }
}
