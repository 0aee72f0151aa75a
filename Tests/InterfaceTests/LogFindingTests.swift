import Model
import Terminal
import Testing

@testable import Interface

@Suite("searching and filtering the log")
struct LogFindingTests {
  private func state(lines: Int) -> State {
    var state = Fixture.state()
    _ = state.reduce(.logsArrived(Fixture.web.id, Fixture.rows(lines)))
    state.focus = .logs
    return state
  }

  /// Does what the loop would: one step after the other, until none is due. Returns how many there were.
  @discardableResult
  private func scan(_ state: inout State) -> Int {
    var steps = 0
    while state.logs.needsScan {
      _ = state.reduce(.logScanDue)
      steps += 1
    }
    return steps
  }

  @Test("a filter sees every line there is, not only those on the screen, and those that come")
  func filter() {
    var state = state(lines: 3000)
    state.press("&")
    state.type("items/717")
    scan(&state)
    #expect(state.text.contains("GET /items/717 200"))
    #expect(!state.text.contains("GET /items/718 200"))
    #expect(state.text.contains("1 of 3000 shown"))
    _ = state.reduce(.logsArrived(Fixture.web.id, Fixture.rows(2, from: 7170)))
    #expect(state.text.contains("GET /items/7170 200"))
    #expect(state.text.contains("3 of 3002 shown"))
    state.press("enter", "esc")
    #expect(state.logs.visibleCount == 3002)
  }

  @Test("a changed filter looks at the newest lines first, at so many bytes a step, and says that it is not done")
  func steps() {
    var state = state(lines: 10_000)
    state.press("&")
    #expect(state.type("9") == [.scanLogs])
    let first = state.logs.finding.lookCount
    let rows = state.logs.rows.suffix(first)
    // The step ends with the row that exceeds it.
    #expect(rows.dropFirst().reduce(0) { $0 + $1.cost } < LogScan.stepSize)
    #expect(rows.reduce(0) { $0 + $1.cost } >= LogScan.stepSize)
    #expect(state.text.contains("GET /items/9999 200"))
    #expect(state.text.contains("shown, filtering…"))
    #expect(state.reduce(.logScanDue) == [.scanLogs])
    #expect(scan(&state) == 10_000 / first - 1)
    #expect(state.logs.finding.lookCount == 10_000)
    #expect(!state.text.contains("filtering…"))
    _ = state.reduce(.logsArrived(Fixture.web.id, Fixture.rows(10)))
    #expect(state.logs.finding.lookCount == 10_010)
  }

  @Test("only one step is asked for at a time, however much is typed meanwhile")
  func oneStepAtATime() {
    var state = state(lines: 10_000)
    state.press("&")
    #expect(state.type("99") == [.scanLogs])
    #expect(state.reduce(.terminal(.resized(state.size))) == [])
    #expect(state.reduce(.logScanDue) == [.scanLogs])
  }

  @Test("/ marks what is found and hides nothing; n and N go on and round; Esc ends it")
  func search() {
    var state = state(lines: 100)
    state.press("/")
    state.type("items/7x")
    #expect(state.text.contains("not found"))
    state.press("backspace")
    #expect(state.text.contains("11/11 found"))
    #expect(state.text.contains("GET /items/78 200"))
    state.press("enter", "n")
    #expect(state.text.contains("1/11 found"))
    #expect(state.text.contains("paused"))
    #expect(state.text.contains("GET /items/7 200"))
    state.press("N", "N")
    #expect(state.text.contains("10/11 found"))
    #expect(state.logs.visibleCount == 100)
    state.press("esc")
    #expect(!state.text.contains("found"))
  }

  @Test("what is found stands out in its cells, the one that the person is at more than the others")
  func marks() throws {
    var state = state(lines: 30)
    state.press("/")
    state.type("items/2")
    let frame = state.frame()
    let marked = (0..<frame.size.height).flatMap { y in
      (0..<frame.size.width).map { frame[$0, y] }.filter { $0.style.role == .match }
    }
    #expect(marked.count % 7 == 0)
    #expect(marked.count { $0.style.emphasis.contains(.underline) } == 7)
  }

