import ArgumentParser
import Engine
import Kubernetes
import Model

struct LogsCommand: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs", abstract: "Print the logs of all pods of an app.",
    discussion: """
      On a terminal each line says which pod it is from, and nothing in it can move the cursor. Elsewhere lines go out as \
      they came. With -f it goes on through restarts and new pods, until Ctrl-C.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @Flag(name: [.short, .long], help: "Wait for new lines, restarts and new pods.") var follow = false
  @Option(help: "Begin with so many lines of each container. (default: 100, or all with --since)") var tail: Int?
  @Option(help: "Begin with what is at most so old: 90s, 5m, 1h30m, 2d.") var since: TimeSpan?
  @Flag(help: "Print when each line was written.") var timestamps = false
  @Flag(inversion: .prefixedNo, help: "Say which pod a line is from. (default: on a terminal)") var prefix: Bool?

  mutating func validate() throws {
    if let tail, tail < 0 { throw ValidationError("--tail is at least 0.") }
  }

  func run(_ session: Session) async throws {
    let console = session.console
    let app = try await session.store.app(argument.app)
    let printer = LogPrinter(
      hasPrefix: prefix ?? console.isOutputTerminal, hasTimestamps: timestamps, isRaw: !console.isOutputTerminal,
      app: app.name, cluster: try await session.store.cluster(app.clusterID).name)
    let options = LogOptions(
      tailLines: tail ?? (since == nil ? 100 : nil), since: since?.duration, follows: follow)
    // What is printed once can be put in order as a whole, as long as it is known to be little.
    let isBounded = !follow && options.tailLines != nil
    var kept: [LogEvent] = []
    for await events in try await session.engine.logs(of: app.id, options) {
      if isBounded { kept += events } else { print(events, printer, console) }
    }
    print(LogEvent.inOrderOfTime(kept), printer, console)
  }

  /// One write for a batch: a chatty app must not cost a call a line.
  private func print(_ events: [LogEvent], _ printer: LogPrinter, _ console: Console) {
    let lines = events.compactMap(printer.line)
    if !lines.isEmpty { console.output(Array((lines.joined(separator: "\n") + "\n").utf8)) }
    for remark in events.compactMap(printer.remark) { console.note(remark) }
  }
}

extension LogEvent {
  /// The lines by their moments, after what is no line. Lines of one container keep their order: their moments do not go
  /// back, and sorting is stable.
  fileprivate static func inOrderOfTime(_ events: [LogEvent]) -> [LogEvent] {
    let lines = events.compactMap { event -> LogLine? in
      guard case .line(let line) = event else { return nil }
      return line
    }
    let others = events.filter { if case .line = $0 { false } else { true } }
    return others + lines.sorted { $0.timestamp < $1.timestamp }.map(LogEvent.line)
  }
}
