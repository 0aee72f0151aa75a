/// What is looked for in a line: text as it stands, or a regular expression.
package enum LogNeedle: Hashable, Sendable {
  case word(LogWord)
  case pattern(LogPattern)

  /// What a person types after `/`: text, or a regular expression after `~`. Smart case, as ripgrep and vim have it.
  package init?(search text: String) throws(LogPattern.Malformed) {
    if text.hasPrefix("~") {
      guard text.count > 1 else { return nil }
      self = .pattern(try LogPattern(regularExpression: String(text.dropFirst())))
    } else {
      guard !text.isEmpty else { return nil }
      self = .word(LogWord(text, ignoresCase: text == text.lowercased()))
    }
  }

  package func matches(_ line: String) -> Bool {
    switch self {
    case .word(let word): word.isFound(in: line)
    case .pattern(let pattern): pattern.matches(line)
    }
  }

  /// Where it is found, without what is found as nothing.
  package func ranges(in line: String) -> [Range<String.Index>] {
    switch self {
    case .word(let word): line.ranges(matching: word.text)
    case .pattern(let pattern): pattern.ranges(in: line)
    }
  }
}

/// Text that is found as it stands. Looks at bytes, since millions of lines are looked through while somebody types.
package struct LogWord: Hashable, Sendable {
  package let text: String
  package let ignoresCase: Bool
  /// Folded where case does not matter; nil where that is not a matter of ASCII.
  private let bytes: [UInt8]?

  package init(_ text: String, ignoresCase: Bool = true) {
    self.text = text
    self.ignoresCase = ignoresCase
    let isPlain = !ignoresCase || text.utf8.allSatisfy { $0 < 128 }
    bytes = isPlain ? text.utf8.map { ignoresCase ? $0.lowercasedASCII : $0 } : nil
  }

  package func isFound(in line: String) -> Bool {
    guard let bytes else { return line.lowercased().contains(text.lowercased()) }
    return line.utf8.withContiguousStorageIfAvailable { isFound(bytes, in: $0) }
      ?? Array(line.utf8).withUnsafeBufferPointer { isFound(bytes, in: $0) }
  }

  private func isFound(_ bytes: [UInt8], in line: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = bytes.first else { return true }
    guard line.count >= bytes.count else { return false }
    for start in 0...(line.count - bytes.count) where folded(line[start]) == first {
      var index = 1
      while index < bytes.count, folded(line[start + index]) == bytes[index] { index += 1 }
      if index == bytes.count { return true }
    }
    return false
  }

  private func folded(_ byte: UInt8) -> UInt8 { ignoresCase ? byte.lowercasedASCII : byte }
}

extension UInt8 {
  fileprivate var lowercasedASCII: UInt8 { (65...90).contains(self) ? self + 32 : self }
}
