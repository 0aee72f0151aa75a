extension Character {
  /// What stands for the character where only ASCII can be drawn.
  var asciiTwin: Character {
    guard !isASCII, let scalar = unicodeScalars.first else { return self }
    if let twin = Self.twins[self] { return twin }
    switch scalar.value {
    case 0x2500...0x257f: return "+"
    case 0x2580...0x259f: return "#"
    case 0x2800...0x28ff: return ":"
    default: return "?"
    }
  }

  private static let twins: [Character: Character] = {
    let groups: [(Character, String)] = [
      ("-", "─━┄┅┈┉╌╍═╴╶╸╺–—−"), ("|", "│┃┆┇┊┋╎╏║╵╷╹╻▏▎▍▕"),
      ("<", "←◀◂‹«⟨↩↵"), (">", "→▶▸›»⟩➜❯▌"), ("^", "↑▲▴⇧"), ("v", "↓▼▾⇩"),
      ("*", "●•◆■★✱✶⬤"), ("o", "○◌◯◇□☆"), ("+", "✓✔"), ("x", "✗✘×✕"), ("!", "⚠"),
      (".", "…·⋯"), ("'", "‘’′"), ("\"", "“”″"), ("~", "≈∼"), ("_", "▁▂"), (" ", "\u{a0}"),
      ("@", "↻⟳⟲↺"), ("=", "≡☰▅▆"), ("%", "◐◑◒◓◔◕"), ("-", "▃▄"),
    ]
    var twins: [Character: Character] = [:]
    for (twin, characters) in groups {
      for character in characters { twins[character] = twin }
    }
    return twins
  }()
}
