import Engine
import Foundation
import Interface
import Model
import Terminal
import Testing

@Suite("undo and rollback on the screen")
struct UndoScreenTests {
  private let plan: UndoPlan = {
    var after = Fixture.web.configuration
    after.replicas = 5
    return UndoPlan(
      entry: JournalEntry(
        id: 7, appID: Fixture.web.id, kind: .scale, before: .init(Fixture.web),
        after: .init(configuration: after, revision: 3), startedAt: Fixture.now.addingTimeInterval(-90),
        author: "ada@laptop"),
      app: "web", again: false, changes: after.changes(to: Fixture.web.configuration), revision: nil, restarts: [])
  }()

  @Test("u shows what would be undone, and only a yes does it")
  func undo() {
    var state = Fixture.state()
    #expect(state.press("u") == [.readUndo(Fixture.web.id, again: false)])
    _ = state.reduce(.undoRead(Fixture.web.id, plan))
    #expect(state.text.contains("Undo the last change of web?"))
    #expect(state.text.contains("scale from 2 to 5"))
    #expect(state.text.contains("- replicas: 5"))
    #expect(state.press("enter").isEmpty)
    _ = state.reduce(.undoRead(Fixture.web.id, plan))
    #expect(
      state.press("y") == [.perform(.undo(Fixture.web.id, entry: 7, again: false, changesCluster: true))])
  }

  @Test("an answer about another app, or over something open, asks nothing")
  func late() {
    var state = Fixture.state()
    state.press("?")
    _ = state.reduce(.undoRead(Fixture.web.id, plan))
    #expect(state.overlay == .help(offset: 0))
    state.press("esc")
    state.select(.apps, Fixture.api.id.rawValue)
    _ = state.reduce(.undoRead(Fixture.web.id, plan))
    #expect(state.overlay == nil)
  }

  @Test("why nothing can be undone is told")
  func refused() {
    var state = Fixture.state()
    state.press("U")
    _ = state.reduce(.undoRefused(Fixture.web.id, "Nothing was undone."))
    #expect(state.toast?.text == "Nothing was undone.")
  }

  @Test("a rollback stands side by side where there is room, below each other where not", arguments: [80, 110, 140])
  func sides(width: Int) {
    var state = Fixture.state(width, 30)
    state.press("b")
    let lines = state.text.split(separator: "\n")
    let old = lines.firstIndex { $0.contains("- image: ghcr.io/acme/web:1.4.2") }
    let new = lines.firstIndex { $0.contains("+ image: ghcr.io/acme/web:1.4.0") }
    #expect(old != nil && new != nil)
    #expect((old == new) == (width >= 110), "\(state.text)")
  }

  @Test("the cluster is asked while the question is open, and its answer is for that question alone")
  func preflight() {
    var state = Fixture.state()
    #expect(state.press("b") == [.checkRollback(Fixture.web.id, revision: 1)])
    #expect(state.text.contains("Checking whether the cluster would accept this…"))
    _ = state.reduce(.rollbackChecked(Fixture.web.id, revision: 2, Preflight(refusal: "another question")))
    #expect(!state.text.contains("another question"))
    _ = state.reduce(
      .rollbackChecked(Fixture.web.id, revision: 1, Preflight(warnings: ["It had no secret TOKEN."])))
    #expect(state.text.contains("✓ The cluster would accept this."))
    #expect(state.text.contains("! It had no secret TOKEN."))
    _ = state.reduce(.rollbackChecked(Fixture.web.id, revision: 1, Preflight(refusal: "A quota is exceeded.")))
    #expect(state.text.contains("✗ A quota is exceeded."))
    #expect(state.press("enter").isEmpty)
  }
}
