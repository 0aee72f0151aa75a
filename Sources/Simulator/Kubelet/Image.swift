import JSON

/// What a container does, read from its image's name: docs/simulator.md has the table.
struct Image {
  enum Program {
    /// Serves and logs a line at that interval.
    case server(interval: Duration, style: LogStyle)
    /// Serves, having logged that many lines as long as those of real services, and then nothing more.
    case backlog(interval: Duration, count: Int)
    /// Prints lines at given times and exits.
    case script(Script)
  }

  enum LogStyle {
    /// The recorded cluster's `local/web`.
    case recorded
    /// Numbered lines.
    case counted
    /// What services in the wild print.
    case varied
  }

  let reference: ImageReference
  let program: Program
  /// Cannot be pulled, and what the container runtime says.
  let pullError: String?
  /// After its start; nil never.
  let readyAfter: Duration?
  /// Does not listen to SIGTERM, so it is killed when its grace period is over.
  let ignoresTermination: Bool
  /// Already on every node.
  let isLocal: Bool
  /// Says again to those attached what it reads.
  let echoes: Bool

  init(container: JSON) {
    let text = container["image"]?.string ?? ""
    let reference = ImageReference(text)
    self.reference = reference
    let name = reference.repository.split(separator: "/").last.map(String.init) ?? ""
    isLocal = reference.repository.hasPrefix("local/")
    echoes = name == "echo"
    pullError = Image.pullError(reference)
    var readyAfter: Duration? = .zero
    var ignores = false
    var program = Program.server(interval: .milliseconds(900), style: .varied)
    let duration = Image.duration(reference.tag)
    switch name {
    case "web" where isLocal:
      program = .server(interval: .milliseconds(1004), style: .recorded)
      ignores = true
    case "broken":
      program = .script(
        Script(
          lines: [Script.Line(after: .zero, text: "fatal: cannot start: DATABASE_URL is not set")],
          end: .milliseconds(300), exitCode: 3))
    case "exits":
      program = .script(
        Script(lines: [Script.Line(after: .zero, text: "done")], end: duration ?? .seconds(1), exitCode: 0))
    case "crash-after": program = .script(Script.crash(after: duration ?? .seconds(60)))
    case "slow": readyAfter = duration ?? .seconds(20)
    case "never-ready": readyAfter = nil
    case "logs":
      let rate = min(max(1, Int(reference.tag) ?? 10), 100_000)
      program = .server(interval: .nanoseconds(1_000_000_000 / rate), style: .counted)
    case "backlog":
      // `RATExCOUNT`.
      let numbers = reference.tag.split(separator: "x").compactMap { Int($0) }
      let rate = min(max(1, numbers.first ?? 1_000), 1_000_000_000)
      program = .backlog(
        interval: .nanoseconds(1_000_000_000 / rate), count: min(max(0, numbers.last ?? 0), 100_000_000))
    default: break
    }
    let command = ((container["command"]?.array ?? []) + (container["args"]?.array ?? [])).compactMap(\.string)
    if let script = Script(command: command) { program = .script(script) }
    self.program = program
    self.readyAfter = readyAfter
    ignoresTermination = ignores
  }

  /// `20s`, `2m`, `500ms`.
  private static func duration(_ text: String) -> Duration? {
    for (suffix, unit) in [
      ("ms", Duration.milliseconds(1)), ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3600)),
    ] {
      if text.hasSuffix(suffix), let count = Int(text.dropLast(suffix.count)), (0...1_000_000_000).contains(count) {
        return unit * count
      }
    }
    return nil
  }

  private static func pullError(_ reference: ImageReference) -> String? {
    let host = reference.repository.split(separator: "/").first.map(String.init) ?? ""
    let tag = reference.tag.isEmpty ? "latest" : reference.tag
    if host.hasSuffix(".invalid") {
      let path = reference.repository.dropFirst(host.count + 1)
      return
        "failed to pull and unpack image \"\(reference.text)\": failed to resolve reference \"\(reference.text)\": failed to do "
        + "request: Head \"https://\(host)/v2/\(path)/manifests/\(tag)\": dial tcp: lookup \(host) on 10.255.255.53:53: no such host"
    }
    guard reference.text.contains("missing") else { return nil }
    let normalized = reference.normalized
    return
      "failed to pull and unpack image \"\(normalized)\": failed to resolve reference \"\(normalized)\": \(normalized): not found"
  }
}

