import ArgumentParser
import Engine

struct UpdateRemote: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Say how often the screen syncs with a server by itself.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: RemoteName
  @OptionGroup var schedule: SyncEveryOption

  mutating func validate() throws {
    guard schedule.syncEvery != nil else { throw ValidationError("Say what to change: --sync-every 5m, or off.") }
  }

  func run(_ session: Session) async throws {
    let remote = try await session.engine.updateRemote(named: argument.name, schedule: schedule.syncEvery ?? .kept)
    let text = remote.interval.map { "every \($0) s, and when the screen starts" } ?? "only when asked"
    session.console.print("remote \(remote.name) is synced \(text)")
  }
}

struct SyncEveryOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Sync when the screen starts and that often while it is open: 5m, 1h, or off.", valueName: "time"))
  var syncEvery: SyncSchedule?
}

extension SyncSchedule: ExpressibleByArgument {
  /// More often would be asking a server for nothing.
  private static let secondsMin = 10

  package init?(argument: String) {
    if argument == "off" {
      self = .off
    } else if let span = TimeSpan(argument: argument), span.duration >= .seconds(Self.secondsMin) {
      self = .every(seconds: Int(span.duration.components.seconds))
    } else {
      return nil
    }
  }
}
