import Foundation
import Terminal

extension State {
  /// After so long a secret has been pasted.
  static let secretPatience: TimeInterval = 45

  /// Copies what is selected, else the chosen line, else what is shown.
  mutating func copyLines() -> [Effect] {
    let selected = logs.selectedRows
    if !selected.isEmpty {
      logs.selectionStart = nil
      return copy(selected, as: "the selection")
    }
    if logs.cursor != nil, let row = logs.chosenRow { return copy([row], as: "the line") }
    return copy(shownRows, as: "what is shown")
  }

  mutating func copy(_ rows: [LogRow], as what: String) -> [Effect] {
    guard !rows.isEmpty else { return [] }
    let text = rows.map(\.text).joined(separator: "\n")
    return copy(text, saying: "Copied \(what): \(rows.count) line\(rows.count == 1 ? "" : "s").")
  }

  /// Puts a text into the person's clipboard. What looks like a secret does not stay there.
  mutating func copy(_ text: String, saying sentence: String) -> [Effect] {
    let isSecret = LogSecrecy.isSuspected(in: text)
    clipboardUntil = isSecret ? now.addingTimeInterval(Self.secretPatience) : nil
    let warning =
      isSecret ? " It looks like a secret: in \(Int(Self.secretPatience)) seconds the clipboard is emptied." : ""
    show(sentence + warning, isSecret ? .warning : .good)
    return [.copy(text)]
  }

  /// Empties the clipboard when it is time, or when nobody will be there to do it later.
  mutating func emptyClipboardIfDue(isLeaving: Bool = false) -> [Effect] {
    guard let until = clipboardUntil, isLeaving || until <= now else { return [] }
    clipboardUntil = nil
    return [.copy("")]
  }

  /// The rows that the pane shows now.
  var shownRows: [LogRow] {
    let area = logArea
    let layout = LogLayout(logs, fields: logFieldChoice, size: Size(width: area.width, height: area.height), now: now)
    var sequences: [Int] = []
    for line in layout.lines where !line.isMarker && sequences.last != line.sequence { sequences.append(line.sequence) }
    return sequences.map { logs.visible(logs.visibleIndex(after: $0) - 1) }
  }

  /// Where the lines of the pane are drawn.
  var logArea: Rect {
    let rect = layout.pane(.logs)
    return Rect(
      x: rect.x + 2, y: rect.y + (hasTabs ? 2 : 1), width: max(0, rect.width - 4), height: contentHeight(of: .logs))
  }
}

/// Whether a text has something in it that should not lie about: a value behind a name that secrets have.
enum LogSecrecy {
  private static let pattern = try? LogPattern(
    regularExpression:
      #"(password|passwd|secret|token|api[-_]?key|authorization|credential|cookie)["']?\s*[=:]\s*["']?\S|bearer\s+\S|-----begin"#
  )

  static func isSuspected(in text: String) -> Bool { pattern?.matches(text) ?? true }
}
