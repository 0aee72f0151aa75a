/// A toy shell, enough to try a terminal with.
struct Shell {
  let podName: String
  var hasPrompted = false
  /// Of its terminal, in cells.
  var size = (columns: 80, rows: 24)
  private var line: [UInt8] = []
  private var isInSequence = false

  init(podName: String) {
    self.podName = podName
  }

  /// The lines that these keys complete.
  mutating func typed(_ bytes: ArraySlice<UInt8>) -> [String] {
    var lines: [String] = []
    for byte in bytes {
      if isInSequence {
        // A terminal's answer to a question, as `ESC [ 5 ; 5 R`.
        isInSequence = !(0x40...0x5A).contains(byte) && !(0x5C...0x7E).contains(byte)
        continue
      }
      switch byte {
      case 0x1B: isInSequence = true
      case 0x0A, 0x0D:
        lines.append(String(decoding: line, as: UTF8.self))
        line = []
      case 0x7F, 0x08: _ = line.popLast()
      case 0x03: line = []
      case 0x04: if line.isEmpty { lines.append("exit") }
      default: line.append(byte)
      }
    }
    return lines
  }

  func run(_ line: String) -> (output: [String], exitCode: Int?) {
    var output: [String] = []
    for command in line.split(separator: ";") {
      let words = command.split(separator: " ").map(String.init)
      guard let program = words.first else { continue }
      switch program {
      case "exit": return (output, words.count > 1 ? Int(words[1]) ?? 2 : 0)
      case "echo": output.append(words.dropFirst().map(expanded).joined(separator: " "))
      case "pwd": output.append("/")
      case "ls": output.append("bin   dev   etc   proc  sys   tmp   usr   var")
      case "hostname": output.append(podName)
      case "whoami": output.append("root")
      case "stty" where words.dropFirst() == ["size"]: output.append("\(size.rows) \(size.columns)")
      case "true", "cd", "clear": break
      default: output.append("sh: \(program): not found")
      }
    }
    return (output, nil)
  }

  /// `$((6*7))` and `$HOSTNAME`.
  private func expanded(_ word: String) -> String {
    if word.hasPrefix("$(("), word.hasSuffix("))") {
      let text = word.dropFirst(3).dropLast(2)
      for (sign, operation) in [("*", { $0 &* $1 }), ("+", { $0 &+ $1 }), ("-", { $0 &- $1 })]
        as [(Character, (Int, Int) -> Int)]
      {
        let parts = text.split(separator: sign).map { Int($0) }
        if parts.count == 2, let left = parts[0], let right = parts[1] { return String(operation(left, right)) }
      }
    }
    return word == "$HOSTNAME" ? podName : word
  }
}

/// What a command prints to which stream, and how it ends.
struct ShellRun {
  struct Line {
    let after: Duration
    let text: String
    let isError: Bool
  }

  private(set) var lines: [Line]
  let end: Duration
  let exitCode: Int

  init?(command: [String], podName: String) {
    let program = command.first?.split(separator: "/").last.map(String.init) ?? ""
    switch program {
    case "hostname", "pwd", "ls", "whoami":
      let output = Shell(podName: podName).run(program).output
      lines = output.map { Line(after: .milliseconds(5), text: $0, isError: false) }
      end = .milliseconds(10)
      exitCode = 0
    case "env":
      lines = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOSTNAME=\(podName)"].map {
        Line(after: .milliseconds(5), text: $0, isError: false)
      }
      end = .milliseconds(10)
      exitCode = 0
    default:
      guard let script = Script(command: command) else { return nil }
      lines = script.lines.map { Line(after: $0.after + .milliseconds(5), text: $0.text, isError: $0.isError) }
      end = script.end + .milliseconds(10)
      exitCode = script.exitCode
    }
  }
}