  @Test("a match that is out of sight is shown with lines around it")
  func matchInContext() {
    var state = state(lines: 1000)
    state.press("/")
    state.type("items/500 ")
    let text = state.text
    #expect(text.contains("/items/500 "))
    #expect(text.contains("/items/499 "))
    #expect(text.contains("/items/501 "))
    #expect(text.contains("paused"))
  }

  @Test(
    "a search is text in smart case, or a regular expression after ~",
    arguments: [("get", true), ("Get", false), ("GET", true), ("~item\\w/\\d+", true), ("~^items", false)])
  func needles(text: String, isFound: Bool) throws {
    #expect(try LogNeedle(search: text)?.matches("GET /items/1 200") == isFound)
  }

  @Test(
    "a filter knows words, phrases, regular expressions, levels, pods, and what is not wanted",
    arguments: [
      ("get items", true), ("get !items", false), ("!health", true), ("\"/items/1 200\"", true),
      ("\"get  /items\"", false),
      ("~it[e]ms/\\d+", true), ("/it[e]ms\\/\\d+/ 200", true), ("!~^GET", false), ("!/^POST/", true),
      ("pod=web-1", true),
      ("!pod=b-1", false), ("level>=warn", false), ("!level>=warn", true), ("ITEMS", true), ("a>b", false), ("", true),
    ])
  func terms(text: String, isAdmitted: Bool) throws {
    #expect(try LogFilter(text).admits("GET /items/1 200", pod: "web-1") == isAdmitted)
  }

  @Test(
    "levels are compared",
    arguments: [
      ("level>=warn", true), ("level>warn", true), ("level=error", true), ("level<error", false), (">=warn", true),
      ("level<=info", false), ("!level=error", false),
    ])
  func levels(text: String, isAdmitted: Bool) throws {
    #expect(try LogFilter(text).admits("ERROR no", pod: "web-1") == isAdmitted)
  }

  @Test(
    "what cannot be read is told where it is typed, and the filter before stays in force",
    arguments: [("(", "\"items/2(\" is no regular expression."), (" level>=wran", "\"wran\" is no level")])
  func broken(typed: String, complaint: String) {
    var state = state(lines: 3)
    state.press("&")
    state.type("~items/2")
    #expect(state.logs.visibleCount == 1)
    state.type(typed)
    #expect(state.text.contains(complaint))
    #expect(state.logs.visibleCount == 1)
    state.press("esc")
    #expect(state.logs.visibleCount == 3)
  }

  @Test("a search finds only what the filter shows")
  func both() {
    var state = state(lines: 100)
    state.press("&")
    state.type("items/7")
    state.press("enter", "/")
    state.type("8")
    #expect(state.text.contains("1/1 found · 11 of 100 shown"))
    state.press("enter", "esc", "esc")
    #expect(state.logs.visibleCount == 100)
  }

  @Test("remarks about what is missing are hidden by no filter")
  func remarks() {
    var state = state(lines: 3)
    let remark = LogRow(pod: "web-1", time: nil, text: "12 or more lines are missing here", isRemark: true)
    _ = state.reduce(.logsArrived(Fixture.web.id, [remark]))
    state.press("&")
    state.type("zzz")
    #expect(state.text.contains("12 or more lines are missing here"))
  }

  @Test("what is let go for the budget is let go of matches as well, and told")
  func budget() {
    var logs = LogState()
    logs.budget = 10_000
    logs.setFilter("items")
    logs.setSearch("items", height: 10)
    for start in 0..<100 { logs.append(Fixture.rows(10, from: start * 10)) }
    #expect(logs.visibleCount == logs.rows.count)
    #expect(logs.matchCount == logs.rows.count)
    #expect(logs.visible(0) == logs.rows.first)
    #expect(logs.budgetNote.hasPrefix("oldest \(logs.droppedCount) lines let go · 0.0/0 MiB"))
  }
}
