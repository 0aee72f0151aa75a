import Engine
import Interface
import Model
import Terminal
import Testing

/// How much is done for what is shown. These counts keep what the benchmark has won: a gain that is lost fails here, not in a table.
@Suite("what is not seen costs nothing")
struct DrawingWorkTests {
  private static func apps(_ count: Int) -> [App] {
    (0..<count).map { Fixture.app("a\($0)", "app-\($0)", image: "nginx:1.27", revision: 1) }
  }

  private static func state(apps count: Int) -> State {
    var state = State(size: Size(width: 120, height: 36), now: Fixture.now)
    _ = state.reduce(
      .recordsLoaded(.init(projects: [Fixture.acme], clusters: [Fixture.production], apps: apps(count))))
    return state
  }

  @Test("a list lays out the rows that are seen, however many there are", arguments: [40, 10_000])
  func rows(count: Int) {
    let state = Self.state(apps: count)
    let rect = Rect(x: 0, y: 0, width: 120, height: 36)
    var frame = Frame(size: Size(width: 120, height: 36))
    // Without the border and the titles.
    #expect(state.drawApps(rect, on: &frame) == 33)
  }

  @Test("a list that has been scrolled to its end, too")
  func end() {
    var state = Self.state(apps: 10_000)
    state.press("3", "G")
    var frame = Frame(size: Size(width: 120, height: 36))
    #expect(state.drawApps(Rect(x: 0, y: 0, width: 120, height: 36), on: &frame) == 33)
    #expect(state.selectedApp?.name == "app-9999")
  }

  @Test("lines that arrive ask nothing of the apps: no effect, and the same selection")
  func lines() {
    var state = Self.state(apps: 1_000)
    let app = state.selectedApp
    for batch in 0..<100 {
      let rows = (0..<100).map { LogRow(pod: "web-1", time: Fixture.now, text: "line \(batch * 100 + $0)") }
      #expect(state.reduce(.logsArrived(app!.id, rows)).isEmpty)
    }
    #expect(state.logs.lineCount == 10_000)
    #expect(state.logs.rows.count == 10_000)
    #expect(state.selectedApp == app)
  }

  @Test("what a tail keeps stays within its budget, and every line is told")
  func budget() {
    var logs = LogState()
    logs.budget = 64 << 10
    for number in 0..<10_000 { logs.append([LogRow(pod: "web-1", time: nil, text: "line \(number)")]) }
    #expect(logs.bytes <= logs.budget)
    #expect(logs.lineCount == 10_000)
    #expect(logs.droppedCount + logs.rows.count == 10_000)
    #expect(logs.rows.last?.text == "line 9999")
  }
}
