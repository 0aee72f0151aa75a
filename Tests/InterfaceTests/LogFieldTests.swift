import Foundation
import Model
import Terminal
import Testing

@testable import Interface

@Suite("structured lines of the log")
struct LogFieldTests {
  static let json =
    #"{"ts":"2026-11-25T14:30:15Z","level":"warn","msg":"slow \"query\"","ms":176.50,"http":{"status":500}}"#
  static let logfmt = #"2026-11-25T14:30:15Z level=error msg="upstream timed out" host=db-1 tries=3"#

  private func state(_ lines: String...) -> State {
    var state = Fixture.state()
    let rows = lines.map { LogRow(pod: "web-1", container: "web", time: Fixture.now, text: $0) }
    _ = state.reduce(.logsArrived(Fixture.web.id, rows))
    state.focus = .logs
    state.zoom = .full
    return state
  }

  @Test("a JSON line is read in its own order, and a number keeps all its digits")
  func readsJSON() throws {
    let fields = try #require(LogFields(Self.json))
    #expect(fields.fields.map(\.name) == ["ts", "level", "msg", "ms", "http"])
    #expect(fields.message == #"slow "query""#)
    #expect(fields["ms"] == "176.50")
    #expect(fields["http.status"] == "500")
    #expect(fields.level == .warning)
  }

  @Test("logfmt is read with a time, a level and quotes, and prose is not taken for it")
  func readsLogfmt() throws {
    let fields = try #require(LogFields(Self.logfmt))
    #expect(fields.fields.map(\.name) == ["time", "level", "msg", "host", "tries"])
    #expect(fields.message == "upstream timed out")
    #expect(
      LogFields(#"2026/11/25 14:30:15 WARN a=1 b="x\"y\nz""#)?.fields.map(\.value)
        == ["2026/11/25 14:30:15", "WARN", "1", "x\"y\nz"])
  }

  @Test(
    "what is neither JSON nor logfmt is shown as it came",
    arguments: [
      "GET /?a=1&b=2 200", "we set a=1 and b=2 today", "{not json}", #"{"a":1} trailing"#, #"{"a":"#, "", "a=1",
      #"a=1 b="never ends"#, "[1,2]",
    ])
  func other(line: String) {
    #expect(LogFields(line) == nil)
    #expect(line.isEmpty || state(line).text.contains(line))
  }

  @Test("level and message come first, the time last; the level is a word, not only a colour")
  func order() {
    let text = state(Self.json, Self.logfmt).text
    #expect(text.contains(#"WARN  slow "query" ms=176.50 http={"status":500} 2026-11-25T14:30:15Z"#))
    #expect(text.contains("ERROR upstream timed out host=db-1 tries=3 2026-11-25T14:30:15Z"))
  }

  @Test("i shows lines as they came, and as fields again")
  func toggles() {
    var state = state(Self.json)
    state.press("i")
    #expect(state.text.contains(#""msg":"slow"#))
    state.press("i")
    #expect(!state.text.contains(#""msg":"slow"#))
  }

  @Test("chosen fields are shown alone, with the level, and are remembered for their app")
  func choice() throws {
    var state = state(Self.json, Self.logfmt)
    state.press("I")
    #expect(state.text.contains("fields   time level msg host tries ts ms http"))
    state.type("http.status, host")
    #expect(state.text.contains("WARN  http.status=500 "))
    #expect(state.text.contains("ERROR host=db-1 "))
    #expect(!state.text.contains("upstream"))
    state.press("enter")
    let memory = try #require(ScreenMemory(json: state.memory.json))
    var next = Fixture.state()
    next.restore(memory)
    #expect(next.logFields == [Fixture.web.id: "http.status, host"])
    state.press("I", "ctrl-u", "enter")
    #expect(state.text.contains("upstream"))
  }

  @Test("Esc while fields are chosen goes back to those before")
  func choiceAbandoned() {
    var state = state(Self.json)
    state.press("I")
    state.type("ms")
    state.press("esc")
    #expect(state.logFields.isEmpty)
  }

  @Test("Enter shows the whole of the line, JSON in its own order, and a stack trace line by line")
  func whole() {
    var state = state(#"{"msg":"failed","stack":"at a()\n\tat b()","n":[1,{}]}"#)
    state.press("enter")
    let text = state.text
    #expect(text.contains("Line of web-1"))
    #expect(text.contains(#"  "stack": "at a()\n\tat b()","#))
    #expect(text.contains("at b()"))
    #expect(text.contains("2027-01-15T08:00:00.000Z"))
    state.press("esc")
    #expect(state.place == .logs)
  }

  @Test("a pretty JSON text is the same value, with empty ones left together")
  func pretty() {
    #expect(
      JSONMembers.pretty(#"{"a":[],"b":{"c":"x,{\"y"},"d":[1,2]}"#)
        == "{\n  \"a\": [],\n  \"b\": {\n    \"c\": \"x,{\\\"y\"\n  },\n  \"d\": [\n    1,\n    2\n  ]\n}")
  }

  @Test(
    "the level of a line is that of its field, whatever its message says",
    arguments: [
      (#"{"level":"info","msg":"no error"}"#, LogLevel.info), (#"{"msg":"error"}"#, nil), (#"{"level":50}"#, .error),
      (#"{"severity":"WARNING"}"#, .warning), (#"msg="an error" level=debug x=1"#, .debug),
      ("E1125 14:30:15.1 1 main.go:5] no", .error), ("W1125 14:30:15.1 1 x", .warning), ("Error: no", .error),
    ])
  func levels(line: String, level: LogLevel?) {
    #expect(LogLevel(of: line) == level)
  }

  @Test("long fields wrap without losing a character")
  func wraps() {
    var state = state(#"{"level":"info","msg":"m","a":"\#(String(repeating: "x", count: 150))"}"#)
    state.press("w")
    #expect(state.text.count { $0 == "x" } >= 150)
    #expect(state.text.contains("INFO  m a="))
  }
}
