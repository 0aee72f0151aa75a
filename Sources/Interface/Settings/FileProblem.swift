import Terminal

/// What is wrong in a file of the person's own, and where.
package struct FileProblem: Error, Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case unreadable(String)
    case notYAML(String)
    case notMapping
    case unknownSetting(String, known: [String])
    case badValue(String, of: String, expected: String)
    case unknownTheme(String)
    case unknownKeymap(String)
    case badTheme(ThemeFileError)
    case unknownCommand(String)
    case unknownPlace(String)
    case unknownKey(String)
    case worksElsewhere(Command, Place)
    /// One chord is, or begins with, another that the same file gives to another command.
    case conflict(chord: String, Command, other: String, Command, line: Int, in: Place)
    case noWayOut(Place)
  }

  package let file: String
  /// From 1; nil when it is about the whole file.
  package let line: Int?
  package let kind: Kind

  package init(_ file: String, line: Int?, _ kind: Kind) {
    self.file = file
    self.line = line
    self.kind = kind
  }
}

extension FileProblem {
  /// `keymap.yaml:7: …`
  package var words: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(kind.words)" }
}

extension FileProblem.Kind {
  fileprivate var words: String {
    switch self {
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .notYAML(let reason): "is no YAML: \(reason)"
    case .notMapping: "names with values are expected here, as in `name: value`."
    case .unknownSetting(let name, let known):
      "there is no setting \"\(name)\". There are: \(known.joined(separator: ", "))."
    case .badValue(let value, let name, let expected): "\(name) cannot be \"\(value)\": \(expected)."
    case .unknownTheme(let name): "there is no theme \"\(name)\"."
    case .unknownKeymap(let name): "there is no keymap \"\(name)\" that could be read."
    case .badTheme(let error): error.words
    case .unknownCommand(let name): "there is no action \"\(name)\"; keys.md lists them."
    case .unknownPlace(let name):
      "there is no place \"\(name)\". There are: \(Place.allCases.map(\.name).joined(separator: ", "))."
    case .unknownKey(let name): "\"\(name)\" is no key: write it as in j, G, ctrl-r, alt-enter, f5, space or \"g g\"."
    case .worksElsewhere(let command, let place):
      "\(command.rawValue) does nothing in \(place.name), so that it can have no key there."
    case .conflict(let chord, let command, let other, let second, let line, let place):
      chord == other
        ? "\(chord) is already \(second.rawValue) (line \(line)) in \(place.name); \(command.rawValue) goes without it."
        : "\(chord) clashes with \(other), which is \(second.rawValue) (line \(line)) in \(place.name); one would be the "
          + "beginning of the other."
    case .noWayOut(let place):
      "leaves no key for quit nor for commandLine in \(place.name); the file is not used."
    }
  }
}

extension ThemeFileError {
  fileprivate var words: String {
    switch self {
    case .notYAML(let reason): "is no theme: \(reason)"
    case .unknownRole(let name):
      "there is no role \"\(name)\". There are: \(Role.allCases.map(\.rawValue).joined(separator: ", "))."
    case .notColor(let name, let value):
      "\(name) cannot be \"\(value)\": a colour is a name, an index up to 255, default, or \"#rrggbb\"."
    case .notAppearance(let role, .unknownWord(let word)):
      "\(role): \"\(word)\" is neither a colour, a name of the palette, nor bold, dim, underline or reverse."
    case .notAppearance(let role, .repeated(let word)): "\(role): \"\(word)\" is one colour too many."
    case .notAppearance(let role, .nothingAfterOn): "\(role): a colour must follow \"on\"."
    }
  }
}
