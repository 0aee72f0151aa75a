import Testing

@testable import Interface

@Suite("Lines that are typed for a process without a terminal")
struct TypedLinesTests {
  @Test(
    "keys are seen as they are typed, and go out line by line",
    arguments: [
      ("ab", "ab", "", false), ("ab\r", "ab\r\n", "ab\n", false), ("a\nb\r", "a\r\nb\r\n", "a\nb\n", false),
      // Backspace takes a character with all its cells, Ctrl-U the line.
      ("ab\u{7F}c\r", "ab\u{8} \u{8}c\r\n", "ac\n", false), ("大\u{7F}\r", "大\u{8} \u{8}\u{8} \u{8}\r\n", "\n", false),
      ("é\u{8}e\r", "é\u{8} \u{8}e\r\n", "e\n", false), ("ab\u{15}c\r", "ab\u{8} \u{8}\u{8} \u{8}c\r\n", "c\n", false),
      ("\u{7F}\r", "\r\n", "\n", false),
      // Arrows and what else no line can do anything with.
      ("a\u{1B}[1;5Cb\u{1B}OPc\u{1B}x\u{1}\r", "abc\r\n", "abc\n", false), ("a\tb\r", "a b\r\n", "a\tb\n", false),
      // Ctrl-D after something sends that, by itself it ends.
      ("ab\u{4}", "ab", "ab", false), ("ab\u{4}\u{4}", "ab", "ab", true), ("\u{4}", "", "", true),
    ])
  func keys(typed: String, seen: String, sent: String, isEnd: Bool) {
    var lines = TypedLines()
    #expect(
      lines.take(Array(typed.utf8)) == .init(echo: Array(seen.utf8), sent: Array(sent.utf8), isEnd: isEnd))
  }

  @Test("a character whose bytes come one by one is one character")
  func pieces() {
    var lines = TypedLines()
    var sent: [UInt8] = []
    for byte in Array("大\u{7F}é\r".utf8) { sent += lines.take([byte]).sent }
    #expect(sent == Array("é\n".utf8))
  }
}
