import Terminal

/// One key, or several pressed one after the other: `G`, `g g`, `ctrl-x ctrl-c`.
package struct Chord: Hashable, Sendable {
  package let keys: [Key]

  package init(_ keys: [Key]) {
    self.keys = keys
  }

  /// Names of keys with spaces between them; the space bar is `space`.
  package init?(parsing text: String) {
    let names = text.split(separator: " ")
    let keys = names.compactMap { Key(parsing: $0) }
    guard !keys.isEmpty, keys.count == names.count else { return nil }
    self.keys = keys
  }

  /// As keymaps have it.
  package var name: String { keys.map(\.name).joined(separator: " ") }

  /// Whether pressing one would be, or would begin, the other: both cannot be had in one place.
  package func collides(with other: Chord) -> Bool {
    keys.starts(with: other.keys) || other.keys.starts(with: keys)
  }
}

extension Chord: CustomStringConvertible {
  /// As the screen shows it: `Ctrl-X Ctrl-C`.
  package var description: String { keys.map(\.description).joined(separator: " ") }
}
