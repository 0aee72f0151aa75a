import Terminal
import Testing

struct KeyDecoderTests {
  @Test(
    "what terminals send is the key that was pressed",
    arguments: [
      ("a", Key.character("a")), ("G", .character("G")), (" ", .character(" ")), ("ß", .character("ß")),
      ("日", .character("日")), ("👍", .character("👍")),
      ("\r", Key(.enter)), ("\t", Key(.tab)), ("\u{7f}", Key(.backspace)), ("\n", Key(.enter)),
      ("\u{0}", .control(" ")), ("\u{3}", .control("c")), ("\u{1a}", .control("z")), ("\u{1c}", .control("\\")),
      ("\u{1f}", .control("_")),
      ("\u{1b}x", Key(.character("x"), .alt)), ("\u{1b}é", Key(.character("é"), .alt)),
      ("\u{1b}\r", Key(.enter, .alt)), ("\u{1b}\u{12}", Key(.character("r"), [.control, .alt])),
      ("\u{1b}[A", Key(.up)), ("\u{1b}OB", Key(.down)), ("\u{1b}[1;5C", Key(.right, .control)),
      ("\u{1b}[1;2D", Key(.left, .shift)), ("\u{1b}[1;8H", Key(.home, [.shift, .alt, .control])),
      ("\u{1b}[H", Key(.home)), ("\u{1b}[1~", Key(.home)), ("\u{1b}[7~", Key(.home)), ("\u{1b}OF", Key(.end)),
      ("\u{1b}[2~", Key(.insert)), ("\u{1b}[3~", Key(.delete)), ("\u{1b}[3;5~", Key(.delete, .control)),
      ("\u{1b}[5~", Key(.pageUp)), ("\u{1b}[6~", Key(.pageDown)), ("\u{1b}[Z", Key(.tab, .shift)),
      ("\u{1b}OP", Key(.function(1))), ("\u{1b}[11~", Key(.function(1))), ("\u{1b}[[A", Key(.function(1))),
      ("\u{1b}[15~", Key(.function(5))), ("\u{1b}[24~", Key(.function(12))),
      ("\u{1b}[24;2~", Key(.function(12), .shift)),
      ("\u{1b}[114;5u", .control("r")), ("\u{1b}[97;2u", .character("A")), ("\u{1b}[13;2u", Key(.enter, .shift)),
      ("\u{1b}[27;5;9~", Key(.tab, .control)), ("\u{1b}[3^", Key(.delete, .control)),
      ("\u{1b}OM", Key(.enter)), ("\u{1b}Op", .character("0")),
    ])
  func decodes(sent: String, key: Key) {
    var decoder = KeyDecoder()
    #expect(decoder.feed(sent.utf8) == [.key(key)])
    #expect(!decoder.isWaiting)
  }

  @Test(
    "a sequence that arrives byte by byte is the same key",
    arguments: ["\u{1b}[1;5C", "\u{1b}OP", "日", "\u{1b}[<0;3;4M"])
  func cutAnywhere(sent: String) {
    var whole = KeyDecoder()
    var pieces = KeyDecoder()
    let expected = whole.feed(sent.utf8)
    #expect(expected.count == 1)
    #expect(sent.utf8.flatMap { pieces.feed([$0]) } == expected)
  }

  @Test("many keys at once are all there, in order")
  func burst() {
    var decoder = KeyDecoder()
    let text = String(repeating: "j\u{1b}[B日\r", count: 1000)
    let keys: [TerminalEvent] = [.key(.character("j")), .key(Key(.down)), .key(.character("日")), .key(Key(.enter))]
    #expect(decoder.feed(text.utf8) == Array(repeating: keys, count: 1000).flatMap { $0 })
  }

  @Test("what is read long after an escape byte is a key of its own, unless it is the rest of a sequence")
  func late() {
    for (rest, events) in [
      (":", [Key(.escape), .character(":")]), ("[A", [Key(.up)]), ("OP", [Key(.function(1))]),
      ("\u{1b}[B", [Key(.escape), Key(.down)]),
    ] as [(String, [Key])] {
      var decoder = KeyDecoder()
      #expect(decoder.feed([0x1b]).isEmpty)
      #expect(decoder.feedLate(Array(rest.utf8)) == events.map { .key($0) })
    }
    var decoder = KeyDecoder()
    // A sequence that is cut later is one still.
    #expect(decoder.feed(Array("\u{1b}[1;5".utf8)).isEmpty)
    #expect(decoder.feedLate(Array("A".utf8)) == [.key(Key(.up, .control))])
  }

  @Test("an escape byte waits, and is the Escape key when nothing follows")
  func escapeAlone() {
    var decoder = KeyDecoder()
    #expect(decoder.feed([0x1b]) == [])
    #expect(decoder.isWaiting)
    #expect(decoder.flush() == [.key(Key(.escape))])
    #expect(!decoder.isWaiting)
    #expect(decoder.flush() == [])
  }

  @Test(
    "what begins a sequence that never ends is the keys that it may be; half of a longer one is none",
    arguments: [
      ("\u{1b}[", [Key(.character("["), .alt)]), ("\u{1b}O", [Key(.character("O"), .alt)]),
      ("\u{1b}\u{1b}", [Key(.escape), Key(.escape)]),
      ("\u{1b}[1", []), ("\u{1b}[<65;4", []), ("\u{1b}[M ", []),
      ("\u{1b}\u{1b}[A", [Key(.escape), Key(.up)]),
    ])
  func unfinished(sent: String, keys: [Key]) {
    var decoder = KeyDecoder()
    let events = decoder.feed(sent.utf8) + decoder.flush()
    #expect(events == keys.map { .key($0) })
  }

