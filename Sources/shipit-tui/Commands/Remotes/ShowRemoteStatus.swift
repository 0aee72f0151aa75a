import ArgumentParser
import Engine
import Model
import Sync

struct ShowRemoteStatus: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say what the last sync came to, and what a sync would do now.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: RemoteName

  func run(_ session: Session) async throws {
    let remote = try await session.engine.remote(named: argument.name)
    session.console.print("\(remote.name): \(remote.url)")
    if let last = remote.lastSync {
      let age = humanAge(from: last.at, to: session.engine.now)
      session.console.print("last sync: \(last.outcome.rawValue), \(age) ago: \(last.message)")
    } else {
      session.console.print("last sync: never")
    }
    session.console.print("by itself: \(remote.interval.map { "every \($0) s while the screen is open" } ?? "no")")
    if let since = remote.lastSync?.awaySince {
      session.console.print("away for \(humanAge(from: since, to: session.engine.now))")
    }
    let plan = try await session.engine.planSync(with: remote, SyncOptions())
    SyncOutput(steps: plan.steps, conflicts: plan.conflicts, notes: plan.notes).print(to: session.console)
  }
}
