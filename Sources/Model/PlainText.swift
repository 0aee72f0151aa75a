extension StringProtocol {
  /// The same text with nothing in it that a terminal would obey: what a server or a log line contains is text.
  ///
  /// C0 and C1 controls, DEL, line separators and bidirectional overrides become visible pictures (U+2400 block) or U+FFFD.
  /// A tab is kept where `keepingTabs`.
  package func neutralised(keepingTabs: Bool = false) -> String {
    guard unicodeScalars.contains(where: { $0.isTerminalControl }) else { return String(self) }
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar == "\t", keepingTabs {
        result.append(scalar)
      } else {
        result.append(scalar.isTerminalControl ? scalar.picture : scalar)
      }
    }
    return String(result)
  }
}

extension String {
  /// The same text without sequences that only set colours and emphasis (SGR, ECMA-48 §8.3.117): in a log they say nothing.
  package func removingColours() -> String {
    guard utf8.contains(0x1B) else { return self }
    var result: [UInt8] = []
    var rest = Array(utf8)[...]
    while let escape = rest.firstIndex(of: 0x1B) {
      result += rest[..<escape]
      rest = rest[escape...]
      guard rest.dropFirst().first == 0x5B else {
        result.append(rest.removeFirst())
        continue
      }
      let parameters = rest.dropFirst(2).prefix { (0x30...0x3B).contains($0) }
      if rest.dropFirst(2 + parameters.count).first == 0x6D {
        rest = rest.dropFirst(3 + parameters.count)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return String(decoding: result + rest, as: UTF8.self)
  }
}

extension Unicode.Scalar {
  fileprivate var isTerminalControl: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0: true
    // Line and paragraph separators; bidirectional embeddings, overrides and isolates: they reorder what a person reads.
    case 0x2028...0x2029, 0x202A...0x202E, 0x2066...0x2069, 0x200E...0x200F, 0x061C: true
    default: false
    }
  }

  fileprivate var picture: Unicode.Scalar {
    switch value {
    case 0..<0x20: Unicode.Scalar(0x2400 + value) ?? "\u{FFFD}"
    case 0x7F: "\u{2421}"
    default: "\u{FFFD}"
    }
  }
}
