import Terminal

/// Which key does what, and where.
package struct Keymap: Hashable, Sendable {
  private var everywhere: [Key: Command] = [:]
  private var inPane: [Pane: [Key: Command]] = [:]

  /// The keys of the list of commands.
  package static let standard = Keymap(Command.list)

  package init(_ entries: [CommandEntry]) {
    for entry in entries {
      for key in entry.keys.compactMap(Key.init(parsing:)) {
        guard let panes = entry.panes else {
          everywhere[key] = entry.command
          continue
        }
        for pane in panes { inPane[pane, default: [:]][key] = entry.command }
      }
    }
  }

  /// A pane's own key wins over one that works everywhere.
  package func command(for key: Key, in pane: Pane) -> Command? {
    inPane[pane]?[key] ?? everywhere[key]
  }
}

extension CommandEntry {
  package func works(in pane: Pane) -> Bool { panes?.contains(pane) ?? true }

  /// The key that is shown for it, as people write it.
  package var keyLabel: String { keys.first.flatMap(Key.init(parsing:))?.description ?? "" }
}
