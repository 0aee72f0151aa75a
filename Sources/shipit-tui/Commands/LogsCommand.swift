import ArgumentParser
import Engine
import Interface
import Kubernetes
import Model
import Storage
import Synchronization

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
  @Option(help: "Begin with what was written at that time or later (RFC 3339).") var sinceTime: String?
  @Flag(help: "Print the log of the instance before the current one: what it said before it restarted.")
  var previous = false
  @Option(name: [.short, .long], help: "Only the container of that name, init containers included. (default: all)")
  var container: String?
  @Option(
    help: "Only lines that the regular expression is found in; without capitals it matches either case. Repeatable.")
  var grep: [String] = []
  @Option(help: "Only lines that the regular expression is not found in. Repeatable.") var exclude: [String] = []
  @Option(help: "Only lines that say they are at least that serious: debug, info, warn, error.") var level: String?
  @Option(
    help: ArgumentHelp(
      "Only lines that the filter of the screen lets through: 'timeout !healthz ~5.. level>=warn pod=x7f2c'.",
      valueName: "terms"))
  var filter: String?
  @Option(
    help: ArgumentHelp(
      "Print JSON and logfmt as fields, level and message first: \"all\", or those named, as in level,message,http.status.",
      valueName: "names"))
  var fields: String?
  @Flag(help: "Say between the lines when a revision started, became stable or was rolled back.") var deploys = false
  @Option(name: [.customShort("o"), .customLong("output")], help: "How to print: text, or json, one object a line.")
  var format = LogFormat.text
  @Option(help: "Print so many lines before and after each that is wanted.") var context = 0
  @Flag(help: "Print when each line was written, in UTC.") var timestamps = false
  @Flag(inversion: .prefixedNo, help: "Say which pod a line is from. (default: on a terminal)") var prefix: Bool?

  mutating func validate() throws {
    if let tail, tail < 0 { throw ValidationError("--tail is at least 0.") }
    if context < 0 { throw ValidationError("--context is at least 0.") }
    if since != nil, sinceTime != nil { throw ValidationError("--since and --since-time do not go together.") }
    if previous, follow { throw ValidationError("--previous cannot be followed: that instance has ended.") }
    _ = try beginning()
    _ = try selection()
    _ = try wanted()
  }

  private func wanted() throws -> LogFilter {
    do throws(LogFilter.Malformed) {
      return try LogFilter(filter ?? "")
    } catch {
      throw ValidationError("--filter: \(error.text)")
    }
  }

  private func beginning() throws -> Timestamp? {
    guard let sinceTime else { return nil }
    guard let time = Timestamp(rfc3339: sinceTime) else {
      throw ValidationError("--since-time takes a time such as 2026-11-23T18:18:15Z, not \"\(sinceTime)\".")
    }
    return time
  }

  private func selection() throws -> LogSelection {
    func patterns(_ option: String, _ texts: [String]) throws -> [LogPattern] {
      try texts.map { text in
        do throws(LogPattern.Malformed) {
          return try LogPattern(regularExpression: text)
        } catch {
          throw ValidationError("\(option) takes a regular expression, which \"\(error.pattern)\" is not.")
        }
      }
    }
    var selection = LogSelection(
      wanted: try patterns("--grep", grep), unwanted: try patterns("--exclude", exclude))
    if let level {
      guard let least = LogLevel(word: level) else {
        throw ValidationError("--level takes debug, info, warn or error, not \"\(level)\".")
      }
      selection.leastLevel = least
    }
    return selection
  }

  func run(_ session: Session) async throws {
    let console = session.console
    let app = try await session.store.app(argument.app)
    let printer = LogPrinter(
      hasPrefix: prefix ?? console.isOutputTerminal, hasTimestamps: timestamps, isRaw: !console.isOutputTerminal,
      fields: fields.map { $0 == "all" ? [] : $0.split(separator: ",").map(String.init) }, isJSON: format == .json,
      app: app.name, cluster: try await session.store.cluster(app.clusterID).name)
    let options = LogOptions(
      tailLines: tail ?? (since == nil && sinceTime == nil ? 100 : nil), since: since?.duration,
      sinceTime: try beginning(), isPrevious: previous, follows: follow, container: container)
    var selecting = LogSelecting(
      selection: try selection(), filter: try wanted(), context: LogContext(count: context),
      markers: deploys ? LogMarker.all(of: try await session.store.revisions(of: app.id)) : [])
    // What is printed once can be put in order as a whole, as long as it is known to be little.
    let isBounded = !follow && options.tailLines != nil
    var kept: [LogEvent] = []
    let news = follow && deploys ? DeployNews(session.store, app.id) : nil
    for await events in try await session.engine.logs(of: app.id, options) {
      if let revisions = news?.take() { selecting.learn(LogMarker.all(of: revisions)) }
      if isBounded { kept += events } else { print(events, printer, &selecting, console) }
    }
    print(LogEvent.inOrderOfTime(kept), printer, &selecting, console)
    // Else a name that is mistyped would look like an app that is silent.
    if let container, !selecting.hasSeenSource {
      console.note("No pod of \(app.name) has a \(previous ? "previous log of a " : "")container \"\(container)\".")
    }
  }

  /// One write for a batch: a chatty app must not cost a call a line.
  private func print(_ events: [LogEvent], _ printer: LogPrinter, _ selecting: inout LogSelecting, _ console: Console) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(events.count * 128)
    if !deploys, selecting.takesEverything {
      // By their places: an iterator would copy each, and count its references.
      for index in events.indices { selecting.see(events[index], printer, &bytes) }
    } else {
      for output in events.flatMap({ selecting.take($0) }) {
        switch output {
        case .line(.event(let event)): printer.append(event, to: &bytes)
        case .line(.marker(let marker)): bytes.append(contentsOf: (printer.line(marker) + "\n").utf8)
        case .omission: if !printer.isJSON { bytes.append(contentsOf: "--\n".utf8) }
        }
      }
    }
    if !bytes.isEmpty { console.output(bytes) }
    for index in events.indices where !events[index].isLine {
      if let remark = printer.remark(events[index]) { console.note(remark) }
    }
  }
}

extension LogEvent {
  fileprivate var isLine: Bool {
    if case .line = self { true } else { false }
  }

  /// The lines by their moments, after what is no line. Lines of one container keep their order: their moments do not go
  /// back, and sorting is stable.
  fileprivate static func inOrderOfTime(_ events: [LogEvent]) -> [LogEvent] {
    let lines = events.compactMap { event -> LogLine? in
      guard case .line(let line) = event else { return nil }
      return line
    }
    let others = events.filter { !$0.isLine }
    return others + lines.sorted { $0.timestamp < $1.timestamp }.map(LogEvent.line)
  }
}

/// The revisions of an app each time that they have changed, of which only the newest state counts.
private final class DeployNews: Sendable {
  private let state: State
  private let following: Task<Void, Never>

  private final class State: Sendable {
    let changed = Mutex<[Revision]?>(nil)
  }

  init(_ store: Store, _ app: AppID) {
    let state = State()
    self.state = state
    following = Task {
      for await revisions in store.observeRevisions(of: app) { state.changed.withLock { $0 = revisions } }
    }
  }

  deinit { following.cancel() }

  /// nil when nothing has changed since it was asked last.
  func take() -> [Revision]? {
    state.changed.withLock { changed in
      defer { changed = nil }
      return changed
    }
  }
}

enum LogFormat: String, CaseIterable, ExpressibleByArgument {
  case text
  /// One object a line, as jq takes it.
  case json
}
