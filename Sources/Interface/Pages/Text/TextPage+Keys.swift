import Terminal

extension State {
  mutating func run(_ command: Command, in old: TextPage) -> [Effect]? {
    var page = old
    let height = textHeight
    switch command {
    case .moveUp: page.offset -= 1
    case .moveDown: page.offset += 1
    case .pageUp: page.offset -= height
    case .pageDown: page.offset += height
    case .first: page.offset = 0
    case .last: page.offset = page.lines?.count ?? 0
    case .shiftLeft: page.shift = max(0, page.shift - 20)
    case .shiftRight: page.shift += 20
    case .nextMatch: page.goToMatch(forwards: true)
    case .previousMatch: page.goToMatch(forwards: false)
    case .copy:
      guard let lines = page.lines else { return [] }
      return copy(lines.map(\.text).joined(separator: "\n"), saying: "Copied \(lines.count) lines.")
    case .cancel where !page.search.isEmpty: page.search = ""
    default: return nil
    }
    page.offset = min(max(0, page.offset), max(0, (page.lines?.count ?? 0) - height))
    replacePage(.text(page))
    return []
  }

  /// Searches while it is typed: goes to the first match at or after the top line.
  mutating func search(for text: String, in old: TextPage) {
    var page = old
    page.search = text
    let matches = page.matches
    if let match = matches.first(where: { $0 >= page.offset }) ?? matches.first { page.offset = match }
    page.offset = min(page.offset, max(0, (page.lines?.count ?? 0) - textHeight))
    replacePage(.text(page))
  }

  /// The text has come; another page may have been opened since.
  mutating func fill(_ subject: String, with lines: [TextPage.Line]) {
    for (index, page) in pages.enumerated() {
      guard case .text(var text) = page, text.subject == subject else { continue }
      text.lines = lines
      text.offset = min(text.offset, max(0, lines.count - textHeight))
      pages[index] = .text(text)
    }
  }

  private var textHeight: Int { max(1, pageArea.height - 2) }
}

extension TextPage {
  mutating func goToMatch(forwards: Bool) {
    let matches = matches
    let next = forwards ? matches.first { $0 > offset } : matches.last { $0 < offset }
    guard let match = next ?? (forwards ? matches.first : matches.last) else { return }
    offset = match
  }
}
