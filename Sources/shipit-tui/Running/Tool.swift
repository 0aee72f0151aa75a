import ArgumentParser
import Engine
import Foundation
import Kubernetes
import Storage

/// Runs one command line and turns whatever comes of it into an exit code.
struct Tool: Sendable {
  var console: Console
  var environment: ProgramEnvironment
  /// Opens what the options name. A parameter, so that tests need neither files nor clusters.
  var openSession: @Sendable (GlobalOptions, Console) async throws -> Session

  /// What the arguments ask for. Help, versions and mistakes are answered here.
  func parse(_ arguments: [String]) -> Request {
    if let options = GlobalOptions.ofScreen(arguments) { return .screen(options) }
    do {
      var command = try ShipitTUI.parseAsRoot(arguments)
      switch command {
      case let root as ShipitTUI:
        if let prefix = root.installation.install { return install(below: prefix) }
        if let file = root.backup.verifyExport { return .check(VerifyExport(file: file)) }
        if root.rehearsal.dryRun, root.backup.importFile == nil {
          console.note("error: --dry-run goes with --import, or with a command that takes it.")
          return .ended(ExitCode.usage)
        }
        return root.backupCommand.map(Request.command) ?? .screen(root.global)
      case let command as any SessionCommand:
        // The root sees its options anywhere, and a command would not notice them.
        if let misplaced = arguments.prefix(while: { $0 != "--" }).first(where: ShipitTUI.isBackupOption) {
          console.note("error: \(misplaced) goes without a command.")
          return .ended(ExitCode.usage)
        }
        if !(command is any RehearsedCommand), arguments.prefix(while: { $0 != "--" }).contains("--dry-run") {
          console.note("error: this command does not take --dry-run.")
          return .ended(ExitCode.usage)
        }
        return .command(command)
      case let command as any ConsoleCommand:
        return .check(command)
      case is any CommandGroup:
        console.note(ShipitTUI.helpMessage(for: type(of: command)))
        return .ended(ExitCode.usage)
      default:
        // The parser's own `help`.
        try command.run()
        return .ended(ExitCode.done)
      }
    } catch {
      let message = ShipitTUI.fullMessage(for: error)
      guard ShipitTUI.exitCode(for: error) == .success else {
        console.note(message)
        return .ended(ExitCode.usage)
      }
      console.output(Array((message + "\n").utf8))
      return .ended(ExitCode.done)
    }
  }

  private func install(below prefix: String) -> Request {
    do {
      try InstallCommand(prefix: prefix).run(console)
      return .ended(ExitCode.done)
    } catch {
      return .ended(report(error))
    }
  }

  enum Request {
    case screen(GlobalOptions)
    case command(any SessionCommand)
    case check(any ConsoleCommand)
    /// Nothing is left to do; this is the exit code.
    case ended(Int32)
  }

  /// Runs a command that needs no screen.
  func run(_ command: any SessionCommand) async -> Int32 {
    do {
      var session = try await openSession(command.global, console)
      session.typedName = command.global.confirm
      session.engine = session.engine.warning { [console] text in console.note("Warning: \(text)") }
      try await command.run(session)
      return ExitCode.done
    } catch CommandError.exited(let code) {
      return Int32(truncatingIfNeeded: code)
    } catch {
      return report(error)
    }
  }

  /// Runs one that needs no store either.
  func run(_ command: any ConsoleCommand) async -> Int32 {
    do {
      try await command.run(console, environment)
      return ExitCode.done
    } catch {
      return report(error)
    }
  }

  /// Says what went wrong and what to do, on standard error.
  func report(_ error: any Error) -> Int32 {
    let explanation = Self.explanation(of: error)
    console.note("error: \(explanation.text)")
    for line in explanation.details { console.note("  | \(line)") }
    if let advice = explanation.advice { console.note(advice) }
    return explanation.kind.rawValue
  }

  /// The one place where a command's errors meet their words.
  static func explanation(of error: any Error) -> Explanation {
    switch error {
    case let error as EngineError: error.explanation
    case let error as StoreError: error.explanation
    case let error as KubeconfigError: error.explanation
    case let error as KubernetesError: error.explanation(cluster: "The cluster")
    case let error as CommandError: error.explanation
    case let error as InstallationError: error.explanation
    case let error as ValidationError: Explanation(.usage, error.message)
    case is CancellationError: EngineError.cancelled.explanation
    default: Explanation(.failed, "\(error)")
    }
  }
}
