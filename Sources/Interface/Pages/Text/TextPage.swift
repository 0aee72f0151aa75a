import Terminal

/// A text to read: a description, YAML, a difference. Scrolls, searches, and can be copied.
package struct TextPage: Hashable, Sendable {
  package struct Line: Hashable, Sendable {
    package var text: String
    package var role: Role

    package init(_ text: String, _ role: Role = .text) {
      self.text = text
      self.role = role
    }
  }

  package var title: String
  /// nil while it is being read.
  package var lines: [Line]?
  /// The first line shown.
  package var offset = 0
  /// Columns that long lines are moved by.
  package var shift = 0
  /// What is searched for; empty for nothing.
  package var search = ""
  /// What tells this text from another of the same title: an answer reaches only the page that asked.
  package var subject: String

  package init(title: String, subject: String, lines: [Line]? = nil) {
    self.title = title
    self.subject = subject
    self.lines = lines
  }

  /// Indices of the lines in which what is searched for is found; without case unless it has upper case (vim's `smartcase`).
  package var matches: [Int] {
    guard !search.isEmpty, let lines else { return [] }
    return lines.indices.filter { lines[$0].text.ranges(matching: search).isEmpty == false }
  }
}

extension String {
  /// Where a text is found, without case unless it has upper case itself.
  func ranges(matching text: String) -> [Range<String.Index>] {
    guard !text.isEmpty else { return [] }
    return text == text.lowercased() ? lowercased().ranges(of: text).compactMap { same($0) } : ranges(of: text)
  }

  /// The same range in a text of the same length. Lower case may be longer than what it is of; then there is none.
  private func same(_ range: Range<String.Index>) -> Range<String.Index>? {
    let lowercased = lowercased()
    guard lowercased.count == count else { return nil }
    let start = index(startIndex, offsetBy: lowercased.distance(from: lowercased.startIndex, to: range.lowerBound))
    return start..<index(start, offsetBy: lowercased.distance(from: range.lowerBound, to: range.upperBound))
  }
}
