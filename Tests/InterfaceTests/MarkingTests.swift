import Engine
import Interface
import Model
import Terminal
import Testing

@Suite("several apps at once")
struct MarkingTests {
  /// web and worker, marked.
  private func marked(isProtected: Bool = false) -> State {
    var state = Fixture.state()
    if isProtected {
      var cluster = Fixture.production
      cluster.isProtected = true
      _ = state.reduce(
        .recordsLoaded(
          .init(
            projects: [Fixture.acme], clusters: [cluster],
            apps: [Fixture.api, Fixture.new, Fixture.web, Fixture.worker])))
    }
    for app in [Fixture.web, Fixture.worker] {
      state.select(.apps, app.id.rawValue)
      state.press("space")
    }
    return state
  }

  @Test("space marks and moves on, space again unmarks, Esc unmarks all")
  func marks() {
    var state = marked()
    #expect(state.markedApps.map(\.name) == ["web", "worker"])
    #expect(state.text.contains("◆ web"))
    #expect(state.text.contains("2 marked"))
    state.select(.apps, Fixture.web.id.rawValue)
    state.press("space")
    #expect(state.markedApps.map(\.name) == ["worker"])
    state.press("esc")
    #expect(state.markedApps.isEmpty)
  }

  @Test("one question lists them, and a yes starts an operation for each")
  func restarts() {
    var state = marked()
    state.press("r")
    #expect(state.text.contains("Restart 2 apps?"))
    let effects = state.press("y")
    #expect(effects == [.perform(.restart(Fixture.web.id)), .perform(.restart(Fixture.worker.id))])
    #expect(state.markedApps.isEmpty)
  }

  @Test("how they went is told once, when the last has ended")
  func summary() {
    var state = marked()
    state.press("r", "y")
    _ = state.reduce(.operationDone(.restart(Fixture.web.id), "Every pod has been replaced."))
    #expect(state.toast == nil)
    _ = state.reduce(.operationFailed(.restart(Fixture.worker.id), Message(title: "The restart failed", text: "No.")))
    #expect(state.toast?.text == "1 done, 1 failed; J tells more.")
  }

  @Test("what cannot be done to an app is told, and it is left out")
  func leavesOut() {
    var state = marked()
    state.select(.apps, Fixture.new.id.rawValue)
    state.press("space", "r")
    #expect(state.text.contains("Restart 2 apps?"))
    #expect(state.text.contains("fresh: never deployed"))
  }

  @Test("scale asks how many, then whether")
  func scales() {
    var state = marked()
    state.press("s")
    state.type("x")
    #expect(state.press("enter") == [.bell])
    state.press("backspace", "5", "enter")
    #expect(state.text.contains("Scale 2 apps?"))
    #expect(state.press("y").count == 2)
    #expect(
      state.jobs.map(\.operation) == [
        .scale(Fixture.web.id, replicas: 5), .scale(Fixture.worker.id, replicas: 5),
      ])
  }

  @Test("a delete is typed", arguments: [false, true])
  func deletes(isProtected: Bool) {
    var state = marked(isProtected: isProtected)
    state.press("x")
    #expect(state.press("y") == [])
    state.press("backspace")
    #expect(state.press("enter") == [.bell])
    state.type(isProtected ? "production/2" : "delete 2")
    let confirming = isProtected ? ConfirmedCluster(id: Fixture.production.id, name: "production") : nil
    #expect(
      state.press("enter") == [
        .perform(.deleteApp(Fixture.web.id), confirming: confirming),
        .perform(.deleteApp(Fixture.worker.id), confirming: confirming),
      ])
  }

  @Test("a marked app that a filter hides is not acted on")
  func hidden() {
    var state = marked()
    state.press("/")
    state.type("worker")
    state.press("enter", "r")
    #expect(state.text.contains("Restart 1 app?"))
  }
}
