import Terminal

extension State {
  /// Completions of what is typed, the best first.
  package func suggestions(for text: String) -> [Suggestion] {
    guard let space = text.firstIndex(of: " "), let verb = Self.verbs.first(where: { $0.name == text[..<space] }) else {
      // An empty line tells what takes a name. Of what is typed, what needs no more comes first.
      return text.isEmpty
        ? verbSuggestions + commandSuggestions : ranked(commandSuggestions + verbSuggestions, by: text)
    }
    let typed = String(text[text.index(after: space)...]).trimmed
    let values: [(String, String)] =
      switch verb.name {
      case "project": projectRows.map { ($0.name, "") }
      case "cluster": clusterRows.map { ($0.name, $0.endpoint) }
      case "app": appRows.map { ($0.name, $0.configuration.image) }
      case "rollback": revisions.map { ("\($0.number)", $0.configuration.image) }
      case "theme": settings.files.themeNames.map { ($0, "") }
      case "keymap": settings.files.keymapNames.map { ($0, "") }
      default: []
      }
    let suggestions = values.map { Suggestion(text: "\(verb.name) \($0.0)", help: $0.1) }
    return ranked(suggestions, by: typed.isEmpty ? "" : "\(verb.name) \(typed)")
  }

  private var verbSuggestions: [Suggestion] {
    Self.verbs.map { Suggestion(text: "\($0.name) ", argument: $0.argument, help: $0.help) }
  }

  private var commandSuggestions: [Suggestion] {
    Command.list.filter { $0.command != .commandLine && $0.command != .cancel }.map { entry in
      Suggestion(
        text: entry.name, help: entry.help, key: keyLabel(of: entry.command),
        disabledReason: entry.command.disabledReason(in: self))
    }
  }

  private func ranked(_ suggestions: [Suggestion], by text: String) -> [Suggestion] {
    guard !text.isEmpty else { return suggestions }
    let scored = suggestions.enumerated().compactMap { index, suggestion in
      fuzzyScore(text, in: suggestion.text).map { (score: $0, index: index, suggestion: suggestion) }
    }
    return scored.sorted { ($0.score, $0.index) < ($1.score, $1.index) }.map(\.suggestion)
  }
}

/// How well the characters of `pattern` are found in `text`, in order and without case: 0 is a prefix, less is better; nil is not at all.
package func fuzzyScore(_ pattern: String, in text: String) -> Int? {
  let (pattern, text) = (pattern.lowercased(), text.lowercased())
  if text.hasPrefix(pattern) { return 0 }
  if text.contains(" \(pattern)") { return 1 }
  if text.contains(pattern) { return 2 }
  var score = 3
  var rest = text[...]
  for character in pattern where character != " " {
    guard let index = rest.firstIndex(of: character) else { return nil }
    score += rest.distance(from: rest.startIndex, to: index)
    rest = rest[rest.index(after: index)...]
  }
  return score
}

/// Offsets of the characters of `text` that `fuzzyScore` has found; empty where it has not.
package func fuzzyMatches(_ pattern: String, in text: String) -> Set<Int> {
  let (pattern, characters) = (pattern.lowercased(), Array(text.lowercased()))
  guard !pattern.isEmpty, fuzzyScore(pattern, in: text) != nil else { return [] }
  let whole = Array(pattern)
  // A run of all of it, at the start of a word if there is one, as the score prefers it.
  let starts = characters.indices.filter { characters[$0...].starts(with: whole) }
  if let start = starts.first(where: { $0 == 0 || characters[$0 - 1] == " " }) ?? starts.first {
    return Set(start..<start + whole.count)
  }
  var found: Set<Int> = []
  var index = 0
  for character in whole where character != " " {
    guard let next = characters[index...].firstIndex(of: character) else { return [] }
    found.insert(next)
    index = next + 1
  }
  return found
}
