import ArgumentParser
import Model

struct DeleteSecret: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete a secret.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var argument: AppArgument
  @Argument var key: String

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    try session.confirm("Delete the secret \(key) of \(argument.app)?", unless: confirmation.yes)
    try await session.engine.deleteSecret(key, of: app.id)
    session.console.print("secret \(key) of \(argument.app) deleted")
  }
}
