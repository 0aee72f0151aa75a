import ArgumentParser

struct TestRemote: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Ask a server whether it is one, and takes the token.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: RemoteName

  func run(_ session: Session) async throws {
    let remote = try await session.engine.remote(named: argument.name)
    let count = try await session.engine.testRemote(remote)
    session.console.print("\(remote.name) answers at \(remote.url), and has \(count) project\(count == 1 ? "" : "s")")
  }
}
