extension Character {
  /// Cells that it takes as drawn: 0 for what is invisible, 1, 2, and more only for clusters of several letters.
  package var displayWidth: Int {
    if isASCII { return 1 }
    return drawable.unicodeScalars.reduce(0) { $0 + $1.cellWidth }
  }

  /// What is drawn in its place, so that every terminal agrees on its width and none obeys it.
  ///
  /// Controls become pictures. Of an emoji sequence only the first emoji is drawn: terminals disagree on the width of
  /// joined, flag, coloured and variation sequences, and ncurses cannot hold them in a cell.
  package var drawable: Character {
    if let ascii = asciiValue, (0x20..<0x7f).contains(ascii), self != "\r\n" { return self }
    let scalars = unicodeScalars
    let first = scalars.first!
    if let picture = first.picture { return picture }
    if scalars.count == 1 { return first.isIgnored ? Self.nothing : self }
    if first.properties.isEmoji, !first.isASCII { return Character(first) }
    let kept = scalars.filter { !$0.isIgnored && $0 != "\u{20e3}" && !$0.properties.isEmojiModifier }
    if kept.count == scalars.count { return self }
    return String(String.UnicodeScalarView(kept)).first ?? Self.nothing
  }

  /// Stands for what is not drawn at all.
  private static let nothing: Character = "\u{200b}"

  /// The parts that get cells of their own, with their width: each letter with the marks that lie on it.
  ///
  /// They are one in nearly all scripts. In some of India a cluster is several letters side by side, each with a width.
  var cellParts: [(character: Character, width: Int)] {
    var parts: [(text: String.UnicodeScalarView, width: Int)] = []
    for scalar in drawable.unicodeScalars {
      let width = scalar.cellWidth
      if parts.isEmpty || width > 0 { parts.append((String.UnicodeScalarView(), width)) }
      parts[parts.count - 1].text.append(scalar)
    }
    return parts.map { (Character(String($0.text)), $0.width) }
  }
}

extension StringProtocol {
  /// Cells that the text takes in one line.
  package var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }
}

extension UnicodeScalar {
  /// Cells that it takes on a terminal: as POSIX `wcwidth` has it, in the same Unicode everywhere.
  var cellWidth: Int {
    // Nothing before the combining diacritical marks is wide or empty.
    if value < 0x300 { return value == 0xad ? 0 : 1 }
    // Vowels and finals of Korean lie on the consonant before them.
    if (0x1160...0x11ff).contains(value) || (0xd7b0...0xd7ff).contains(value) { return 0 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .lineSeparator, .paragraphSeparator: return 0
    default: return isWide ? 2 : 1
    }
  }

  private var isWide: Bool {
    guard value >= 0x1100 else { return false }
    var (low, high) = (0, Self.wideRanges.count)
    while low < high {
      let middle = (low + high) / 2
      if Self.wideRanges[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < Self.wideRanges.count && Self.wideRanges[low].contains(value)
  }

  /// Invisible: it joins, breaks, selects a variation or sets a direction.
  fileprivate var isIgnored: Bool {
    switch value {
    case 0..<0x300: false
    case 0xfe00...0xfe0f, 0xe0000...0xe0fff: true
    default: properties.generalCategory == .format
    }
  }

  /// What is shown for a character that would act on the terminal, or deceive who reads it.
  fileprivate var picture: Character? {
    switch value {
    case 0..<0x20: Character(UnicodeScalar(0x2400 + value)!)
    case 0x7f: "\u{2421}"
    case 0x80..<0xa0: "\u{fffd}"
    case 0xad: "-"
    // Directional embeddings, overrides and isolates reorder what follows them.
    case 0x202a...0x202e, 0x2066...0x2069: "\u{fffd}"
    case 0x2028, 0x2029: "\u{fffd}"
    // Half of a flag, or a whole one.
    case 0x1f1e6...0x1f1ff: "\u{fffd}"
    // Letters of Korean that look like nothing.
    case 0x3164, 0xffa0: "\u{fffd}"
    default: nil
    }
  }
}
