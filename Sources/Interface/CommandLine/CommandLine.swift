import Terminal

/// The line that `:` opens.
package struct CommandLine: Hashable, Sendable {
  package var input = TextInput()
  /// The suggestion that Tab has put into the line; nil while the person types.
  package var chosen: Int?
  /// What was typed before Tab replaced it.
  package var typed: String?
  package var problem: String?
  /// Which of the lines that were run before is shown, the newest first; nil while the person types.
  package var recalled: Int?

  package init() {}
}

/// One completion: what the line becomes, and what that does.
package struct Suggestion: Hashable, Sendable {
  package var text: String
  /// What has to be typed after it: `NAME`.
  package var argument = ""
  package var help: String
  package var key = ""
  /// Why it can't be done now.
  package var disabledReason: String?

  /// Cells that it and what it takes need.
  var width: Int { text.displayWidth + argument.displayWidth }
}

extension State {
  mutating func handle(_ key: Key, in old: CommandLine) -> [Effect] {
    var line = old
    switch key.code {
    case .escape:
      overlay = nil
      return []
    case .enter: return submit(line)
    case .up where line.recalls(commandHistory), .down where line.recalled != nil:
      line.recall(key.code == .up ? 1 : -1, in: commandHistory)
    case .tab, .down, .up:
      let suggestions = suggestions(for: line.typed ?? line.input.text)
      guard !suggestions.isEmpty else { return [.bell] }
      let isBack = key.code == .up || key.modifiers == .shift
      line.typed = line.typed ?? line.input.text
      let start = line.chosen ?? (isBack ? 0 : -1)
      let next = (start + (isBack ? -1 : 1) + suggestions.count) % suggestions.count
      line.chosen = next
      line.input = TextInput(suggestions[next].text)
    case .backspace where line.input.text.isEmpty:
      overlay = nil
      return []
    default:
      guard line.input.handle(key) else { return [] }
      line.chosen = nil
      line.typed = nil
      line.recalled = nil
    }
    line.problem = nil
    overlay = .commandLine(line)
    return []
  }

  private mutating func submit(_ old: CommandLine) -> [Effect] {
    var line = old
    let text = line.input.text.trimmed
    guard !text.isEmpty else {
      overlay = nil
      return []
    }
    if let best = completion(of: text) {
      line = CommandLine()
      line.input = TextInput(best.text)
      guard isOnlyCompleted(best) else { return submit(line) }
      overlay = .commandLine(line)
      return []
    }
    let meaning = interpret(text)
    switch meaning {
    case .problem, .unfinished: break
    default: remember(text)
    }
    switch meaning {
    case .run(let command):
      if let reason = command.disabledReason(in: self) {
        line.problem = reason
        overlay = .commandLine(line)
        return askAgain(about: command)
      }
      overlay = nil
      return run(command)
    case .start(let operation):
      overlay = nil
      return start(operation)
    case .ask(let confirmation):
      return ask(confirmation)
    case .go(let pane, let id):
      overlay = nil
      pages = []
      focus = pane
      // A filter that shows it is what the person wants to go on seeing.
      if !rowIDs(of: pane).contains(id) { lists[pane, default: ListState()].filter = "" }
      select(in: pane) { list, _ in list.selectedID = id }
      return []
    case .filter(let text):
      overlay = nil
      setFilter(text, of: place)
      return []
    case .searchLogs(let text):
      overlay = nil
      logs.setSearch(text, height: contentHeight(of: .logs))
      return []
    case .theme(let name):
      overlay = nil
      settings.theme = .init(name, instead: settings.configuration.theme)
      return complain(of: useTheme())
    case .keymap(let name):
      overlay = nil
      settings.keymap = .init(name, instead: settings.configuration.keymap)
      return complain(of: useKeymap())
    case .problem(let problem), .unfinished(let problem):
      line.problem = problem
      overlay = .commandLine(line)
      return [.bell]
    }
  }
}

extension State {
  /// How many lines are remembered.
  private static let keptLines = 100

  private mutating func remember(_ text: String) {
    commandHistory.removeAll { $0 == text }
    commandHistory.insert(text, at: 0)
    commandHistory = Array(commandHistory.prefix(Self.keptLines))
  }
}

extension CommandLine {
  /// Whether the up-arrow goes to what was run before: on an empty line, and from there on.
  fileprivate func recalls(_ history: [String]) -> Bool {
    !history.isEmpty && chosen == nil && (input.text.isEmpty || recalled != nil)
  }

  /// Past the newest is the empty line.
  fileprivate mutating func recall(_ distance: Int, in history: [String]) {
    let next = min((recalled ?? -1) + distance, history.count - 1)
    recalled = next < 0 ? nil : next
    input = TextInput(next < 0 ? "" : history[next])
  }
}

extension String {
  var trimmed: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
