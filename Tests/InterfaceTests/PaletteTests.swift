import Interface
import Terminal
import Testing

@Suite("the palette")
struct PaletteTests {
  private func line(_ state: State) -> String? {
    if case .commandLine(let line) = state.overlay { line.input.text } else { nil }
  }

  @Test(
    "what was typed is marked in what it found",
    arguments: [
      ("re", "restart", [0, 1]), ("art", "restart", [4, 5, 6]), ("rst", "restart", [0, 2, 3]),
      ("app", "new app", [4, 5, 6]), ("zz", "restart", []), ("", "restart", []),
    ])
  func matches(pattern: String, text: String, offsets: [Int]) {
    #expect(fuzzyMatches(pattern, in: text) == Set(offsets))
  }

  @Test("the up-arrow on an empty line goes to what was run before, down comes back")
  func history() {
    var state = Fixture.state()
    for text in ["jobs", "pulse"] {
      state.press(":")
      state.type(text)
      state.press("enter", "esc")
    }
    state.press(":", "up")
    #expect(line(state) == "pulse")
    state.press("up", "up")
    #expect(line(state) == "jobs")
    state.press("down", "down")
    #expect(line(state) == "")
  }

  @Test("what meant nothing is not remembered, and what was run twice is once")
  func kept() {
    var state = Fixture.state()
    for text in ["nonsense", "jobs", "jobs"] {
      state.press(":")
      state.type(text)
      state.press("enter", "esc", "esc")
    }
    #expect(state.commandHistory == ["jobs"])
  }

  @Test("an action that cannot be done stands there with its reason and its key")
  func reasons() {
    var state = Fixture.state()
    state.select(.apps, Fixture.new.id.rawValue)
    state.press(":")
    state.type("restart")
    #expect(state.text.contains("has never been deployed"))
  }
}
