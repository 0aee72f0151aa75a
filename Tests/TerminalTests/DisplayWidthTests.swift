private import CNcurses
import Testing

@testable import Terminal

struct DisplayWidthTests {
  @Test(
    "text takes the cells that terminals give it",
    arguments: [
      ("", 0), ("abc", 3), ("äöü", 3), ("日本語", 6), ("ｆｕｌｌ", 8), ("한국어", 6), ("ﾊﾝｶｸ", 4), ("e\u{301}", 1),
      ("👍", 2), ("│─┐", 3), ("●✓…", 3), ("नमस्ते", 4), ("क्\u{200d}ष", 2), ("ก็", 1), ("\u{1112}\u{1161}\u{11ab}", 2),
      ("a\u{200b}b", 2),
      ("\u{feff}x", 1), ("\u{200e}x", 1),
    ])
  func width(text: String, cells: Int) {
    #expect(text.displayWidth == cells)
  }

  @Test(
    "what would act, hide or not fit is replaced",
    arguments: [
      ("\u{1b}", "␛"), ("\n", "␊"), ("\r\n", "␍"), ("\t", "␉"), ("\u{0}", "␀"), ("\u{7f}", "␡"), ("\u{9b}", "\u{fffd}"),
      ("\u{202e}", "\u{fffd}"), ("\u{2067}", "\u{fffd}"), ("\u{2028}", "\u{fffd}"), ("\u{ad}", "-"),
      ("👩‍🚀", "👩"), ("👍🏽", "👍"), ("⚠\u{fe0f}", "⚠"), ("❤️‍🔥", "❤"), ("🇩🇪", "\u{fffd}"), ("1️⃣", "1"),
      ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴"), ("é", "é"), ("日", "日"), ("a", "a"),
    ] as [(Character, Character)])
  func drawable(character: Character, drawn: Character) {
    #expect(character.drawable == drawn)
    #expect(drawn.drawable == drawn)
  }

  @Test("nothing that is drawn is a control or changes direction")
  func harmless() {
    for value in UInt32(0)..<0x3000 {
      guard let scalar = UnicodeScalar(value) else { continue }
      let drawn = Character(scalar).drawable.unicodeScalars
      for scalar in drawn {
        #expect(scalar.properties.generalCategory != .control, "U+\(String(value, radix: 16))")
        #expect(!(0x202a...0x202e).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value))
      }
    }
  }

  /// ncurses asks the C library, so where both know a character they have to agree; where they do not, the screen
  /// draws U+FFFD. This says where that is with glibc 2.36 (Unicode 14) and that it is nothing that people write.
  @Test("the C library agrees on every character but those that Unicode has changed")
  func agreesWithC() {
    #expect(setlocale(LC_CTYPE, "C.UTF-8") != nil)
    let changed: [ClosedRange<UInt32>] = [
      0x2630...0x2637, 0x268a...0x268f, 0x4dc0...0x4dff, 0x1d300...0x1d376,  // wide since Unicode 16
      0x3248...0x324f,  // glibc makes these wide, Unicode ambiguous
      0x302e...0x302f, 0x16ff0...0x16ff1,  // marks that glibc makes wide
      0x1171e...0x1171e,  // lies beside its letter since Unicode 15
    ]
    var differing: [String] = []
    for value in UInt32(0xa0)...0x1ffff {
      guard let scalar = UnicodeScalar(value), scalar.properties.generalCategory != .unassigned else { continue }
      let drawn = Character(scalar).drawable.unicodeScalars
      guard drawn.first == scalar, !changed.contains(where: { $0.contains(value) }) else { continue }
      let theirs = wcwidth(wchar_t(value))
      // -1: newer than the C library.
      if theirs >= 0, Int(theirs) != scalar.cellWidth { differing.append("U+\(String(value, radix: 16)): \(theirs)") }
    }
    #expect(differing == [])
  }
}
