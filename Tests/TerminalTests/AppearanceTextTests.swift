import Terminal
import Testing

struct AppearanceTextTests {
  private let palette: [String: Color] = ["red": .rgb(red: 255, green: 0, blue: 0), "surface": .indexed(236)]

  @Test(
    "an appearance is read as words, with the palette's colours before the terminal's",
    arguments: [
      ("", Appearance()), ("red", Appearance(.rgb(red: 255, green: 0, blue: 0))),
      ("blue on surface bold", Appearance(.indexed(4), on: .indexed(236), .bold)),
      ("dim on #000000 underline", Appearance(nil, on: .rgb(red: 0, green: 0, blue: 0), [.dim, .underline])),
      ("reverse", Appearance(nil, .reverse)), ("default on default", Appearance(.terminal, on: .terminal)),
    ])
  func reads(text: String, expected: Appearance) throws {
    #expect(try Appearance(parsing: text, palette: palette) == expected)
  }

  @Test(
    "what cannot be read is told",
    arguments: [
      ("mauve", AppearanceError.unknownWord("mauve")), ("on", .nothingAfterOn), ("red blue", .repeated("blue")),
      ("red on blue on green", .repeated("green")), ("Bold", .unknownWord("Bold")),
    ])
  func refuses(text: String, error: AppearanceError) {
    #expect(throws: error) { try Appearance(parsing: text, palette: palette) }
  }
}
