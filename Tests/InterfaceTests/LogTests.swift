import Interface
import Model
import Terminal
import Testing

@Suite("the log pane")
struct LogTests {
  private func state(lines: Int) -> State {
    var state = Fixture.state()
    _ = state.reduce(.logsArrived(Fixture.web.id, Fixture.rows(lines)))
    state.focus = .logs
    return state
  }

  @Test("scrolling up pauses, nothing is lost, and the end follows again")
  func pause() {
    var state = state(lines: 100)
    #expect(state.text.contains("GET /items/99 200"))
    state.press("up")
    #expect(!state.text.contains("GET /items/99 200"))
    _ = state.reduce(.logsArrived(Fixture.web.id, Fixture.rows(7, from: 100)))
    #expect(state.text.contains("paused, +8 new"))
    state.press("G")
    #expect(state.text.contains("GET /items/106 200"))
    #expect(state.text.contains("following"))
    #expect(state.logs.rows.count == 107)
  }

  @Test("a filter sees every line there is, not only those on the screen")
  func filter() {
    var state = state(lines: 3000)
    state.press("/")
    state.type("items/1717")
    #expect(state.text.contains("GET /items/1717 200"))
    #expect(!state.text.contains("GET /items/1718 200"))
  }

  @Test("lines of an app that is no longer chosen do not arrive")
  func stray() {
    var state = state(lines: 1)
    _ = state.reduce(.logsArrived(Fixture.api.id, Fixture.rows(5)))
    #expect(state.logs.rows.count == 1)
  }

  @Test("the buffer keeps to its budget, lets the oldest go and says how many")
  func budget() {
    var logs = LogState()
    logs.budget = 10_000
    for start in 0..<100 { logs.append(Fixture.rows(10, from: start * 10)) }
    #expect(logs.bytes <= 10_000)
    #expect(logs.rows.count + logs.droppedCount == 1000)
    #expect(logs.rows.last?.text == "GET /items/999 200")
  }

  @Test("what a line would make a terminal do is drawn as text")
  func neutral() {
    var state = Fixture.state()
    _ = state.reduce(.logsArrived(Fixture.web.id, [LogRow(pod: "web-1", time: nil, text: "\u{1B}[2Jgone \u{202E}x")]))
    let text = state.text
    #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || $0.value == 0x202E })
    #expect(text.contains("[2Jgone"))
  }

  @Test(
    "levels are found at the start of a line, in the words of many loggers",
    arguments: [
      ("ERROR: no", LogLevel.error), ("2026-01-01T00:00:00Z WARN x", .warning),
      (#"{"level":"info","msg":"error"}"#, .info),
      ("[debug] x", .debug), ("GET / 200", nil), ("terror strikes", nil), ("level=err", .error),
    ])
  func levels(line: String, level: LogLevel?) {
    #expect(LogLevel(of: line) == level)
  }
}
