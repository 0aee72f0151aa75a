import Terminal

/// Which key does what, and where.
package struct Keymap: Hashable, Sendable {
  private var everywhere: [Key: Command] = [:]
  private var there: [Place: [Key: Command]] = [:]

  /// The keys of the list of commands.
  package static let standard = Keymap(Command.list)

  package init(_ entries: [CommandEntry]) {
    for entry in entries {
      for key in entry.keys.compactMap(Key.init(parsing:)) {
        guard let places = entry.places else {
          everywhere[key] = entry.command
          continue
        }
        for place in places { there[place, default: [:]][key] = entry.command }
      }
    }
  }

  /// A place's own key wins over one that works everywhere.
  package func command(for key: Key, in place: Place) -> Command? {
    there[place]?[key] ?? everywhere[key]
  }
}

extension CommandEntry {
  package func works(in place: Place) -> Bool { places?.contains(place) ?? true }

  /// The key that is shown for it, as people write it.
  package var keyLabel: String { keys.first.flatMap(Key.init(parsing:))?.description ?? "" }
}
