import ArgumentParser
import Engine
import Model

struct EditSecrets: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Edit an app's secrets in $EDITOR, in a file that only memory holds.",
    discussion: """
      The file is YAML, NAME: value, for your eyes only, in a file system in memory ($XDG_RUNTIME_DIR or /dev/shm), and \
      overwritten in the end. vim and emacs are told to keep no copies; another editor may.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    let old = try await session.engine.secretsToEdit(of: app.id)
    let new = try await session.edited(
      old, called: "secrets",
      heading: ["Secrets of \(argument.app). A line that is removed removes the secret."]
    ) { values throws(CommandError) in
      for (name, value) in values {
        if let problem = Validation.environmentName(name) {
          throw CommandError.editedBadly(EngineError.invalid([problem]).explanation.text)
        }
        guard !value.isEmpty else { throw CommandError.editedBadly("\(name) has no value") }
      }
    }
    guard let new else { return session.console.print("secrets of \(argument.app) unchanged") }
    for (key, value) in new.sorted(by: { $0.key < $1.key }) where old[key] != value {
      try await session.engine.setSecret(key, to: value, of: app.id)
      session.console.print("secret \(key) of \(argument.app) set")
    }
    for key in old.keys.sorted() where new[key] == nil {
      try await session.engine.deleteSecret(key, of: app.id)
      session.console.print("secret \(key) of \(argument.app) deleted")
    }
    if app.currentRevision > 0 { session.console.note("Deploy the app to bring them to the cluster.") }
  }
}
