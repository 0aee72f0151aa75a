import ArgumentParser

struct ShowPreDeployLog: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "pre-deploy-log", abstract: "Show what the pre-deploy command of a revision wrote.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @Option(help: "Which revision; else the current one.") var revision: Int?

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    let found = try await session.store.revision(revision ?? app.currentRevision, of: app.id)
    guard let log = try await session.store.hookLog(of: found.id) else {
      return session.console.note("Revision \(found.number) ran no pre-deploy command.")
    }
    for line in log.split(separator: "\n", omittingEmptySubsequences: false) { session.console.print(String(line)) }
  }
}
