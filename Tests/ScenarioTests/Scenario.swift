import Terminal
import Testing

/// A file of keys to press and words to see, against `--demo`. `Tests/Scripts/scenario.py` replays the same files in a real terminal.
///
/// One instruction a line: `size 120x36` first; then `press KEY KEY …`, `type TEXT`, `see TEXT`, `gone TEXT`, `resize 80x24`.
/// Everything after the first space belongs to the instruction; `#` starts a comment line, of which the first is the title.
struct Scenario: Sendable, CustomTestStringConvertible {
  enum Step: Hashable, Sendable {
    case press([Key])
    case type(String)
    /// Waits until the text is on the screen.
    case see(String)
    /// Waits until the text is on the screen no more.
    case gone(String)
    case resize(Size)
  }

  struct ParseError: Error, Equatable {
    let line: Int
    let text: String
  }

  let name: String
  var title = ""
  var size = Size(width: 120, height: 36)
  var steps: [(line: Int, step: Step)] = []

  var testDescription: String { "\(name): \(title)" }

  init(name: String, text: String) throws(ParseError) {
    self.name = name
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard !line.isEmpty else { continue }
      if line.hasPrefix("#") {
        if title.isEmpty { title = String(line.dropFirst(2)) }
        continue
      }
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw ParseError(line: index + 1, text: String(line)) }
      if parts[0] == "size", let size = Size(parts[1]) {
        self.size = size
      } else if let step = Step(parts[0], parts[1]) {
        steps.append((index + 1, step))
      } else {
        throw ParseError(line: index + 1, text: String(line))
      }
    }
  }
}

extension Scenario.Step {
  fileprivate init?(_ verb: String, _ argument: String) {
    switch verb {
    case "press":
      let names = argument.split(separator: " ")
      let keys = names.compactMap { Key(parsing: $0) }
      guard keys.count == names.count else { return nil }
      self = .press(keys)
    case "type": self = .type(argument)
    case "see": self = .see(argument)
    case "gone": self = .gone(argument)
    case "resize":
      guard let size = Size(argument) else { return nil }
      self = .resize(size)
    default: return nil
    }
  }
}

extension Size {
  /// `120x36`
  fileprivate init?(_ text: String) {
    let parts = text.split(separator: "x").compactMap { Int($0) }
    guard parts.count == 2 else { return nil }
    self.init(width: parts[0], height: parts[1])
  }
}
