/// How keys are written: `ctrl-r` in keymaps, Ctrl-R on the screen. Either can be read.
extension Key {
  /// Reads a name, in any case: `j`, `G`, `ctrl-r`, `alt-enter`, `shift-tab`, `f5`, `pgdn`, `space`, `↑`.
  package init?(parsing text: some StringProtocol) {
    var rest = Substring(text)
    var modifiers: Modifiers = []
    while let (modifier, prefix) = Self.modifier(at: rest), rest.count > prefix {
      modifiers.insert(modifier)
      rest = rest.dropFirst(prefix)
    }
    if let code = Self.codes[rest.lowercased()] {
      self.init(code, modifiers)
    } else if let character = rest.first, rest.count == 1, character.displayWidth > 0, character.drawable == character {
      self.init(character, modifiers)
    } else {
      return nil
    }
  }

  /// A character key as terminals send it: Ctrl knows no case, and Shift is the upper case.
  private init(_ character: Character, _ modifiers: Modifiers) {
    var character = character
    var modifiers = modifiers
    if modifiers.contains(.control) {
      character = character.lowercased().first!
    } else if modifiers.contains(.shift), character.isLowercase, character.uppercased().count == 1 {
      character = Character(character.uppercased())
      modifiers.remove(.shift)
    }
    self.init(.character(character), modifiers)
  }

  private static func modifier(at text: Substring) -> (Modifiers, prefix: Int)? {
    let names: [(String, Modifiers)] = [
      ("ctrl", .control), ("control", .control), ("c", .control), ("alt", .alt), ("meta", .alt), ("m", .alt),
      ("shift", .shift),
    ]
    for (name, modifier) in names
    where text.lowercased().hasPrefix(name) && ["-", "+"].contains(text.dropFirst(name.count).first) {
      return (modifier, name.count + 1)
    }
    return nil
  }

  /// The name as keymaps have it: `ctrl-r`.
  package var name: String {
    prefix(["ctrl-", "alt-", "shift-"]) + (Self.names[code] ?? Self.text(of: code))
  }

  private func prefix(_ names: [String]) -> String {
    let all: [Modifiers] = [.control, .alt, .shift]
    return zip(all, names).map { modifiers.contains($0) ? $1 : "" }.joined()
  }

  private static func text(of code: Code) -> String {
    switch code {
    case .character(let character): String(character)
    case .function(let number): "f\(number)"
    default: ""
    }
  }

  /// The first name of each is the one written.
  private static let spellings: [(Code, [String])] = [
    (.enter, ["enter", "return"]), (.escape, ["esc", "escape"]), (.tab, ["tab"]),
    (.backspace, ["backspace", "bs"]), (.delete, ["delete", "del"]), (.insert, ["insert", "ins"]),
    (.up, ["up", "↑"]), (.down, ["down", "↓"]), (.left, ["left", "←"]), (.right, ["right", "→"]),
    (.home, ["home"]), (.end, ["end"]), (.pageUp, ["pgup", "pageup"]), (.pageDown, ["pgdn", "pagedown", "pgdown"]),
    (.character(" "), ["space"]),
  ]

  private static let names = Dictionary(uniqueKeysWithValues: spellings.map { ($0, $1[0]) })

  private static let codes: [String: Code] = {
    var codes: [String: Code] = [:]
    for (code, names) in spellings { for name in names { codes[name] = code } }
    for number in 1...24 { codes["f\(number)"] = .function(number) }
    return codes
  }()
}

extension Key: CustomStringConvertible {
  /// The key as the screen shows it: `Ctrl-R`, `↑`, `Enter`, `G`.
  package var description: String {
    prefix(["Ctrl-", "Alt-", "Shift-"]) + label
  }

  private var label: String {
    switch code {
    case .character(" "): "Space"
    case .character(let character):
      modifiers.contains(.control) ? character.uppercased() : String(character)
    case .function(let number): "F\(number)"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    default: (Self.names[code] ?? "").capitalizedFirst
    }
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
