import Model
import Terminal

/// What a typed line means.
enum Interpretation: Hashable {
  case run(Command)
  case start(Operation)
  case ask(Confirmation)
  case go(Pane, id: String)
  case filter(String)
  case searchLogs(String)
  case theme(String)
  case keymap(String)
  case problem(String)
  /// Nothing yet, and why: the beginning of something, perhaps.
  case unfinished(String)
}

extension State {
  /// Words that take something after them; every command's own name works as well.
  static let verbs: [(name: String, argument: String, help: String)] = [
    ("project", "NAME", "Go to a project."),
    ("cluster", "NAME", "Go to a cluster of this project."),
    ("app", "NAME", "Go to an app of this cluster."),
    ("scale", "N", "Set how many pods the app runs."),
    ("rollback", "REVISION", "Go back to that revision, as a new one."),
    ("theme", "NAME", "Change the colours."),
    ("keymap", "NAME", "Change the keys."),
  ]

  func interpret(_ text: String) -> Interpretation {
    if text.hasPrefix("/") {
      return place == .logs ? .searchLogs(String(text.dropFirst())) : .filter(String(text.dropFirst()))
    }
    if text.hasPrefix("&"), place == .logs { return .filter(String(text.dropFirst())) }
    if let command = Self.command(named: text) { return .run(command) }
    let parts = text.split(separator: " ", maxSplits: 1).map { String($0).trimmed }
    let (verb, argument) = (parts[0], parts.count > 1 ? parts[1] : "")
    switch verb {
    case "project": return go(.projects, to: argument, among: projectRows.map { ($0.name, $0.id.rawValue) })
    case "cluster": return go(.clusters, to: argument, among: clusterRows.map { ($0.name, $0.id.rawValue) })
    case "app": return go(.apps, to: argument, among: appRows.map { ($0.name, $0.id.rawValue) })
    case "theme":
      let names = settings.files.themeNames
      return names.contains(argument)
        ? .theme(argument)
        : .unfinished("There is no theme \"\(argument)\". There are: \(names.joined(separator: ", ")).")
    case "keymap":
      let names = settings.files.keymapNames
      return names.contains(argument)
        ? .keymap(argument)
        : .unfinished("There is no keymap \"\(argument)\". There are: \(names.joined(separator: ", ")).")
    case "scale": return scale(to: argument)
    case "rollback": return rollback(to: argument)
    default: return .unfinished("There is no command \"\(verb)\". Tab shows what there is.")
    }
  }

  /// The best completion of a line that means nothing yet: what Enter takes. A number that is not there is not another one.
  func completion(of text: String) -> Suggestion? {
    guard !text.isEmpty, case .unfinished = interpret(text), let best = suggestions(for: text).first else { return nil }
    return best.text.trimmed == text ? nil : best
  }

  /// Whether a completion is put into the line for the person to see first: it wants a name, or it does at once what is not
  /// asked about.
  func isOnlyCompleted(_ suggestion: Suggestion) -> Bool {
    guard !suggestion.text.hasSuffix(" ") else { return true }
    guard case .run(let command) = interpret(suggestion.text) else { return false }
    return [.quit, .suspend, .stopWaiting, .closeTail].contains(command)
  }

  /// A command by its name or id, and what people type from habit.
  private static func command(named text: String) -> Command? {
    switch text {
    case "q", "q!", "wq", "exit": .quit
    case "h": .help
    case "rollback": .rollback
    default: Command.list.first { $0.name == text || $0.command.rawValue == text }?.command
    }
  }

  private func go(_ pane: Pane, to name: String, among rows: [(name: String, id: String)]) -> Interpretation {
    guard !name.isEmpty else { return .problem("Which one? Tab shows what there is.") }
    let row = rows.first { $0.name == name } ?? rows.first { $0.name.hasPrefix(name) }
    return row.map { .go(pane, id: $0.id) }
      ?? .unfinished("There is no \(pane.title.lowercased().dropLast()) \"\(name)\" here.")
  }

  private func scale(to argument: String) -> Interpretation {
    if let reason = Command.scale.disabledReason(in: self) { return .problem(reason) }
    guard let app = selectedApp else { return .problem("No app is chosen.") }
    guard let replicas = Int(argument) else { return .problem("scale takes a number, as in: scale 3") }
    if let problem = Validation.replicas(replicas) { return .problem(problem.rule) }
    return .start(.scale(app.id, replicas: replicas))
  }

  private func rollback(to argument: String) -> Interpretation {
    guard let number = Int(argument) else { return .problem("rollback takes a revision's number, as in: rollback 3") }
    guard revisions.contains(where: { $0.number == number }) else { return .problem("There is no revision \(number).") }
    var state = self
    state.lists[.revisions] = ListState()
    state.select(in: .revisions) { list, _ in list.selectedID = revisions.first { $0.number == number }?.id.rawValue }
    if let reason = Command.rollbackToSelected.disabledReason(in: state) { return .problem(reason) }
    return state.confirmation(for: .rollbackToSelected).map(Interpretation.ask) ?? .problem("No app is chosen.")
  }
}
