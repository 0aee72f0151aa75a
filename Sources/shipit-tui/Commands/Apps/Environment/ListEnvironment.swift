import ArgumentParser
import Model

struct ListEnvironment: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List an app's environment variables.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var argument: AppArgument

  private struct Record: Encodable {
    let name: String
    let value: String
  }

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    try Listing(
      records: app.configuration.environment.sorted { $0.key < $1.key }.map { Record(name: $0.key, value: $0.value) },
      header: ["NAME", "VALUE"], row: { [$0.name, $0.value] }, name: \.name,
      nothing: "\(argument.app) has no environment variables."
    ).print(as: output.format, to: session.console)
  }
}
