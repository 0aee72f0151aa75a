import Engine
import Kubernetes
import Model
import Terminal
import Testing

@testable import Interface

@Suite("what happens meanwhile does not get in the way")
struct InterruptionTests {
  private func failure(_ text: String) -> Action {
    .operationFailed(.deploy(Fixture.api.id), Message(title: "The deploy failed", text: text))
  }

  @Test("a failure waits until the form that is open has been closed, and a second one until the first has been read")
  func failuresWait() {
    var state = Fixture.state()
    state.press("n")
    state.type("shop")
    _ = state.reduce(failure("first"))
    _ = state.reduce(failure("second"))
    state.type("s")
    #expect(state.text.contains("shops"))
    #expect(!state.text.contains("The deploy failed"))
    state.press("esc")
    #expect(state.text.contains("first"))
    #expect(state.text.contains("1 more"))
    state.press("enter")
    #expect(state.text.contains("second"))
    state.press("enter")
    #expect(state.overlay == nil)
  }

  @Test("a key with Ctrl or Alt answers no question", arguments: ["ctrl-y", "alt-y"])
  func modifiedKeys(key: String) {
    var state = Fixture.state()
    state.press("d")
    #expect(state.press(key).isEmpty)
    #expect(state.jobs.isEmpty)
  }

  @Test("Ctrl-C closes what is open, and Ctrl-Z suspends whatever is", arguments: ["d", "n", ":", "/", "?"])
  func everywhere(opener: String) {
    var state = Fixture.state()
    state.press(opener)
    #expect(state.press("ctrl-z") == [.suspend])
    #expect(state.press("ctrl-c").isEmpty)
    #expect(state.overlay == nil)
    #expect(state.filtering == nil)
    #expect(state.isRunning)
  }

  @Test("a wait can be given up, and then the app takes orders again")
  func stopWaiting() {
    var state = Fixture.state()
    state.press("d", "y")
    #expect(state.press("ctrl-x") == [.abandon(.deploy(Fixture.web.id))])
    #expect(state.jobs.isEmpty)
    state.press("s")
    #expect(state.overlay != nil)
  }

