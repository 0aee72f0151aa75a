import Terminal

/// Which keys do what, and where. In every place no chord begins with another.
package struct Keymap: Hashable, Sendable {
  package let name: String
  /// Of every command that works in a place, the first being the one that is shown; in the order of the list of commands.
  private var chords: [Place: [Command: [Chord]]] = [:]
  private var commands: [Place: [Chord: Command]] = [:]

  /// The keys of the list of commands.
  package static let standard = Keymap(named: "default", Command.list)

  package init(named name: String, _ entries: [CommandEntry]) {
    self.name = name
    for place in Place.allCases {
      for entry in entries where entry.works(in: place) {
        chords[place, default: [:]][entry.command] = entry.keys.compactMap(Chord.init(parsing:))
      }
    }
    index()
  }

  private init(named name: String, chords: [Place: [Command: [Chord]]]) {
    self.name = name
    self.chords = chords
    index()
  }

  /// A place's own key wins over one that works everywhere.
  private mutating func index() {
    for (place, keys) in chords {
      var table: [Chord: Command] = [:]
      for entry in Command.list.sorted(by: { $0.places != nil && $1.places == nil }) {
        for chord in keys[entry.command] ?? [] where table[chord] == nil { table[chord] = entry.command }
      }
      commands[place] = table
    }
  }

  /// What the keys pressed so far mean.
  package enum Meaning: Hashable, Sendable {
    case command(Command)
    /// More is to come.
    case beginning
    case nothing
  }

  package func meaning(of keys: [Key], in place: Place) -> Meaning {
    let table = commands[place] ?? [:]
    if let command = table[Chord(keys)] { return .command(command) }
    return table.keys.contains { $0.keys.count > keys.count && $0.keys.starts(with: keys) } ? .beginning : .nothing
  }

  /// What one key does by itself.
  package func command(for key: Key, in place: Place) -> Command? { commands[place]?[Chord([key])] }

  package func chords(for command: Command, in place: Place) -> [Chord] { chords[place]?[command] ?? [] }

  /// What can follow the keys pressed so far, in the order of the list of commands.
  package func continuations(of keys: [Key], in place: Place) -> [(rest: Chord, command: Command)] {
    Command.list.flatMap { entry in
      chords(for: entry.command, in: place)
        .filter { $0.keys.count > keys.count && $0.keys.starts(with: keys) }
        .map { (Chord(Array($0.keys.dropFirst(keys.count))), entry.command) }
    }
  }
}

extension Keymap {
  /// This keymap with what a file says laid over it. A chord of the file takes itself, and every chord that it would begin or be
  /// begun by, from whatever had it before. Of two of the file itself the first stays and the other is told.
  func laying(_ file: KeymapFile, named name: String) -> (Keymap, [FileProblem]) {
    var chords = chords
    var problems: [FileProblem] = []
    for place in Place.allCases {
      var taken: [(chord: Chord, command: Command, line: Int, isOwn: Bool)] = []
      var settled: Set<Command> = []
      // What is said of this place alone comes before what is said of all.
      let own = file.bindings.filter { $0.place == place }
      for binding in own + file.bindings.filter({ $0.place == nil }) {
        guard binding.command.entry.works(in: place), settled.insert(binding.command).inserted else { continue }
        chords[place, default: [:]][binding.command] = []
        for chord in binding.chords {
          guard let other = taken.first(where: { $0.chord.collides(with: chord) }) else {
            taken.append((chord, binding.command, binding.line, binding.place != nil))
            chords[place, default: [:]][binding.command, default: []].append(chord)
            continue
          }
          guard other.isOwn == (binding.place != nil), other.command != binding.command else { continue }
          let problem = FileProblem(
            file.path, line: binding.line,
            .conflict(
              chord: chord.name, binding.command, other: other.chord.name, other.command, line: other.line, in: place))
          if !problems.contains(where: { $0.isSameConflict(as: problem) }) { problems.append(problem) }
        }
      }
      for (command, old) in chords[place] ?? [:] where !settled.contains(command) {
        chords[place]?[command] = old.filter { chord in !taken.contains { $0.chord.collides(with: chord) } }
      }
    }
    let keymap = Keymap(named: name, chords: chords)
    if let place = Place.allCases.first(where: { keymap.isWithoutExit(in: $0) }) {
      problems.append(FileProblem(file.path, line: nil, .noWayOut(place)))
      return (self, problems)
    }
    return (keymap, problems)
  }

  /// Whoever can neither quit nor open the command line is caught.
  private func isWithoutExit(in place: Place) -> Bool {
    chords(for: .quit, in: place).isEmpty && chords(for: .commandLine, in: place).isEmpty
  }
}

extension FileProblem {
  /// Two commands that work in many places would clash in each.
  fileprivate func isSameConflict(as other: FileProblem) -> Bool {
    guard case .conflict(let chord, let command, _, let second, _, _) = kind,
      case .conflict(chord, command, _, second, _, _) = other.kind
    else { return false }
    return line == other.line
  }
}

extension CommandEntry {
  package func works(in place: Place) -> Bool { places?.contains(place) ?? true }
}

extension State {
  /// The keys that are shown for a command where the person is; empty where it has none.
  package func keyLabel(of command: Command, in place: Place? = nil) -> String {
    let place = place ?? self.place
    let here = keymap.chords(for: command, in: place).first
    return (here ?? Place.allCases.lazy.compactMap { keymap.chords(for: command, in: $0).first }.first)?.description
      ?? ""
  }

  /// What to press for a command, in a sentence: its key, or its name on the command line when it has none.
  func hint(_ command: Command, in place: Place? = nil) -> String {
    let label = keyLabel(of: command, in: place)
    return label.isEmpty ? ":\(command.entry.name)" : label
  }
}
