import Glibc
import Testing

/// The screen on a real (pseudo-)terminal: `terminal-demo` shows the events that it receives.
struct NcursesScreenTests {
  private func demo(_ name: String = "xterm-256color", _ variables: String...) throws -> PseudoTerminal {
    let environment = ["TERM=\(name)", "LANG=C.UTF-8", "SWIFT_BACKTRACE=enable=no"] + variables
    return try PseudoTerminal("terminal-demo", environment: environment, width: 60, height: 20)
  }

  /// What a terminal must have been told so that a shell can live in it again.
  private func expectRestored(_ terminal: PseudoTerminal) {
    for sequence in ["\u{1b}[?2004l", "\u{1b}[?1000l", "\u{1b}[?1006l", "\u{1b}[?1049l"] {
      #expect(terminal.output.contains(sequence), "\(sequence.debugDescription)")
    }
    let shown = terminal.output.ranges(of: "\u{1b}[?25h").last ?? terminal.output.ranges(of: "\u{1b}[?12l").last
    #expect(shown != nil || !terminal.output.contains("\u{1b}[?25l"))
    #expect(terminal.modes == terminal.modesBefore)
  }

  @Test("it takes the alternate screen, draws, and gives everything back at the end")
  func wholeLife() throws {
    let terminal = try demo()
    try terminal.expect("\u{1b}[?1049h")
    try terminal.expect("\u{1b}[?2004h")
    try terminal.expect("60×20 日本語")
    try terminal.expect("0 events on the initial thread")
    #expect(terminal.modes != terminal.modesBefore)
    terminal.type("q")
    #expect(terminal.end() == 0)
    expectRestored(terminal)
    #expect(terminal.output.hasSuffix("ended\r\n"))
  }

  @Test("keys, pastes and clicks arrive as what they are")
  func input() throws {
    let terminal = try demo()
    try terminal.expect("0 events")
    terminal.type("\u{1b}[1;5A")
    try terminal.expect("key(Ctrl-↑)")
    terminal.type("\u{1b}")
    try terminal.expect("key(Esc)")
    terminal.type("\u{1b}[200~x\ry\u{1b}[201~")
    try terminal.expect(#"paste("x\ny")"#)
    terminal.type("日")
    try terminal.expect("key(日)")
  }

  @Test("no key is lost when a thousand arrive at once")
  func burst() throws {
    let terminal = try demo()
    try terminal.expect("0 events")
    terminal.type(String(repeating: "j\u{1b}[B日", count: 333) + "x")
    try terminal.expect("1000 events")
  }

  @Test("a new size of the terminal is told and drawn")
  func resize() throws {
    let terminal = try demo()
    try terminal.expect("60×20")
    terminal.resize(width: 70, height: 24)
    try terminal.expect("70×24")
    try terminal.expect("resized(70×24)")
  }

  @Test("a trap restores the terminal before the process dies of it")
  func trap() throws {
    let terminal = try demo()
    try terminal.expect("0 events")
    terminal.type("!")
    #expect([-SIGILL, -SIGTRAP].contains(terminal.end()))
    expectRestored(terminal)
  }

  @Test("being asked to end is an event, and the terminal is given back", arguments: [SIGTERM, SIGHUP, SIGINT])
  func terminated(signal: Int32) throws {
    let terminal = try demo()
    try terminal.expect("0 events")
    terminal.send(signal)
    #expect(terminal.end() == 0)
    expectRestored(terminal)
  }

  @Test("a terminal that is gone ends the program")
  func hangUp() throws {
    let terminal = try demo()
    try terminal.expect("0 events")
    #expect(terminal.hangUp() != nil)
  }

  @Test("who does not end when asked twice is ended, and the terminal is given back all the same")
  func stubborn() throws {
    let terminal = try demo()
    try terminal.expect("0 events")
    terminal.type("s")
    try terminal.expect("key(s)")
    terminal.send(SIGTERM)
    try terminal.expect("closed")
    terminal.send(SIGTERM)
    #expect(terminal.end() == -SIGTERM)
    expectRestored(terminal)
  }

  @Test("a child can have the terminal, in the modes that it had before")
  func child() throws {
    let terminal = try demo()
    try terminal.expect("0 events")
    terminal.type("e")
    try terminal.expect("\u{1b}[?1049l")
    try terminal.expect("the child has the terminal")
    #expect(terminal.modes == terminal.modesBefore)
    terminal.type("\r")
    try terminal.expect("\u{1b}[?1049h")
    try terminal.expect("on the initial thread")
    try terminal.expect("the child is back")
    terminal.type("q")
    #expect(terminal.end() == 0)
    #expect(terminal.modes == terminal.modesBefore)
  }

  @Test(
    "a terminal that cannot show a screen is refused, and told why",
    arguments: [
      ("dumb", "A terminal of type dumb"), ("nonesuch", "No terminal called nonesuch"), ("", "TERM is not set"),
    ])
  func refused(name: String, message: String) throws {
    let terminal = try demo(name)
    #expect(terminal.end() == 1)
    #expect(terminal.output.contains(message))
    #expect(terminal.modes == terminal.modesBefore)
  }

  @Test("a terminal without Unicode gets ASCII borders")
  func ascii() throws {
    let terminal = try demo("vt100")
    try terminal.expect("+- 60x20")
  }

  @Test("NO_COLOR leaves emphasis alone")
  func noColor() throws {
    let terminal = try demo("xterm-256color", "NO_COLOR=1")
    try terminal.expect("0 events")
    terminal.type("q")
    _ = terminal.end()
    #expect(!terminal.output.contains(#/\e\[[0-9;]*3[0-9]m/#))
  }
}
