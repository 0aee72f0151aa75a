import Foundation
import Terminal
import Testing

@testable import Interface

@Suite("the mouse")
struct MouseTests {
  /// Where a text stands on the screen.
  private func find(_ text: String, in state: State) throws -> Point {
    let lines = state.text.split(separator: "\n", omittingEmptySubsequences: false)
    for (y, line) in lines.enumerated() {
      guard let range = line.range(of: text) else { continue }
      return Point(x: line[..<range.lowerBound].displayWidth, y: y)
    }
    throw NotSeen(text: text)
  }

  private struct NotSeen: Error { let text: String }

  private func act(_ kind: MouseEvent.Kind, _ point: Point, in state: inout State) {
    _ = state.reduce(.terminal(.mouse(MouseEvent(kind, point))))
  }

  @Test("a click on a key of the footer presses it")
  func footer() throws {
    var state = Fixture.state()
    act(.pressed, try find("s scale", in: state), in: &state)
    guard case .form(let form) = state.overlay else { return #expect(state.overlay != nil) }
    #expect(form.title.contains("web"))
  }

  @Test("a click on a button of a question answers it, and nothing behind it can be clicked")
  func question() throws {
    var state = Fixture.state()
    let key = try find("s scale", in: state)
    state.press("r")
    act(.pressed, key, in: &state)
    guard case .confirmation = state.overlay else { return #expect(state.overlay != nil) }
    act(.pressed, try find("Cancel", in: state), in: &state)
    #expect(state.overlay == nil)
    #expect(state.jobs.isEmpty)
    state.press("r")
    act(.pressed, try find("Restart y", in: state), in: &state)
    #expect(state.jobs.count == 1)
  }

  @Test("a click on a field of a form goes to it")
  func field() throws {
    var state = Fixture.state()
    state.press("e")
    act(.pressed, try find("Port", in: state), in: &state)
    guard case .form(let form) = state.overlay else { return #expect(state.overlay != nil) }
    #expect(form.focusedField?.name == .port)
  }

  @Test("a click on a title sorts by its column, a second one the other way round, and the arrow says so")
  func titles() throws {
    var state = Fixture.state()
    act(.pressed, try find("NAME", in: state), in: &state)
    #expect(state.text.contains("NAME▲"))
    act(.pressed, try find("NAME", in: state), in: &state)
    #expect(state.appRows.map(\.name) == ["worker", "web", "fresh", "api"])
    #expect(state.text.contains("NAME▼"))
    #expect(state.selectedApp?.name == "web")
  }

  @Test("the wheel moves what is under the pointer, takes no focus and chooses nothing")
  func wheel() throws {
    var state = Fixture.state(120, 24)
    state.press("1")
    let chosen = state.selectedApp
    let rect = state.layout.pane(.apps)
    for _ in 0..<3 { act(.wheelDown, Point(x: rect.x + 4, y: rect.y + 3), in: &state) }
    #expect(state.focus == .projects)
    #expect(state.selectedApp == chosen)
    _ = state.reduce(.logsArrived(Fixture.web.id, Fixture.rows(200)))
    let logs = state.layout.pane(.logs)
    act(.wheelUp, Point(x: logs.x + 4, y: logs.y + 3), in: &state)
    #expect(state.focus == .projects)
    #expect(state.logs.newCount == 3)
  }

  @Test("a border goes where it is dragged and is there at the next start; a click on one only focuses")
  func borders() throws {
    var state = Fixture.state()
    let before = state.layout
    let y = before.pane(.apps).y + 4
    act(.pressed, Point(x: before.pane(.projects).maxX - 1, y: y), in: &state)
    act(.dragged, Point(x: 39, y: y), in: &state)
    act(.released, Point(x: 39, y: y), in: &state)
    #expect(state.layout.pane(.projects).width == 40)
    #expect(state.focus == .apps)
    act(.pressed, Point(x: 60, y: state.layout.pane(.apps).maxY), in: &state)
    act(.dragged, Point(x: 60, y: 20), in: &state)
    act(.released, Point(x: 60, y: 20), in: &state)
    #expect((19...21).contains(state.layout.pane(.apps).maxY))
    var next = State(size: state.size, now: state.now)
    next.restore(try #require(ScreenMemory(json: state.memory.json)))
    #expect(next.layout == state.layout)
    let title = Point(x: state.layout.pane(.clusters).x + 3, y: state.layout.pane(.clusters).y)
    act(.pressed, title, in: &state)
    act(.released, title, in: &state)
    #expect(state.focus == .clusters)
  }
}

@Suite("sorting")
struct SortingTests {
  @Test(
    "apps are sorted by any column, what needs somebody first and the youngest first",
    arguments: [
      (SortColumn.name, ["api", "fresh", "web", "worker"]), (.status, ["worker", "api", "fresh", "web"]),
      (.revision, ["fresh", "api", "worker", "web"]),
      (.image, ["api", "web", "worker", "fresh"]),
    ])
  func apps(column: SortColumn, names: [String]) {
    var state = Fixture.state()
    state.sort(.apps, by: column)
    #expect(state.appRows.map(\.name) == names)
    state.sort(.apps, by: column)
    #expect(state.appRows.map(\.name) == names.reversed())
  }

  @Test("keys sort as in k9s, o goes through the columns and back to no order, and it is remembered")
  func keys() throws {
    var state = Fixture.state()
    state.press("S")
    #expect(state.sorts[.apps] == SortOrder(.status))
    state.press("O")
    #expect(state.sorts[.apps] == SortOrder(.status, isDescending: true))
    var next = State(size: state.size, now: state.now)
    next.restore(try #require(ScreenMemory(json: state.memory.json)))
    #expect(next.sorts == state.sorts)
    for _ in 0..<4 { state.press("o") }
    #expect(state.sorts[.apps] == nil)
    state.press("o")
    #expect(state.sorts[.apps] == SortOrder(.name))
  }

  @Test("revisions are sorted by theirs, and their age is the number turned round")
  func revisions() {
    var state = Fixture.state()
    state.press("5", "o")
    #expect(state.revisionRows.map(\.number) == [1, 2, 3])
    state.press("A")
    #expect(state.revisionRows.map(\.number) == [3, 2, 1])
  }
}
