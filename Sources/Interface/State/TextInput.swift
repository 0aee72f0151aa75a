import Terminal

/// One line of text that is being typed, with the editing keys of readline.
package struct TextInput: Hashable, Sendable {
  package private(set) var text: String
  /// In characters from the start.
  package private(set) var cursor: Int

  package init(_ text: String = "") {
    self.text = text
    cursor = text.count
  }

  /// The same line of which nothing can be read but its length.
  var masked: TextInput {
    var masked = TextInput(String(repeating: "•", count: text.count))
    masked.cursor = cursor
    return masked
  }

  package mutating func insert(_ inserted: String) {
    // A pasted newline or tab must neither submit nor be lost as a separator.
    let line = String(inserted.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    text.insert(contentsOf: line, at: index(cursor))
    cursor += line.count
    cursor = min(cursor, text.count)
  }

  /// Whether the key edited the line or moved in it.
  package mutating func handle(_ key: Key) -> Bool {
    switch (key.code, key.modifiers) {
    case (.character(let character), []): insert(String(character))
    case (.backspace, _), (.character("h"), .control):
      guard cursor > 0 else { return true }
      remove(from: cursor - 1, to: cursor)
    case (.delete, _), (.character("d"), .control): remove(from: cursor, to: min(cursor + 1, text.count))
    case (.left, []), (.character("b"), .control): cursor = max(0, cursor - 1)
    case (.right, []), (.character("f"), .control): cursor = min(text.count, cursor + 1)
    case (.left, _), (.character("b"), .alt): cursor = wordStart
    case (.right, _), (.character("f"), .alt): cursor = wordEnd
    case (.home, _), (.character("a"), .control): cursor = 0
    case (.end, _), (.character("e"), .control): cursor = text.count
    case (.character("u"), .control): remove(from: 0, to: cursor)
    case (.character("k"), .control): remove(from: cursor, to: text.count)
    case (.character("w"), .control): remove(from: wordStart, to: cursor)
    default: return false
    }
    return true
  }

  private mutating func remove(from start: Int, to end: Int) {
    text.removeSubrange(index(start)..<index(end))
    cursor = start
  }

  private var wordStart: Int {
    let before = Array(text.prefix(cursor))
    let end = before.lastIndex { $0 != " " } ?? 0
    return before[..<min(end + 1, before.count)].lastIndex(of: " ").map { $0 + 1 } ?? 0
  }

  private var wordEnd: Int {
    let after = Array(text.dropFirst(cursor))
    guard let start = after.firstIndex(where: { $0 != " " }) else { return text.count }
    return cursor + (after[start...].firstIndex(of: " ") ?? after.count)
  }

  private func index(_ offset: Int) -> String.Index { text.index(text.startIndex, offsetBy: offset) }
}
