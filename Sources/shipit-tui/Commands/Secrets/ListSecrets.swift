import ArgumentParser
import Model

struct ListSecrets: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the keys of an app's secrets. Values are never shown.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var argument: AppArgument

  private struct Record: Encodable {
    let app_id: AppID
    let key: String
  }

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    try Listing(
      records: try await session.store.secretKeys(of: app.id).map { Record(app_id: app.id, key: $0) },
      header: ["KEY"], row: { [$0.key] }, name: \.key, nothing: "\(argument.app) has no secrets."
    ).print(as: output.format, to: session.console)
  }
}
