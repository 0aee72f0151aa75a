import Engine
import Foundation
import Glibc
import HTTP
import Storage

/// Puts the real things together: the store, libcurl, the person.
enum Wiring {
  static func session(
    _ options: GlobalOptions, environment: ProgramEnvironment, console: Console
  ) async throws -> Session {
    if options.demo {
      let world = try await DemoWorld.make(
        author: environment.plain[DemoWorld.momentVariable] == nil ? author(environment.plain) : "ada@laptop",
        environment: environment.plain)
      return Session(engine: world.engine, console: console, environment: environment)
    }
    let location = StoreLocation(store: options.store, environment: environment.plain)
    let keys = KeySource(environment: environment, keyFile: location.keyFile) { attempt throws(StoreError) in
      try vaultPassphrase(attempt, environment, console)
    }
    let store = try Store(path: location.store, key: keys)
    if store.hasLostLog {
      console.note(
        """
        The log \(location.store)-wal of a run that was killed is gone. What it changed last may be missing: compare with your \
        latest export.
        """)
    }
    let surroundings = Engine.Surroundings(
      transport: { RetryingTransport(CurlTransport(endpoint: $0, userAgent: userAgent)) },
      author: author(environment.plain), environment: environment.plain, lookUp: SystemResolver.lookUp)
    if console.isInputTerminal { surroundings.terminal.lending = .init(isFree: true) { _, body in await body() } }
    return Session(
      engine: Engine(store: store, surroundings: surroundings), console: console, environment: environment, keys: keys)
  }

  /// From the environment, a file that it names, or a person; the first two are not asked twice.
  private static func vaultPassphrase(
    _ attempt: Int, _ environment: ProgramEnvironment, _ console: Console
  ) throws(StoreError) -> Passphrase? {
    if let text = environment[vaultPassphraseVariable] { return attempt == 0 ? try Passphrase(text) : nil }
    if let path = environment[vaultPassphraseVariable + "_FILE"] {
      guard attempt == 0 else { return nil }
      guard var text = try? String(contentsOfFile: path, encoding: .utf8) else {
        throw .keyUnreadable(path: path, reason: String(cString: strerror(errno)))
      }
      if text.last == "\n" { text.removeLast() }
      return try Passphrase(text)
    }
    if attempt > 0 { console.note("That does not open it.") }
    guard let typed = console.secret("Passphrase of the vault"), !typed.isEmpty else { return nil }
    return try Passphrase(typed)
  }

  static let vaultPassphraseVariable = "SHIPIT_VAULT_PASSPHRASE"

  /// Taken out of the environment at the start: nobody else needs to know them, neither a kubeconfig's credential command,
  /// nor an editor, nor a reader of /proc.
  static let secretVariables: Set = [
    KeySource.variable, BackupOptions.passphraseVariable, vaultPassphraseVariable, SetRemote.tokenVariable,
  ]

  /// What API servers write into their audit logs.
  private static let userAgent = "shipit-tui/\(ShipitTUI.configuration.version)"

  /// Who is written into revisions: `user@host`.
  static func author(_ environment: [String: String]) -> String {
    let user = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? environment["USER"] ?? "\(getuid())"
    return "\(user)@\(ProcessInfo.processInfo.hostName)"
  }
}
