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

  @Option(
    help: ArgumentHelp("Write each app's Kubernetes YAML, without secrets, below this folder.", valueName: "folder"))
  var exportManifests: String?

  @Option(help: ArgumentHelp("Read an export wholly, without a store.", valueName: "file"))
  var verifyExport: String?

  @Option(help: ArgumentHelp("With --export to a folder: keep the newest of that many days.", valueName: "n"))
  var keepDaily: Int?

  @Option(help: ArgumentHelp("With --export to a folder: keep the newest of that many weeks.", valueName: "n"))
  var keepWeekly: Int?

  mutating func validate() throws {
    guard [export, importFile, verifyExport, exportManifests].count(where: { $0 != nil }) < 2 else {
      throw ValidationError("Of --export, --export-manifests, --import and --verify-export only one goes at a time.")
    }
    if redact, export == nil { throw ValidationError("--redact goes with --export.") }
    if replace, importFile == nil { throw ValidationError("--replace goes with --import.") }
    for (name, count) in [("--keep-daily", keepDaily), ("--keep-weekly", keepWeekly)] {
      guard let count else { continue }
      guard count > 0 else { throw ValidationError("\(name) is 1 or more.") }
      guard export != nil, !redact else { throw ValidationError("\(name) goes with an encrypted --export.") }
    }
  }
}

extension ShipitTUI {
  /// The backup that the options ask for; nil when they ask for the screen.
  var backupCommand: (any SessionCommand)? {
    if let folder = backup.exportManifests { return ExportManifests(global: global, folder: folder) }
    guard backup.export != nil || backup.importFile != nil else { return nil }
    return BackupCommand(global: global, options: backup, isConfirmed: confirmation.yes, rehearses: rehearsal.dryRun)
  }

  static func isBackupOption(_ argument: String) -> Bool {
    [
      "--export", "--export-manifests", "--import", "--redact", "--replace", "--verify-export", "--keep-daily",
      "--keep-weekly", "--install",
    ].contains { argument == $0 || argument.hasPrefix($0 + "=") }
  }
}

/// `--export` and `--import`: neither takes a terminal or a cluster.
struct BackupCommand: SessionCommand {
  let global: GlobalOptions
  let options: BackupOptions
  let isConfirmed: Bool
  let rehearses: Bool

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
      let passphrase = try Passphrase.ofExport(session.console, session.environment, asksTwice: true)
      if case .file(let path) = destination, BackupFolder.isFolder(path) {
        return try await export(toFolder: path, passphrase, session)
      }
      guard options.keepDaily == nil, options.keepWeekly == nil else { throw CommandError.notAFolder(argument) }
      let progress = session.console.progress("exporting")
      defer { progress.end() }
      summary = try await session.store.exportBackup(
        to: destination, passphrase: passphrase, scrypt: session.scrypt, progress: progress.tell)
    }
    session.console.note("exported \(summary.text)")
  }

  private func restore(from file: String, _ session: Session) async throws {
    if rehearses { return try await preview(file, session) }
    if options.replace {
      try session.confirm("Empty the store and restore \(file)?", unless: isConfirmed)
    }
    let passphrase = try Passphrase.ofExport(session.console, session.environment)
    let progress = session.console.progress("importing")
    let summary: BackupSummary
    do {
      defer { progress.end() }
      summary = try await session.store.importBackup(
        from: file, passphrase: passphrase, mode: options.replace ? .replace : .merge, progress: progress.tell)
    }
    let unchanged = summary.unchanged == 0 ? "" : "; \(summary.unchanged) records were there already"
    session.console.note("imported \(summary.text)\(unchanged)")
  }

  private func export(toFolder path: String, _ passphrase: Passphrase, _ session: Session) async throws {
    let keeping = BackupFolder.Keeping(daily: options.keepDaily, weekly: options.keepWeekly)
    let progress = session.console.progress("exporting")
    defer { progress.end() }
    let done = try await session.store.exportBackup(
      toFolder: path, passphrase: passphrase, scrypt: session.scrypt, keeping: keeping, progress: progress.tell)
    progress.end()
    session.console.note("exported \(done.summary.text) to \(done.path)")
    for name in done.removed { session.console.note("removed \(name)") }
  }

  private func preview(_ file: String, _ session: Session) async throws {
    let preview = try await session.store.previewImport(
      from: file, passphrase: Passphrase.ofExport(session.console, session.environment),
      mode: options.replace ? .replace : .merge)
    let console = session.console
    if options.replace { console.print("remove: \(preview.removed.text)") }
    console.print("add: \(preview.summary.text)")
    console.print("leave: \(preview.summary.unchanged) that are there already")
    for conflict in preview.conflicts {
      let reason = conflict.reason == .differs ? "differs" : "name taken"
      console.print("\(reason): \(conflict.entity.rawValue) \(conflict.name)")
    }
    guard preview.conflicts.isEmpty else { throw CommandError.importWouldBeRefused(records: preview.conflicts.count) }
  }
}

/// `--verify-export`: it needs no store, so that a machine that only keeps backups can do it.
struct VerifyExport: ConsoleCommand {
  let file: String

  func run(_ console: Console, _ environment: ProgramEnvironment) async throws {
    let summary = try await Store.verifyBackup(file, passphrase: .ofExport(console, environment))
    console.note("\(file) is whole: \(summary.text)")
  }
}

extension Passphrase {
  static func ofExport(
    _ console: Console, _ environment: ProgramEnvironment, asksTwice: Bool = false
  ) throws -> Passphrase {
    if let text = environment[BackupOptions.passphraseVariable] { return try Passphrase(text) }
    guard let text = console.secret("Passphrase of the export") else { throw CommandError.passphraseNeeded }
    if asksTwice {
      guard console.secret("The same again") == text else { throw CommandError.passphrasesDiffer }
    }
    return try Passphrase(text)
  }
}

extension BackupSummary {
  var text: String {
    [(projects, "project"), (clusters, "cluster"), (apps, "app"), (revisions, "revision"), (secrets, "secret")]
      .map { "\($0) \($1)\($0 == 1 ? "" : "s")" }.joined(separator: ", ")
      + (auditEntries == 0 ? "" : ", \(auditEntries) of audit")
  }
}
