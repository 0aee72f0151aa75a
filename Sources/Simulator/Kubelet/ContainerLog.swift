import JSON

/// The log of one run of a container. Lines are computed from their number, so a log of any age and rate costs nothing.
struct ContainerLog {
  private let program: Image.Program
  private let startedAt: WallTime
  private let podName: String
  private let variables: [String: String]
  private let seed: UInt64
  /// Nothing is printed after it.
  let finishedAt: WallTime?

  /// Lines that are kept: a kubelet rotates logs, too.
  private static let limit = 100_000

  init(_ instance: ContainerRuntime.Instance, _ container: ContainerRuntime, podName: String) {
    program = container.image.program
    startedAt = instance.startedAt
    finishedAt = instance.finishedAt
    self.podName = podName
    var variables: [String: String] = [:]
    for variable in container.spec["env"]?.array ?? [] {
      if let name = variable["name"]?.string { variables[name] = variable["value"]?.string ?? "" }
    }
    self.variables = variables
    seed = instance.id.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) }
  }

  /// The number of the first line that is still kept.
  func first(at now: WallTime) -> Int {
    if case .backlog = program { return 0 }
    return max(0, count(at: now) - ContainerLog.limit)
  }

  /// How many lines have been printed by then.
  func count(at now: WallTime) -> Int {
    let elapsed = min(now, finishedAt ?? now) - startedAt
    guard elapsed >= .zero else { return 0 }
    switch program {
    case .script(let script): return script.lines.partitioningIndex { $0.after > elapsed }
    case .server(let interval, _):
      let whole = Int(elapsed.nanoseconds / interval.nanoseconds)
      return time(of: whole) <= startedAt + elapsed ? whole + 1 : whole
    case .backlog(let interval, let count): return min(count, Int(elapsed.nanoseconds / interval.nanoseconds))
    }
  }

  /// Between its beat and the next one, by less than half an interval.
  func time(of line: Int) -> WallTime {
    switch program {
    case .script(let script): return startedAt + script.lines[line].after + .nanoseconds(137 * line + 1)
    case .server(let interval, _):
      var random = random(line)
      let jitter = Int64(random.next() % UInt64(max(1, interval.nanoseconds / 4)))
      return startedAt + .nanoseconds(interval.nanoseconds * Int64(line) + jitter)
    case .backlog(let interval, _): return startedAt + .nanoseconds(interval.nanoseconds * Int64(line + 1))
    }
  }

  /// When the next line after these will be printed; nil when there is none.
  func next(after count: Int) -> WallTime? {
    if case .script(let script) = program, count >= script.lines.count { return nil }
    if case .backlog(_, let limit) = program, count >= limit { return nil }
    let time = time(of: count)
    if let finishedAt, time > finishedAt { return nil }
    return time
  }

  private static let trace = "trace=4bf92f3577b34da6a3ce929d0e0e4736 span=00f067aa0ba902b7 user=ada region=eu-central-1"

  private func random(_ line: Int) -> SeededRandom { SeededRandom(seed: seed &+ UInt64(line) &* 0x9E37) }

  func text(of line: Int) -> String {
    switch program {
    case .script(let script): return script.lines[line].text
    case .server(_, .recorded):
      return "\(time(of: line).text(zone: "+00:00")) level=info msg=\"request \(line + 1) handled\" "
        + "version=\(variables["VERSION"] ?? "") pod=\(podName)"
    case .server(_, .counted): return "line \(line + 1) of \(podName)"
    case .backlog:
      let text = "level=info msg=\"request \(line + 1) handled\" path=/api/v1/orders/8812 status=200 "
      return text + ContainerLog.trace.prefix(max(0, 137 - text.utf8.count))
    case .server(_, .varied):
      return LogLines.line(line, at: time(of: line), podName: podName, random: random(line))
    }
  }
}

/// Lines as services in the wild print them: access logs, key-value pairs, JSON, now and then a warning or a stack trace.
enum LogLines {
  private static let paths = [
    "/", "/healthz", "/api/v1/orders", "/api/v1/orders/8812", "/login", "/static/app.js", "/search?q=ünïcode",
  ]
  private static let users = ["ada", "grace", "edsger", "barbara", "linus"]

  static func line(_ number: Int, at time: WallTime, podName: String, random: SeededRandom) -> String {
    if number == 0 { return "\(time.text(.microseconds)) INFO  starting \(podName), pid 1" }
    if number == 1 { return "\(time.text(.microseconds)) INFO  listening on 0.0.0.0:8080" }
    var random = random
    let pick = random.next() % 20
    let path = paths[Int(random.next() % UInt64(paths.count))]
    let milliseconds = random.next() % 240 + 1
    switch pick {
    case 0...7:
      let status = random.next() % 40 == 0 ? 500 : random.next() % 12 == 0 ? 404 : 200
      return
        "10.244.0.1 - - [\(time.text())] \"GET \(path) HTTP/1.1\" \(status) \(random.next() % 9000) \"-\" \"curl/8.5.0\""
    case 8...12:
      let json: JSON = [
        "level": pick == 12 ? "debug" : "info", "ts": .string(time.text(.microseconds)), "msg": "request completed",
        "path": .string(path), "duration_ms": .int(Int(milliseconds)),
        "user": .string(users[Int(random.next() % UInt64(users.count))]),
      ]
      return String(decoding: json.encoded(), as: UTF8.self)
    case 13...16:
      return "\(time.text()) level=info msg=\"cache refreshed\" keys=\(random.next() % 500) took=\(milliseconds)ms"
    case 17: return "\(time.text()) level=warn msg=\"slow query\" table=orders took=\(milliseconds * 17)ms"
    case 18:
      return
        "\(time.text()) level=error msg=\"upstream timed out\" upstream=payments:8443 attempt=\(random.next() % 3 + 1)"
    default:
      return "\(time.text()) level=debug msg=\"gc finished\" heap=\(random.next() % 400)MiB pause=\(milliseconds)us"
    }
  }
}