extension Image {
  /// A pulled image has its digest in the registry, which is the one that was asked for where the reference names one; a
  /// local image, all of whose tags are one, that of its configuration. Stable for an image name.
  var id: String {
    let name = reference.normalized
    var seed: UInt64 = 14_695_981_039_346_656_037
    for byte in (isLocal ? reference.repository : name).utf8 { seed = (seed ^ UInt64(byte)) &* 1_099_511_628_211 }
    var random = SeededRandom(seed: seed)
    let digest = "sha256:\(random.hexadecimal(64))"
    if isLocal { return digest }
    let asked = reference.text.split(separator: "@", maxSplits: 1).dropFirst().first.map(String.init)
    return "\(name.dropLast(reference.tag.count + 1))@\(asked ?? digest)"
  }
}

/// A small part of the shell: enough for the commands that jobs and tests use.
struct Script {
  struct Line {
    let after: Duration
    let text: String
    var isError = false
  }

  /// What is printed, and when after the start.
  private(set) var lines: [Line]
  private(set) var end: Duration
  private(set) var exitCode: Int

  init(lines: [Line], end: Duration, exitCode: Int) {
    self.lines = lines
    self.end = end
    self.exitCode = exitCode
  }

  /// `sh -c "echo migrating; sleep 1; exit 3"` or one such command by itself; nil for programs it does not know.
  init?(command: [String]) {
    guard let program = command.first?.split(separator: "/").last.map(String.init) else { return nil }
    if ["sh", "bash", "ash"].contains(program), command.count >= 3, command[1].hasSuffix("c") {
      self.init(shell: command[2])
    } else if ["echo", "sleep", "true", "false", "exit"].contains(program) {
      self.init(shell: ([program] + command.dropFirst()).joined(separator: " "))
    } else {
      return nil
    }
  }

  private init?(shell text: String) {
    self.init(lines: [], end: .milliseconds(10), exitCode: 0)
    let commands = text.replacing("&&", with: ";").replacing("\n", with: ";").split(separator: ";")
    for command in commands {
      var words = command.split(separator: " ").map { String($0.filter { $0 != "'" && $0 != "\"" }) }
      let isError = words.contains(">&2") || words.contains("1>&2")
      words.removeAll { $0.hasPrefix(">") || $0.hasPrefix("1>") || $0.hasPrefix("2>") }
      guard let program = words.first else { continue }
      switch program {
      case "echo": lines.append(Line(after: end, text: words.dropFirst().joined(separator: " "), isError: isError))
      case "sleep":
        guard words.count > 1, words[1] != "infinity", let seconds = Double(words[1]), seconds.isFinite else {
          return nil
        }
        end += .milliseconds(Int(min(seconds, 1e9) * 1000))
      case "true", ":": exitCode = 0
      case "false": exitCode = 1
      case "exit":
        exitCode = words.count > 1 ? Int(words[1]) ?? 2 : exitCode
        return
      default: return nil
      }
    }
  }

  static func crash(after duration: Duration) -> Script {
    let seconds = Int(duration.components.seconds)
    var lines = [Line(after: .zero, text: "level=info msg=\"listening on :8080\"")]
    for second in stride(from: 1, to: min(seconds, 10_000), by: 1) {
      lines.append(Line(after: .seconds(second), text: "level=info msg=\"request \(second) handled\""))
    }
    lines.append(
      Line(
        after: duration - .milliseconds(20),
        text: "panic: runtime error: invalid memory address or nil pointer dereference"))
    return Script(lines: lines, end: duration, exitCode: 2)
  }
}
