import Terminal

/// The list of commands as files of the repository; a test holds that they are up to date.
package enum KeyDocument {
  /// `docs/keys.md`
  package static var markdown: String {
    var text = """
      # Keys

      Made from the list of commands (`Sources/Interface/Commands/CommandList.swift`); do not edit. `?` shows the same on the screen,
      with what cannot be done now and why. The command line (`:`) knows every action by its name.

      """
    for group in CommandEntry.Group.allCases {
      text += "\n## \(group.rawValue)\n\n| Keys | Action | Where | What it does |\n|---|---|---|---|\n"
      for entry in Command.list where entry.group == group {
        let keys = entry.keys.compactMap { Key(parsing: $0) }.map { code($0.description) }.joined(separator: " ")
        let places = Place.allCases.filter(entry.works).map(\.title).joined(separator: ", ")
        text += "| \(keys) | \(entry.name) | \(entry.places == nil ? "everywhere" : places) | \(entry.help) |\n"
      }
    }
    for name in Keymap.builtInNames where name != "default" { text += differences(of: name) }
    return text
  }

  /// What a keymap has otherwise than the default, place by place where that matters.
  private static func differences(of name: String) -> String {
    guard let keymap = Keymap.builtIn(name) else { return "" }
    var text = "\n## Keymap \(name)\n\n| Keys | Action | Where |\n|---|---|---|\n"
    for entry in Command.list {
      let places = Place.allCases.filter(entry.works)
      let changed = places.filter {
        keymap.chords(for: entry.command, in: $0) != Keymap.standard.chords(for: entry.command, in: $0)
      }
      for (chords, there) in grouped(changed, by: { keymap.chords(for: entry.command, in: $0) }) {
        let keys = chords.isEmpty ? "none" : chords.map { code($0.description) }.joined(separator: " ")
        let titles = there.count == Place.allCases.count ? "everywhere" : there.map(\.title).joined(separator: ", ")
        text += "| \(keys) | \(entry.name) | \(titles) |\n"
      }
    }
    return text
  }

  private static func grouped(_ places: [Place], by chords: (Place) -> [Chord]) -> [([Chord], [Place])] {
    var groups: [([Chord], [Place])] = []
    for place in places {
      if let index = groups.firstIndex(where: { $0.0 == chords(place) }) {
        groups[index].1.append(place)
      } else {
        groups.append((chords(place), [place]))
      }
    }
    return groups
  }

  private static func code(_ key: String) -> String { "`\(key)`" }

  /// `keymaps/default.yaml`
  package static var yaml: String {
    var text = """
      # The default keymap, made from Sources/Interface/Commands/CommandList.swift; do not edit.
      name: default
      keys:

      """
    for entry in Command.list {
      text += "  \(entry.command.rawValue): [\(entry.keys.map { "\"\($0)\"" }.joined(separator: ", "))]\n"
    }
    return text
  }
}
