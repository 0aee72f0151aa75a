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
        let keys = entry.keys.compactMap { Key(parsing: $0) }.map { "`\($0.description)`" }.joined(separator: " ")
        let places = Place.allCases.filter(entry.works).map(\.title).joined(separator: ", ")
        text += "| \(keys) | \(entry.name) | \(entry.places == nil ? "everywhere" : places) | \(entry.help) |\n"
      }
    }
    return text
  }

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
