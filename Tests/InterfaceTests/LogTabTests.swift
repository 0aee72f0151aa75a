import Foundation
import Model
import Terminal
import Testing

@testable import Interface

@Suite("tails in tabs")
struct LogTabTests {
  /// The log of web with some lines, which the keys go to.
  private func state(lines: Int = 3) -> State {
    var state = Fixture.state()
    _ = state.reduce(.logsArrived(Fixture.web.id, Fixture.rows(lines)))
    state.focus = .logs
    return state
  }

  /// Chooses another app and comes back to the log.
  @discardableResult
  private func choose(_ app: App, in state: inout State) -> [Effect] {
    state.focus = .apps
    var effects: [Effect] = []
    for _ in 0..<4 where state.selectedApp?.id != app.id { effects += state.press("down") }
    for _ in 0..<4 where state.selectedApp?.id != app.id { effects += state.press("up") }
    state.focus = .logs
    return effects
  }

  @Test("a pinned tail goes on while another app is looked at, and nothing of it is lost")
  func goesOn() {
    var state = state()
    state.press("T")
    let effects = choose(Fixture.worker, in: &state)
    #expect(
      effects == [
        .loadRevisions(Fixture.worker.id), .tail(Fixture.worker.id, LogRequest()), .askPermissions(Fixture.worker.id),
      ])
    _ = state.reduce(.logsArrived(Fixture.web.id, Fixture.rows(5, from: 3)))
    #expect(state.text.contains("•web +5 │ worker"))
    #expect(state.press("[").contains(.stopTail(Fixture.worker.id)))
    #expect(state.selectedApp?.id == Fixture.web.id)
    #expect(state.logs.rows.map(\.text) == Fixture.rows(8).map(\.text))
    #expect(state.focus == .logs)
  }

  @Test("choosing the app of a tab shows that tab, without asking the cluster again")
  func chosenByApp() {
    var state = state()
    state.press("T", "w")
    choose(Fixture.worker, in: &state)
    #expect(state.logs.rows.isEmpty)
    let effects = choose(Fixture.web, in: &state)
    #expect(!effects.contains(.tail(Fixture.web.id, LogRequest())))
    #expect(state.logs.rows.count == 3)
  }

  @Test("each tab has its own filter, request, place and budget")
  func apart() {
    var state = state(lines: 100)
    state.press("T", "&")
    state.type("items/7")
    state.press("enter", "g")
    choose(Fixture.worker, in: &state)
    state.press("esc", "6")
    #expect(state.filter(.logs).isEmpty)
    #expect(state.logs.request == LogRequest(.minutes(1)))
    state.press("[")
    #expect(state.filter(.logs) == "items/7")
    #expect(state.logs.request == LogRequest())
    #expect(state.logs.visibleCount == 11)
  }

  @Test("a closed tab ends with the next app that is chosen; where there are others, one of them is shown")
  func closes() {
    var state = state()
    state.press("T", "x")
    #expect(!state.hasTabs)
    #expect(choose(Fixture.worker, in: &state).contains(.stopTail(Fixture.web.id)))
    state.press("T")
    choose(Fixture.api, in: &state)
    state.press("T")
    #expect(state.press("x").contains(.stopTail(Fixture.api.id)))
    #expect(state.selectedApp?.id == Fixture.worker.id)
    #expect(state.tails.count == 1)
  }

  @Test("a second tab of an app has a filter of its own, and the cluster is asked once for both")
  func twins() {
    var state = state(lines: 30)
    state.press("T", "&")
    state.type("items/7")
    state.press("enter")
    #expect(state.press("T").isEmpty)
    #expect(state.tails.map(\.app) == [Fixture.web.id, Fixture.web.id])
    #expect(state.filter(.logs).isEmpty)
    #expect(state.text.contains("•web &items/7 │ •web"))
    _ = state.reduce(.logsArrived(Fixture.web.id, Fixture.rows(1, from: 70)))
    #expect(state.logs.rows.count == 31)
    #expect(state.press("[").isEmpty)
    #expect(state.filter(.logs) == "items/7")
    #expect(state.logs.visible(state.logs.visibleCount - 1).text.contains("items/70"))
    // Of both it is asked anew, and lines of before the change are in neither.
    #expect(state.press("6") == [.tail(Fixture.web.id, LogRequest(.minutes(1)))])
    _ = state.reduce(.logsArrived(Fixture.web.id, Fixture.rows(2)))
    state.press("]")
    #expect(state.logs.request == LogRequest(.minutes(1)))
    #expect(state.logs.rows.count == 2)
    // Closing one shows the other, and nothing ends.
    #expect(state.press("x").isEmpty)
    #expect(state.filter(.logs) == "items/7")
    #expect(state.tails.count == 1)
  }

  @Test("choosing an app with two tabs shows the one that was seen last")
  func seenLast() {
    var state = state()
    state.press("T", "T", "&")
    state.type("items/1")
    state.press("enter", "[")
    choose(Fixture.worker, in: &state)
    let effects = choose(Fixture.web, in: &state)
    #expect(effects.contains(.stopTail(Fixture.worker.id)))
    #expect(!effects.contains { if case .tail(Fixture.web.id, _) = $0 { true } else { false } })
    #expect(state.filter(.logs).isEmpty)
    state.press("]")
    #expect(state.filter(.logs) == "items/1")
    choose(Fixture.worker, in: &state)
    choose(Fixture.web, in: &state)
    #expect(state.filter(.logs) == "items/1")
  }

  @Test("the tabs are back at the next start, and begin to tail when the store has been read")
  func memory() throws {
    var state = state()
    state.press("T")
    choose(Fixture.worker, in: &state)
    let memory = try #require(ScreenMemory(json: state.memory.json))
    #expect(memory.tails == [Fixture.web.id.rawValue])
    var next = State(size: state.size, now: Fixture.now)
    next.restore(memory)
    let records = State.Records(
      projects: [Fixture.acme], clusters: [Fixture.production], apps: [Fixture.web, Fixture.worker])
    let effects = next.reduce(.recordsLoaded(records))
    #expect(effects.contains(.tail(Fixture.web.id, LogRequest())))
    #expect(effects.contains(.tail(Fixture.worker.id, LogRequest())))
    // The app of a tab may be gone.
    let fewer = State.Records(projects: [Fixture.acme], clusters: [Fixture.production], apps: [Fixture.worker])
    #expect(next.reduce(.recordsLoaded(fewer)).contains(.stopTail(Fixture.web.id)))
    #expect(!next.hasTabs)
  }

  @Test("a key about the app means the app whose log is seen")
  func meansWhatIsSeen() {
    var state = state()
    state.press("T")
    choose(Fixture.worker, in: &state)
    state.press("T", "[")
    #expect(state.logs.app == state.selectedApp?.id)
    state.press("r")
    #expect(state.text.contains("web"))
  }

  @Test("a click on a tab goes there")
  func mouse() throws {
    var state = state()
    state.press("T")
    choose(Fixture.worker, in: &state)
    let row = state.logArea.y - 1
    _ = state.reduce(.terminal(.mouse(MouseEvent(.pressed, Point(x: state.logArea.x + 1, y: row)))))
    #expect(state.selectedApp?.id == Fixture.web.id)
  }
}
