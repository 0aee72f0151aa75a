import Interface
import Model
import Terminal
import Testing

@Suite("the first run")
struct WelcomeTests {
  private func first() -> State {
    var state = State(size: Size(width: 80, height: 24), now: Fixture.now)
    _ = state.reduce(.recordsLoaded(.init()))
    return state
  }

  @Test("an empty store is met with a welcome, one with a project is not")
  func welcomes() {
    #expect(first().text.contains("Welcome to shipit"))
    var state = State(size: Size(width: 80, height: 24), now: Fixture.now)
    _ = state.reduce(.recordsLoaded(.init(projects: [Fixture.acme])))
    #expect(state.overlay == nil)
  }

  @Test("it leads through a project to the form that connects a cluster")
  func connects() {
    var state = first()
    state.press("enter")
    #expect(state.text.contains("New project"))
    state.type("acme")
    #expect(state.press("enter") == [.perform(.createProject(name: "acme"))])
    let effects = state.reduce(.recordsLoaded(.init(projects: [Fixture.acme])))
    #expect(state.text.contains("Connect a cluster to acme"))
    #expect(effects.contains(.loadContexts(kubeconfig: nil)))
    state.press("esc")
    _ = state.reduce(.recordsLoaded(.init(projects: [Fixture.acme, Fixture.labs])))
    #expect(state.overlay == nil)
  }

  @Test("or to the demo, or out of the way")
  func others() {
    var state = first()
    #expect(state.press("down", "enter") == [.quit])
    #expect(state.wantsDemo)
    state = first()
    state.press("esc")
    #expect(state.overlay == nil)
    #expect(!state.wantsDemo)
  }
}