  @Test("the rest of a sequence may come late, and is no keys then either")
  func lateRest() {
    var decoder = KeyDecoder()
    #expect(decoder.feed("\u{1b}[<65;4".utf8) == [])
    #expect(decoder.isInSequence)
    #expect(decoder.feed("2;20M".utf8) == [.mouse(MouseEvent(.wheelDown, Point(x: 41, y: 19)))])
    #expect(!decoder.isInSequence)
  }

  @Test(
    "numbers that no terminal sends are none",
    arguments: ["\u{1b}[-5u", "\u{1b}[99999999999999999999u", "\u{1b}[+1;5~", "\u{1b}[<0;-9223372036854775808;1M"])
  func absurd(sent: String) {
    var decoder = KeyDecoder()
    let events = decoder.feed((sent + "x").utf8)
    #expect(events.last == .key(.character("x")))
  }

  @Test("bytes that are no UTF-8 become U+FFFD and take nothing with them")
  func invalid() {
    var decoder = KeyDecoder()
    let replacement = TerminalEvent.key(.character("\u{fffd}"))
    #expect(decoder.feed([0xff, 0x61]) == [replacement, .key(.character("a"))])
    #expect(decoder.feed([0xe6, 0x61]) == [replacement, .key(.character("a"))])
    #expect(decoder.feed([0xc0, 0xaf]) == [replacement])
    #expect(decoder.feed([0xe6]) == [])
    #expect(decoder.flush() == [replacement])
  }

  @Test(
    "a sequence that nobody knows is swallowed whole",
    arguments: ["\u{1b}[?1;2c", "\u{1b}[99~", "\u{1b}[I", "\u{1b}[<0;1M"])
  func unknown(sent: String) {
    var decoder = KeyDecoder()
    #expect(decoder.feed((sent + "x").utf8) == [.key(.character("x"))])
  }

  @Test("what the terminal's own description says comes first")
  func ownSequences() {
    var decoder = KeyDecoder(sequences: [Array("\u{1b}[3$".utf8): Key(.delete, .shift), [8]: Key(.backspace)])
    #expect(decoder.feed("\u{1b}[3$".utf8) == [.key(Key(.delete, .shift))])
    #expect(decoder.feed("\u{1b}[3~".utf8) == [.key(Key(.delete))])
    #expect(decoder.feed([8]) == [.key(Key(.backspace))])
    #expect(KeyDecoder().isWaiting == false)
  }
}

struct PasteTests {
  @Test("pasted text is one event, with line ends as the app knows them, and its keys are none")
  func paste() {
    var decoder = KeyDecoder()
    let events = decoder.feed("a\u{1b}[200~one\r\ntwo\rq\u{1b}[A\u{1b}[201~b".utf8)
    #expect(events == [.key(.character("a")), .paste("one\ntwo\nq\u{1b}[A"), .key(.character("b"))])
  }

  @Test("a paste whose end went elsewhere takes no more keys")
  func endedElsewhere() {
    var decoder = KeyDecoder()
    #expect(decoder.feed("\u{1b}[200~half".utf8) == [])
    decoder.forgetPaste()
    #expect(decoder.feed("q".utf8) == [.key(.character("q"))])
  }

  @Test("a paste may be cut anywhere, also within its end, and is never flushed as keys")
  func cut() {
    var decoder = KeyDecoder()
    var events: [TerminalEvent] = []
    for byte in "\u{1b}[200~x\u{1b}\u{1b}[20é\u{1b}[201~".utf8 {
      events += decoder.feed([byte])
      if events.isEmpty, decoder.isWaiting == false { events += decoder.flush() }
    }
    #expect(events == [.paste("x\u{1b}\u{1b}[20é")])
  }
}

struct MouseTests {
  @Test(
    "clicks, drags and the wheel, as xterm and as X10 report them",
    arguments: [
      ("\u{1b}[<0;10;5M", MouseEvent.Kind.pressed, 9, 4), ("\u{1b}[<0;10;5m", .released, 9, 4),
      ("\u{1b}[<32;300;5M", .dragged, 299, 4), ("\u{1b}[<64;1;1M", .wheelUp, 0, 0),
      ("\u{1b}[<65;1;1M", .wheelDown, 0, 0),
      ("\u{1b}[<16;2;1M", .pressed, 1, 0),
      ("\u{1b}[M *%", .pressed, 9, 4), ("\u{1b}[M#*%", .released, 9, 4), ("\u{1b}[M@*%", .dragged, 9, 4),
      ("\u{1b}[M`!!", .wheelUp, 0, 0), ("\u{1b}[Ma!!", .wheelDown, 0, 0),
    ])
  func mouse(sent: String, kind: MouseEvent.Kind, x: Int, y: Int) {
    var decoder = KeyDecoder()
    #expect(decoder.feed(sent.utf8) == [.mouse(MouseEvent(kind, Point(x: x, y: y)))])
  }

  @Test("the right button is the terminal's", arguments: ["\u{1b}[<2;10;5M", "\u{1b}[<1;10;5m", "\u{1b}[M\"*%"])
  func otherButtons(sent: String) {
    var decoder = KeyDecoder()
    #expect(decoder.feed(sent.utf8) == [])
  }
}
