import Terminal

extension StringProtocol {
  /// At most `width` cells; what is cut off is marked by `…`.
  package func fitted(to width: Int) -> String {
    guard width > 0 else { return "" }
    guard exceeds(cells: width) else { return String(self) }
    return prefix(cells: width - 1) + "…"
  }

  /// At most `width` cells, keeping the end, which tells images and paths apart.
  package func fittedKeepingEnd(to width: Int) -> String {
    guard width > 0 else { return "" }
    guard exceeds(cells: width) else { return String(self) }
    var kept: [Character] = []
    var used = 1
    for character in reversed() {
      let cells = character.drawable.displayWidth
      guard used + cells <= width else { break }
      kept.append(character)
      used += cells
    }
    return "…" + String(kept.reversed())
  }

  package func prefix(cells width: Int) -> String {
    var result = ""
    var used = 0
    for character in self {
      let cells = character.drawable.displayWidth
      guard used + cells <= width else { break }
      result.append(character)
      used += cells
    }
    return result
  }

  /// Without the first `width` cells.
  package func dropping(cells width: Int) -> String {
    var used = 0
    return String(
      drop { character in
        guard used < width else { return false }
        used += character.drawable.displayWidth
        return true
      })
  }

  /// Filled with spaces to `width` cells.
  package func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - displayWidth))
  }

  /// Whether it takes more than `width` cells; looks no further than it must, since lines of logs can be very long.
  package func exceeds(cells width: Int) -> Bool {
    var used = 0
    for character in self {
      used += character.drawable.displayWidth
      if used > width { return true }
    }
    return false
  }

  /// Lines of at most `width` cells, broken between words where that is possible. Spaces at the start of a line are kept.
  package func wrapped(to width: Int) -> [String] {
    guard width > 0 else { return [] }
    return split(separator: "\n", omittingEmptySubsequences: false).flatMap { wrappedParagraph(Substring($0), width) }
  }

  private func wrappedParagraph(_ paragraph: Substring, _ width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    var hasWord = false
    for word in paragraph.split(separator: " ", omittingEmptySubsequences: false) {
      var rest = word
      if hasWord, used > 0, used + 1 + rest.prefix(width + 1).displayWidth > width {
        lines.append(line)
        (line, used, hasWord) = ("", 0, false)
      }
      while rest.exceeds(cells: width - (hasWord ? used + 1 : 0)) {
        let head = rest.prefix(cells: width)
        guard !head.isEmpty else { break }
        lines.append(head)
        rest = rest.dropFirst(head.count)
      }
      line += hasWord ? " " + rest : rest
      used += rest.displayWidth + (hasWord ? 1 : 0)
      hasWord = true
    }
    lines.append(line)
    return lines
  }
}
