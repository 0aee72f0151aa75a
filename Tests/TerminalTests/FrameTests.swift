import Terminal
import Testing

struct FrameTests {
  private func frame(_ width: Int, _ height: Int = 1) -> Frame { Frame(size: Size(width: width, height: height)) }

  @Test("text is drawn where it is told, and what does not fit is cut")
  func draw() {
    var frame = frame(6, 2)
    #expect(frame.draw("ab", x: 1, y: 0) == 3)
    frame.draw("outside", x: 3, y: 1)
    frame.draw("never", x: 0, y: 7)
    frame.draw("left", x: -2, y: 0)
    #expect(frame.description == "ftb\n   out")
  }

  @Test("a wide character takes two cells")
  func wide() {
    var frame = frame(5)
    #expect(frame.draw("日本", x: 0, y: 0) == 4)
    #expect(frame[0, 0].character == "日")
    #expect(frame[1, 0].isContinuation)
    #expect(frame.description == "日本")
  }

  @Test(
    "a wide character that is cut by the clip becomes a space",
    arguments: [(0, 3, "日 ..."), (1, 3, ". 本.."), (0, 4, "日本.."), (1, 2, ".  ..."), (3, 1, "... ..")])
  func cutWide(x: Int, width: Int, expected: String) {
    var frame = frame(6)
    frame.fill(Rect(frame.size), ".")
    frame.draw("日本語", x: 0, y: 0, clip: Rect(x: x, y: 0, width: width, height: 1))
    #expect(frame.description == expected)
  }

  @Test(
    "half of a wide character that is written over takes the other half with it",
    arguments: [(0, "x 本"), (1, " x本"), (2, "日x"), (3, "日 x")])
  func overwritten(x: Int, expected: String) {
    var frame = frame(4)
    frame.draw("日本", x: 0, y: 0)
    frame.draw("x", x: x, y: 0)
    #expect(frame.description == expected)
    for column in 0..<4 where frame[column, 0].isContinuation {
      #expect(frame[column - 1, 0].character.displayWidth == 2)
    }
  }

  @Test("a wide character over the halves of two leaves no half")
  func overlapping() {
    var frame = frame(4)
    frame.draw("日本", x: 0, y: 0)
    frame.draw("語", x: 1, y: 0)
    #expect(frame.description == " 語")
    #expect((0..<4).filter { frame[$0, 0].isContinuation } == [2])
  }

  @Test("controls are shown, never obeyed")
  func controls() {
    var frame = frame(20)
    frame.draw("a\u{1b}[2J\tb\n\u{202e}c", x: 0, y: 0)
    #expect(frame.description == "a␛[2J␉b␊\u{fffd}c")
  }

  @Test("letters of one cluster side by side get cells of their own")
  func clusters() {
    var frame = frame(6)
    #expect(frame.draw("नि|", x: 0, y: 0) == 3)
    #expect(frame[2, 0].character == "|")
    #expect(frame.draw("e\u{301}|", x: 0, y: 0) == 2)
    #expect(frame[0, 0].character == "é")
  }

  @Test("styles change under what is drawn")
  func restyle() {
    var frame = frame(3)
    frame.draw("abc", x: 0, y: 0, style: Style(.good))
    frame.restyle(Rect(x: 1, y: 0, width: 5, height: 1)) { $0.ground = .selection }
    #expect((0..<3).map { frame[$0, 0].style.ground } == [nil, .selection, .selection])
    #expect(frame.description == "abc")
  }
}

struct GeometryTests {
  @Test("areas never have a negative extent")
  func extents() {
    #expect(Rect(x: 0, y: 0, width: -1, height: 3).isEmpty)
    #expect(Rect(x: 0, y: 0, width: 1, height: 1).inset(by: 2).isEmpty)
    #expect(Rect(x: 0, y: 0, width: 2, height: 2).intersection(Rect(x: 5, y: 5, width: 1, height: 1)).isEmpty)
  }

  @Test("a split gives what it has")
  func splits() {
    let (top, rest) = Rect(x: 1, y: 1, width: 4, height: 3).splitTop(5)
    #expect(top == Rect(x: 1, y: 1, width: 4, height: 3))
    #expect(rest.isEmpty)
    let (left, right) = top.splitLeft(1)
    #expect(left.maxX == 2)
    #expect(right == Rect(x: 2, y: 1, width: 3, height: 3))
  }
}
