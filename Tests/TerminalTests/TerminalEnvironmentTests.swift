import Testing

@testable import Terminal

struct TerminalEnvironmentTests {
  @Test(
    "true colour is used where the terminal claims it, unless colour is unwanted",
    arguments: [
      (["TERM": "xterm-256color"], ["xterm-256color"]),
      (["TERM": "xterm-256color", "COLORTERM": "truecolor"], ["xterm-direct", "xterm-256color"]),
      (["TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"], ["xterm-256color"]),
      (["TERM": "linux", "COLORTERM": "truecolor"], ["linux"]), ([:], [""]),
    ])
  func candidates(variables: [String: String], names: [String]) {
    #expect(TerminalEnvironment(variables).candidates == names)
  }

  @Test("NO_COLOR counts when it is not empty", arguments: [("", false), ("0", true), ("1", true)])
  func noColor(value: String, forbids: Bool) {
    #expect(TerminalEnvironment(["NO_COLOR": value]).forbidsColor == forbids)
  }

  @Test(
    "old terminals are spared what they do not know",
    arguments: [
      ("xterm-256color", true, false), ("tmux", true, false), ("linux", false, false), ("vt100", false, true),
    ])
  func kinds(name: String, speaksXterm: Bool, lacksUnicode: Bool) {
    let environment = TerminalEnvironment(["TERM": name])
    #expect(environment.speaksXterm == speaksXterm)
    #expect(environment.lacksUnicode == lacksUnicode)
  }
}

struct ControlStringTests {
  private func environment(_ variables: [String: String] = [:]) -> TerminalEnvironment {
    TerminalEnvironment(variables)
  }

  @Test("a title cannot end its command or begin another")
  func title() {
    #expect(ControlString.title("a\u{7}b\u{1b}\\c\u{9c}d") == "\u{1b}]2;ab\\cd\u{7}")
  }

  @Test("copies are encoded, and wrapped for the multiplexer that they go through")
  func copy() {
    #expect(ControlString.copy("hi", in: environment()) == "\u{1b}]52;c;aGk=\u{7}")
    let tmux = ControlString.copy("hi", in: environment(["TMUX": "/tmp/x,1,0"]))
    #expect(tmux == "\u{1b}]52;c;aGk=\u{7}\u{1b}Ptmux;\u{1b}\u{1b}]52;c;aGk=\u{7}\u{1b}\\")
    let screen = ControlString.copy("hi", in: environment(["STY": "1.x"]))
    #expect(screen == "\u{1b}P\u{1b}]52;c;aGk=\u{7}\u{1b}\\")
    let long = ControlString.copy(String(repeating: "x", count: 3000), in: environment(["STY": "1.x"]))
    #expect(long?.split(separator: "\u{1b}\\").allSatisfy { $0.utf8.count < 768 } == true)
  }

  @Test("what no terminal would take is refused")
  func tooLong() {
    #expect(ControlString.copy(String(repeating: "x", count: 56_244), in: environment()) != nil)
    #expect(ControlString.copy(String(repeating: "x", count: 56_247), in: environment()) == nil)
  }

  @Test("what ASCII cannot draw has a twin that can be read")
  func twins() {
    #expect(String("┌─┬│●✓→…日".map(\.asciiTwin)) == "+-+|*+>.?")
    #expect(String("▁▃▅█▌▏◐✗○".map(\.asciiTwin)) == "_-=#>|%xo")
    #expect("a".map(\.asciiTwin) == ["a"])
  }
}
