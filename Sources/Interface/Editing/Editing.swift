import Model
import Terminal

/// How an editor that was opened for an app ended.
package enum EditorEnd: Hashable, Sendable {
  /// What was in the file then.
  case left(String)
  /// Why there is nothing to read, as a sentence.
  case failed(String)
}

/// An app's configuration, edited whole in the person's own editor.
extension State {
  /// Opens the file: what was left there with mistakes, else the app as it is.
  mutating func editFile(_ app: App, problems: [String] = []) -> [Effect] {
    let text = drafts[app.id] ?? AppFile.text(of: app, place: reference(to: app))
    return [.edit(app.id, text: problems.isEmpty ? text : Self.marked(text, problems))]
  }

  /// The person has left the editor: what they wrote is kept until it has been saved.
  mutating func edited(_ id: AppID, from old: String, _ end: EditorEnd) -> [Effect] {
    guard let app = app(id) else { return [] }
    let text: String
    switch end {
    case .left(let left): text = left
    case .failed(let reason):
      waitingMessages.append(Message(title: "Not edited", text: reason, advice: nil))
      return []
    }
    let (configuration, problems) = AppFile.read(text, for: app)
    if problems.isEmpty, configuration == nil || configuration == app.configuration {
      drafts[id] = nil
      show("Nothing was changed.")
      return []
    }
    drafts[id] = Self.unmarked(text)
    guard let configuration else {
      var question = Confirmation(
        title: "The file has mistakes",
        lines: problems.map { .init($0, .bad) } + [
          .init(""), .init("Nothing is saved. What you wrote is kept: \(hint(.editFile)) shows it again.", .muted),
        ], verb: "Edit again", consequence: .editAgain(id, problems))
      // Nothing is lost by it.
      question.isVerbFocused = true
      overlay = .confirmation(question)
      return []
    }
    return start(.updateApp(id, configuration))
  }

  /// Mistakes at the top of the file, as `kubectl edit` shows them.
  private static func marked(_ text: String, _ problems: [String]) -> String {
    // What is told moves the lines that it tells of.
    let count = problems.count + 1
    return problems.map { "\(mark) \($0.neutralised())\n" }.joined()
      + "\(mark) (lines are counted without these \(count))\n" + text
  }

  private static func unmarked(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix(mark) }.joined(separator: "\n")
  }

  private static let mark = "#!"
}
