/// What is wrong with an appearance as a theme file has it.
package enum AppearanceError: Error, Hashable {
  /// Neither a colour, a name of the theme's palette, nor an emphasis.
  case unknownWord(String)
  /// A second foreground or background.
  case repeated(String)
  /// `on` without a colour after it.
  case nothingAfterOn
}

extension Appearance {
  /// Reads `[COLOUR] [on COLOUR] [bold] [dim] [underline] [reverse]`, in any order. Names of the palette come before
  /// those of the terminal's colours, so that a theme says what its `red` is.
  package init(parsing text: String, palette: [String: Color]) throws(AppearanceError) {
    self.init()
    var words = text.split(whereSeparator: \.isWhitespace)[...]
    while let word = words.popFirst() {
      if let emphasis = Self.emphases[String(word)] {
        self.emphasis.insert(emphasis)
      } else if word == "on" {
        guard let name = words.popFirst() else { throw .nothingAfterOn }
        guard background == nil else { throw .repeated(String(name)) }
        background = try Self.color(name, palette)
      } else {
        guard foreground == nil else { throw .repeated(String(word)) }
        foreground = try Self.color(word, palette)
      }
    }
  }

  private static let emphases: [String: Style.Emphasis] = [
    "bold": .bold, "dim": .dim, "underline": .underline, "reverse": .reverse,
  ]

  private static func color(_ word: Substring, _ palette: [String: Color]) throws(AppearanceError) -> Color {
    guard let color = palette[String(word)] ?? Color(parsing: word) else { throw .unknownWord(String(word)) }
    return color
  }
}