  @Test("a question about revisions waits until they have been read, and no key typed meanwhile is lost")
  func unread() {
    var state = Fixture.state()
    state.press("up", "up")
    state.press("x", "a", "p", "i")
    #expect(state.overlay == nil)
    let id = state.selectedApp!.id
    _ = state.reduce(.revisionsLoaded(id, []))
    guard case .confirmation(let question) = state.overlay else { return #expect(state.overlay != nil) }
    #expect(question.typed?.input.text == "api")
  }

  @Test("a question is never answered by a key that was pressed before it could be seen", arguments: ["y", "enter"])
  func unseen(yes: String) {
    var state = Fixture.state()
    state.press("down")
    // Meant as: back, to the logs, copy.
    state.press("b", "right", yes)
    let app = state.selectedApp!
    let revisions = [Fixture.revision(2, "web:2"), Fixture.revision(1, "web:1")]
    let effects = state.reduce(.revisionsLoaded(app.id, revisions))
    #expect(!effects.contains { if case .perform = $0 { true } else { false } })
    guard case .confirmation = state.overlay else { return #expect(state.overlay != nil) }
    // Once it is on the screen it is one like any other.
    #expect(state.reduce(.terminal(.key(.character("y")))) == [.bell])
    state.wasSeen()
    #expect(state.press("y").contains { if case .perform = $0 { true } else { false } })
  }

  @Test("a question that comes by itself takes no key from what is being typed")
  func consentWaits() {
    var state = Fixture.state()
    let connect = Operation.connectCluster(
      Fixture.acme.id, name: "new", kubeconfig: "", context: "c", consent: .none)
    state.press("n")
    state.type("sh")
    _ = state.reduce(.consentNeeded(connect, ShownPlugin(command: "login", fingerprint: "f")))
    state.type("yop")
    #expect(state.text.contains("shyop"))
    state.press("esc")
    #expect(state.text.contains("Run this command?"))
    #expect(state.reduce(.terminal(.key(.character("y")))) == [.bell])
  }

  @Test("what is asked for while a change is still being saved waits for that, and sees it", arguments: ["u", "d"])
  func saving(key: String) {
    var state = Fixture.state()
    _ = state.reduce(.revisionsLoaded(Fixture.web.id, [Fixture.revision(3, "ghcr.io/acme/web:1.4.2")]))
    state.press("e", "ctrl-u")
    state.type("ghcr.io/acme/web:9")
    state.press("ctrl-s")
    #expect(state.jobs.count == 1)
    #expect(state.press(key).isEmpty)
    #expect(state.toast == nil)
    let effects = state.reduce(.operationDone(state.jobs[0].operation, "Saved web."))
    if key == "u" {
      #expect(effects.contains(.readUndo(Fixture.web.id, again: false)))
    } else {
      #expect(state.text.contains("+ image: ghcr.io/acme/web:9"))
    }
  }

  @Test("what was typed meanwhile is not meant for the news that it could not be saved")
  func notSaved() {
    var state = Fixture.state()
    state.press("e", "ctrl-u")
    state.type("ghcr.io/acme/web:9")
    state.press("ctrl-s", "d", "y")
    _ = state.reduce(.operationFailed(state.jobs[0].operation, Message(title: "Not saved", text: "The disk is full.")))
    #expect(state.held == nil)
    #expect(state.jobs.isEmpty)
    #expect(state.text.contains("The disk is full."))
  }

  @Test("keys that are typed before the first rows are there find them when they come")
  func early() {
    var state = State(size: Size(width: 120, height: 36), now: Fixture.now)
    state.press("enter", "]")
    #expect(state.pages.isEmpty)
    _ = state.reduce(
      .recordsLoaded(.init(projects: [Fixture.acme], clusters: [Fixture.production], apps: [Fixture.web])))
    guard case .app(let page) = state.page else { return #expect(state.page != nil) }
    #expect(page.tab == .environment)
  }

  @Test("what was typed too early is forgotten by Esc, on another app, and after a while")
  func letGo() {
    for forget in [
      { (state: inout State) in _ = state.press("esc") },
      { state in _ = state.reduce(.ticked(Fixture.now.addingTimeInterval(HeldKeys.patience))) },
    ] {
      var state = Fixture.state()
      state.press("up", "up", "d")
      #expect(state.held != nil)
      forget(&state)
      #expect(state.held == nil)
      _ = state.reduce(.revisionsLoaded(state.selectedApp!.id, []))
      #expect(state.overlay == nil)
    }
  }

  @Test("a rollback says what becomes of the scale that runs, and of changes that were never deployed")
  func rollbackTellsAll() {
    var state = Fixture.state()
    var live = Fixture.live(Fixture.web, ready: 10, .running)
    live.desired = 10
    _ = state.reduce(.clusterUpdated(Fixture.production.id, .live([Fixture.web.key: live]), at: Fixture.now))
    var records = state.records!
    let index = records.apps.firstIndex { $0.id == Fixture.web.id }!
    records.apps[index].configuration.environment["NEW"] = "1"
    _ = state.reduce(.recordsLoaded(records))
    state.press("b")
    #expect(state.text.contains("- replicas: 10"))
    #expect(state.text.contains("Changes that were saved and never deployed are lost."))
  }

  @Test("an app in a namespace that cannot be looked into is unknown, not gone")
  func unknownNamespace() {
    var state = Fixture.state()
    _ = state.reduce(.clusterUpdated(Fixture.production.id, .live([:], unknown: ["default"]), at: Fixture.now))
    #expect(state.status(of: Fixture.web).text == "unknown")
  }
}

@Suite("text fits")
struct FittingTests {
  @Test(
    "lines are broken between words, keep their indentation, and lose nothing",
    arguments: [
      ("a b c", 3, ["a b", "c"]), ("  at x", 10, ["  at x"]), ("abcdef", 3, ["abc", "def"]), ("日本語", 4, ["日本", "語"]),
      ("a\n\nb", 5, ["a", "", "b"]), ("", 5, [""]), ("ab cdefgh", 4, ["ab", "cdef", "gh"]),
    ])
  func wrapped(text: String, width: Int, lines: [String]) {
    #expect(text.wrapped(to: width) == lines)
  }

  @Test(
    "what is cut says so, at the end that matters less",
    arguments: [("abcdef", 4, "abc…", "…def"), ("ab", 4, "ab", "ab"), ("日本語", 5, "日本…", "…本語")])
  func fitted(text: String, width: Int, start: String, end: String) {
    #expect(text.fitted(to: width) == start)
    #expect(text.fittedKeepingEnd(to: width) == end)
  }
}
