import Terminal
import Yams

/// A keymap as its file has it: only what differs from the one that it inherits.
///
///     inherits: default
///     keys:                        # wherever the command works
///       move.first: [g g, home]
///       app.delete: <disabled>
///     places:                      # in one place alone
///       logs:
///         logs.follow: s
struct KeymapFile: Hashable {
  struct Binding: Hashable {
    /// nil: wherever the command works.
    var place: Place?
    var command: Command
    /// None disables it.
    var chords: [Chord]
    var line: Int
  }

  var path: String
  var inherits: String?
  var bindings: [Binding] = []

  /// How lazygit writes that a command has no key.
  static let disabled = "<disabled>"

  /// What can be read is read; the rest is told. nil when nothing can.
  static func read(_ text: String, path: String) -> (KeymapFile?, [FileProblem]) {
    var problems: [FileProblem] = []
    guard let entries = YAMLFile.entries(of: text, path: path, &problems) else { return (nil, problems) }
    var file = KeymapFile(path: path)
    for entry in entries {
      switch entry.name {
      case "name": break
      case "inherits": file.inherits = entry.value.string
      case "keys": file.read(entry.value, in: nil, &problems)
      case "places":
        for part in YAMLFile.entries(of: entry.value, path: path, &problems) {
          guard let place = Place.allCases.first(where: { $0.name == part.name }) else {
            problems.append(FileProblem(path, line: part.line, .unknownPlace(part.name)))
            continue
          }
          file.read(part.value, in: place, &problems)
        }
      default:
        let known = ["inherits", "keys", "places"]
        problems.append(FileProblem(path, line: entry.line, .unknownSetting(entry.name, known: known)))
      }
    }
    return (file, problems)
  }

  private mutating func read(_ node: Node, in place: Place?, _ problems: inout [FileProblem]) {
    for entry in YAMLFile.entries(of: node, path: path, &problems) {
      guard let command = Command(rawValue: entry.name) else {
        problems.append(FileProblem(path, line: entry.line, .unknownCommand(entry.name)))
        continue
      }
      if let place, !command.entry.works(in: place) {
        problems.append(FileProblem(path, line: entry.line, .worksElsewhere(command, place)))
        continue
      }
      let names = entry.value.sequence.map { $0.map { ($0.string ?? "", $0.mark?.line ?? entry.line) } }
      var binding = Binding(place: place, command: command, chords: [], line: entry.line)
      for (name, line) in names ?? [(entry.value.string ?? "", entry.line)] where name != Self.disabled {
        if let chord = Chord(parsing: name) {
          binding.chords.append(chord)
        } else {
          problems.append(FileProblem(path, line: line, .unknownKey(name)))
        }
      }
      bindings.append(binding)
    }
  }
}
