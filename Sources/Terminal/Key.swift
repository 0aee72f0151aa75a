/// A key as a person names it, with what was held down.
package struct Key: Hashable, Sendable {
  package enum Code: Hashable, Sendable {
    case character(Character)
    case enter, escape, tab, backspace, delete, insert
    case up, down, left, right, home, end, pageUp, pageDown
    case function(Int)
  }

  package struct Modifiers: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    package static let control = Modifiers(rawValue: 1)
    package static let alt = Modifiers(rawValue: 2)
    /// Only with keys that are no characters: `shift-tab`. An upper-case letter is its own character.
    package static let shift = Modifiers(rawValue: 4)
  }

  package var code: Code
  package var modifiers: Modifiers

  package init(_ code: Code, _ modifiers: Modifiers = []) {
    self.code = code
    self.modifiers = modifiers
  }

  package static func character(_ character: Character) -> Key { Key(.character(character)) }
  /// `control("c")` is what a terminal sends for Ctrl-C; the letter is lower case.
  package static func control(_ character: Character) -> Key { Key(.character(character), .control) }
}

/// What a terminal reports.
package enum TerminalEvent: Hashable, Sendable {
  case key(Key)
  /// Bracketed paste: text, never keys.
  case paste(String)
  case mouse(MouseEvent)
  case resized(Size)
  /// The program is asked to end (SIGTERM, SIGHUP) or its terminal is gone. Whoever does not end soon is ended.
  case closed
}

package struct MouseEvent: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case pressed, released, doubleClicked, dragged, wheelUp, wheelDown
  }

  package var kind: Kind
  package var position: Point

  package init(_ kind: Kind, _ position: Point) {
    self.kind = kind
    self.position = position
  }
}
