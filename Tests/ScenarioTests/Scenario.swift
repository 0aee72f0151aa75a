import Terminal
import Testing

/// A file of keys to press and words to see. `Tests/Scripts/scenario.py` replays the same files in a real terminal.
///
/// One instruction a line; everything after the first space belongs to it. `#` starts a comment line, of which the first is the title.
/// Before anything is pressed: `size 120x36`, `start empty` (an empty store instead of the demo), `with NAME=VALUE` or `with --option`
/// (the environment and the arguments), `write FILE TEXT` (a file of `$XDG_CONFIG_HOME/shipit`; also later, while it is watched).
struct Scenario: Sendable, CustomTestStringConvertible {
  enum Step: Hashable, Sendable {
    /// `press KEY KEY …`
    case press([Key])
    /// `type TEXT`
    case type(String)
    /// `paste TEXT`, bracketed
    case paste(String)
    /// `see TEXT` waits until the text is on the screen.
    case see(String)
    /// `gone TEXT` waits until the text is on the screen no more.
    case gone(String)
    /// `order FIRST, SECOND, …` waits until the texts stand below each other, or after each other in a line.
    case order([String])
    /// `resize 80x24`
    case resize(Size)
    /// `click TEXT`, `doubleclick TEXT`, `wheelup TEXT`, `wheeldown TEXT`: where the text stands.
    case mouse(MouseEvent.Kind, String)
    /// `drag 30,5 40,5`: from one cell to another, with the button held.
    case drag(Point, Point)
    /// `write FILE TEXT`
    case write(String, String)
    /// `restart` leaves and starts again, with the same store.
    case restart
    /// `wait 90` lets so many seconds pass at once.
    case wait(Int)
    /// `cut CLUSTER` and `mend CLUSTER`: its line goes down, and comes up again.
    case cut(String)
    case mend(String)
  }

  struct ParseError: Error, Equatable {
    let line: Int
    let text: String
  }

  let name: String
  var title = ""
  var size = Size(width: 120, height: 36)
  var startsEmpty = false
  var environment: [String: String] = [:]
  var steps: [(line: Int, step: Step)] = []

  var testDescription: String { "\(name): \(title)" }

  init(name: String, text: String) throws(ParseError) {
    self.name = name
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() where !line.isEmpty
    {
      if line.hasPrefix("#") {
        if title.isEmpty { title = String(line.dropFirst(2)) }
        continue
      }
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      let (verb, argument) = (parts[0], parts.count > 1 ? parts[1] : "")
      switch verb {
      case "size" where Size(argument) != nil: size = Size(argument) ?? size
      case "start" where argument == "empty": startsEmpty = true
      case "with" where argument.hasPrefix("--"): break
      case "with" where argument.contains("="):
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        environment[parts[0]] = parts[1]
      default:
        guard let step = Step(verb, argument) else { throw ParseError(line: index + 1, text: String(line)) }
        steps.append((index + 1, step))
      }
    }
  }
}

extension Scenario.Step {
  fileprivate init?(_ verb: String, _ argument: String) {
    guard !argument.isEmpty || verb == "restart" else { return nil }
    let words = argument.split(separator: " ").map(String.init)
    switch verb {
    case "press":
      let keys = words.compactMap { Key(parsing: $0) }
      guard keys.count == words.count else { return nil }
      self = .press(keys)
    case "type": self = .type(argument)
    case "paste": self = .paste(argument)
    case "see": self = .see(argument)
    case "gone": self = .gone(argument)
    case "order": self = .order(argument.split(separator: ", ").map(String.init))
    case "click": self = .mouse(.pressed, argument)
    case "doubleclick": self = .mouse(.doubleClicked, argument)
    case "wheelup": self = .mouse(.wheelUp, argument)
    case "wheeldown": self = .mouse(.wheelDown, argument)
    case "drag":
      let points = words.compactMap { Point($0) }
      guard points.count == 2 else { return nil }
      self = .drag(points[0], points[1])
    case "resize":
      guard let size = Size(argument) else { return nil }
      self = .resize(size)
    case "write":
      guard words.count > 1 else { return nil }
      self = .write(words[0], words.dropFirst().joined(separator: " "))
    case "restart": self = .restart
    case "wait":
      guard let seconds = Int(argument) else { return nil }
      self = .wait(seconds)
    case "cut": self = .cut(argument)
    case "mend": self = .mend(argument)
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

extension Point {
  /// `30,5`: column and row, from 0.
  fileprivate init?(_ text: String) {
    let parts = text.split(separator: ",").compactMap { Int($0) }
    guard parts.count == 2 else { return nil }
    self.init(x: parts[0], y: parts[1])
  }
}
