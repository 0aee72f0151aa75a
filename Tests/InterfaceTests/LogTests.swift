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

  @Test(
    "a key asks the cluster for another span, and the title says which",
    arguments: [
      ("6", LogRequest.Span.minutes(1), "last minute"), ("7", .minutes(5), "last 5 minutes"),
      ("8", .minutes(15), "last 15 minutes"), ("9", .minutes(60), "last hour"), ("A", .all, "whole log"),
    ])
  func spans(key: String, span: LogRequest.Span, title: String) {
    var state = state(lines: 3)
    #expect(state.press(key) == [.tail(Fixture.web.id, LogRequest(span))])
    #expect(state.logs.rows.isEmpty)
    #expect(state.text.contains("web · \(title)"))
    #expect(state.press("0") == [.tail(Fixture.web.id, LogRequest())])
    #expect(!state.text.contains(title))
  }

  @Test("p shows the previous instance and goes back; another app begins with its current one")
  func previous() {
    var state = state(lines: 3)
    #expect(state.press("p") == [.tail(Fixture.web.id, LogRequest(isPrevious: true))])
    #expect(state.text.contains("web · previous instance"))
    #expect(state.press("p") == [.tail(Fixture.web.id, LogRequest())])
    state.press("p")
    state.select(.apps, Fixture.api.id.rawValue)
    #expect(state.logs.request == LogRequest())
  }

  @Test("t goes through local time, UTC and age, back to none")
  func timestamps() {
    var state = state(lines: 1)
    let expected = [LogTimestamps.local, .utc, .relative, .off]
    for timestamps in expected {
      state.press("t")
      #expect(state.logs.timestamps == timestamps)
      let told = timestamps.text(of: Fixture.now, at: Fixture.now)
      #expect(told.map { state.text.contains($0) } ?? true)
    }
    #expect(LogTimestamps.utc.text(of: Fixture.now, at: Fixture.now) == "08:00:00Z")
    #expect(LogTimestamps.relative.text(of: Fixture.now.addingTimeInterval(-192), at: Fixture.now) == " 3m12s")
  }

  @Test("the pods of an app have colours that differ")
  func colours() {
    let state = state(lines: 2)
    #expect(state.logs.pods == ["web-5d4f-ab120": 0, "web-5d4f-ab121": 1])
  }

  @Test(
    "a selection of lines: what is wanted, what is not, and the least level",
    arguments: [
      ("GET /Items", true), ("get /items secret", false), ("level=error GET /items", true), ("POST /x", false),
    ])
  func selection(line: String, isAdmitted: Bool) throws {
    let selection = LogSelection(
      wanted: [try LogPattern(regularExpression: "get /i\\S+")], unwanted: [try LogPattern(regularExpression: "secret")]
    )
    #expect(selection.admits(line) == isAdmitted)
    var serious = selection
    serious.leastLevel = .warning
    #expect(serious.admits(line) == (line.hasPrefix("level=error")))
  }

  @Test("a capital in a pattern makes it mind the case; a broken one is an error")
  func smartCase() throws {
    #expect(try LogPattern(regularExpression: "get").matches("GET"))
    #expect(try !LogPattern(regularExpression: "Get").matches("GET"))
    #expect(throws: LogPattern.Malformed(pattern: "(")) { try LogPattern(regularExpression: "(") }
  }

  @Test("context lets lines around a match through, each once, and says where lines are left out")
  func context() {
    var context = LogContext<Int>(count: 1)
    let output = (0..<10).flatMap { context.take($0, isMatch: [2, 3, 7].contains($0)) }
    #expect(
      output == [.line(1), .line(2), .line(3), .line(4), .omission, .line(6), .line(7), .line(8)])
  }
}
