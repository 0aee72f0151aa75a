import ArgumentParser
import Engine
import Storage

struct BackupOptions: ParsableArguments {
  static let passphraseVariable = "SHIPIT_PASSPHRASE"

  @Option(help: ArgumentHelp("Write everything into one encrypted file; - is standard output.", valueName: "file"))
  var export: String?

  @Option(
    name: .customLong("import"),
    help: ArgumentHelp("Restore what --export wrote, wholly or not at all.", valueName: "file"))
  var importFile: String?

  @Flag(help: "With --export: plain JSON without kubeconfigs and secret values.")
  var redact = false

  @Flag(help: "With --import: empty the store first, instead of merging.")
  var replace = false

  mutating func validate() throws {
    if export != nil, importFile != nil { throw ValidationError("--export and --import do not go together.") }
    if redact, export == nil { throw ValidationError("--redact goes with --export.") }
    if replace, importFile == nil { throw ValidationError("--replace goes with --import.") }
  }
}

extension ShipitTUI {
  /// The backup that the options ask for; nil when they ask for the screen.
  var backupCommand: BackupCommand? {
    guard backup.export != nil || backup.importFile != nil else { return nil }
    return BackupCommand(global: global, options: backup, isConfirmed: confirmation.yes)
  }

  static func isBackupOption(_ argument: String) -> Bool {
    ["--export", "--import", "--redact", "--replace"].contains { argument == $0 || argument.hasPrefix($0 + "=") }
  }
}

/// `--export` and `--import`: neither takes a terminal or a cluster.
struct BackupCommand: SessionCommand {
  let global: GlobalOptions
  let options: BackupOptions
  let isConfirmed: Bool

  func run(_ session: Session) async throws {
    if let destination = options.export {
      try await export(to: destination, session)
    } else if let file = options.importFile {
      try await restore(from: file, session)
    }
  }

  private func export(to argument: String, _ session: Session) async throws {
    let destination = BackupDestination(argument: argument)
    let summary: BackupSummary
    if options.redact {
      summary = try await session.store.exportRedacted(to: destination)
    } else {
      if destination == .standardOutput, session.console.isOutputTerminal { throw CommandError.binaryToTerminal }
      let passphrase = try passphrase(session, asksTwice: true)
      summary = try await session.store.exportBackup(
        to: destination, passphrase: passphrase, scrypt: session.scrypt)
    }
    session.console.note("exported \(summary.text)")
  }

  private func restore(from file: String, _ session: Session) async throws {
    if options.replace {
      try session.confirm("Empty the store and restore \(file)?", unless: isConfirmed)
    }
    let passphrase = try passphrase(session, asksTwice: false)
    let summary = try await session.store.importBackup(
      from: file, passphrase: passphrase, mode: options.replace ? .replace : .merge)
    let unchanged = summary.unchanged == 0 ? "" : "; \(summary.unchanged) records were there already"
    session.console.note("imported \(summary.text)\(unchanged)")
  }

  private func passphrase(_ session: Session, asksTwice: Bool) throws -> Passphrase {
    if let text = session.environment[BackupOptions.passphraseVariable] { return try Passphrase(text) }
    guard let text = session.console.secret("Passphrase of the export") else { throw CommandError.passphraseNeeded }
    if asksTwice {
      guard session.console.secret("The same again") == text else { throw CommandError.passphrasesDiffer }
    }
    return try Passphrase(text)
  }
}

extension BackupSummary {
  var text: String {
    [(projects, "project"), (clusters, "cluster"), (apps, "app"), (revisions, "revision"), (secrets, "secret")]
      .map { "\($0) \($1)\($0 == 1 ? "" : "s")" }.joined(separator: ", ")
  }
}
