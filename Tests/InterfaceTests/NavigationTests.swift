import Engine
import Interface
import Model
import Terminal
import Testing

@Suite("moving about")
struct NavigationTests {
  @Test("choosing another app starts its tail, reads its revisions and asks what may be done to it")
  func follow() {
    var state = Fixture.state()
    let effects = state.press("up")
    #expect(state.selectedApp?.name == "fresh")
    #expect(
      effects == [.loadRevisions(Fixture.new.id), .stopTail(Fixture.web.id), .askPermissions(Fixture.new.id)])
    #expect(
      state.press("up") == [
        .loadRevisions(Fixture.api.id), .tail(Fixture.api.id, LogRequest()), .askPermissions(Fixture.api.id),
      ])
  }

  @Test(
    "choosing another cluster narrows the apps",
    arguments: [("down", "staging", nil), ("up", "production", Optional("api"))])
  func narrow(key: String, cluster: String, app: String?) {
    var state = Fixture.state()
    state.press("2", key)
    #expect(state.selectedCluster?.name == cluster)
    state.select(.apps, "")
    #expect((state.appRows.first?.name) == app)
  }

  @Test("right and left go down and up the tree")
  func tree() {
    var state = Fixture.state()
    state.press("1", "l")
    #expect(state.focus == .clusters)
    state.press("enter", "right")
    #expect(state.focus == .logs)
    state.press("h")
    #expect(state.focus == .apps)
    state.press("tab", "tab", "tab")
    #expect(state.focus == .projects)
    state.press("shift-tab")
    #expect(state.focus == .revisions)
  }

  @Test("the cursor stays on its row when others come and go")
  func stable() {
    var state = Fixture.state()
    var records = Fixture.state().records!
    records.apps.removeAll { $0.name == "api" }
    _ = state.reduce(.recordsLoaded(records))
    #expect(state.selectedApp?.name == "web")
  }

  @Test(
    "what is open stays the app that it was, though the filter fits it no more", arguments: [["enter"], ["4"], ["5"]])
  func filteredAway(keys: [String]) {
    var state = Fixture.state()
    state.press("/")
    state.type("crash")
    state.press("enter")
    #expect(state.selectedApp?.name == "worker")
    for key in keys { state.press(key) }
    let app = Fixture.worker
    _ = state.reduce(
      .clusterUpdated(
        Fixture.production.id,
        .live([
          app.key: Fixture.live(app, ready: 2, .running),
          Fixture.web.key: Fixture.live(Fixture.web, ready: 0, .failing(reason: "crash loop")),
        ]), at: Fixture.now))
    #expect(state.selectedApp?.name == "worker")
    #expect(Set(state.appRows.map(\.name)) == ["web", "worker"])
    // Back in the list it goes with the filter.
    state.press("esc", "3")
    #expect(state.appRows.map(\.name) == ["web"])
  }

  @Test("a filter narrows while it is typed; Esc goes back, Enter keeps it")
  func filter() {
    var state = Fixture.state()
    state.press("/")
    state.type("wor")
    #expect(state.appRows.map(\.name) == ["worker"])
    state.press("esc")
    #expect(state.appRows.count == 4)
    state.press("/")
    state.type("!crash")
    state.press("enter")
    #expect(state.appRows.map(\.name) == ["api", "fresh", "web"])
    state.press("esc")
    #expect(state.appRows.count == 4)
  }

  @Test("a click chooses the row under the pointer")
  func click() {
    var state = Fixture.state()
    let rect = Layout(size: state.size, focus: .apps, zoom: .normal).pane(.apps)
    _ = state.reduce(.terminal(.mouse(MouseEvent(.pressed, Point(x: rect.x + 5, y: rect.y + 2)))))
    #expect(state.selectedApp?.name == "api")
  }
}
