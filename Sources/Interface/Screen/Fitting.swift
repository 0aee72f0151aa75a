import Terminal

extension StringProtocol {
  /// At most `width` cells; what is cut off is marked by `…`.
  package func fitted(to width: Int) -> String {
    guard width > 0 else { return "" }
    guard displayWidth > width else { return String(self) }
    return prefix(cells: width - 1) + "…"
  }

  /// At most `width` cells, keeping the end, which tells images and paths apart.
  package func fittedKeepingEnd(to width: Int) -> String {
    guard width > 0 else { return "" }
    guard displayWidth > width else { return String(self) }
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

  /// Lines of at most `width` cells, broken between words where that is possible.
  package func wrapped(to width: Int) -> [String] {
    guard width > 0 else { return [] }
    var lines: [String] = []
    for paragraph in split(separator: "\n", omittingEmptySubsequences: false) {
      var line = ""
      for word in paragraph.split(separator: " ", omittingEmptySubsequences: false) {
        var word = String(word)
        if !line.isEmpty, line.displayWidth + 1 + word.displayWidth > width {
          lines.append(line)
          line = ""
        }
        while word.displayWidth > width {
          let head = word.prefix(cells: width)
          guard !head.isEmpty else { break }
          lines.append(head)
          word.removeFirst(head.count)
        }
        line += line.isEmpty ? word : " " + word
      }
      lines.append(line)
    }
    return lines
  }
}
