import Interface
import Model
import Terminal
import Testing

@Suite("the command line")
struct CommandLineTests {
  @Test(
    "what is typed is done",
    arguments: [
      (":scale 5", [Effect.perform(.scale(Fixture.web.id, replicas: 5))]), (":q", [.quit]), (":suspend", [.suspend]),
      (":theme default", []), (":redraw", [.redraw]),
    ])
  func commands(line: String, effects: [Effect]) {
    var state = Fixture.state()
    state.type(line)
    #expect(state.press("enter") == effects)
  }

  @Test(
    "what cannot be understood stays to be mended",
    arguments: [
      (":frobnicate", "There is no command \"frobnicate\""), (":scale lots", "scale takes a number"),
      (":app nope", "There is no app \"nope\""),
      (":theme nope", "There is no theme"), (":rollback 99", "There is no revision 99"),
    ])
  func problems(line: String, problem: String) {
    var state = Fixture.state()
    state.type(line)
    state.press("enter")
    #expect(state.text.contains(problem))
    #expect(state.text.contains(String(line)))
  }

  @Test("Tab completes, again goes on, typing starts over")
  func completion() {
    var state = Fixture.state()
    state.type(":rest")
    state.press("tab")
    #expect(state.press("enter").isEmpty)
    #expect(state.text.contains("Restart web?"))
    state.press("n")
    state.type(":app wor")
    state.press("tab", "enter")
    #expect(state.selectedApp?.name == "worker")
  }

  @Test(
    "Enter takes the best completion of what means nothing yet",
    arguments: [
      (":rest", "Restart web?"), (":roll b", "Roll web back to revision 1?"), (":del ap", "Type web to confirm"),
      (":sort by na", "NAME▲"), (":app wrk", "worker"), (":scal", "Scale web"),
    ])
  func unfinished(line: String, seen: String) {
    var state = Fixture.state()
    state.type(line)
    // Nothing is done by it that was not asked about.
    #expect(!state.press("enter").contains { if case .perform = $0 { true } else { false } })
    #expect(state.text.contains(seen))
    #expect(state.commandHistory.count == 1)
    if line == ":app wrk" { #expect(state.selectedApp?.name == "worker") }
  }

  @Test("what wants a name, or leaves without a question, is put into the line first")
  func completedOnly() {
    var state = Fixture.state()
    state.type(":them")
    state.press("enter")
    #expect(state.text.contains("theme dracula"))
    state.press("esc")
    state.type(":qui")
    #expect(state.press("enter").isEmpty)
    #expect(state.isRunning)
    #expect(state.press("enter") == [.quit])
  }

  @Test("every action that Enter completes to and that changes something asks first, or only opens a form")
  func asksFirst() {
    for entry in Command.list where ![.quit, .suspend, .stopWaiting, .closeTail].contains(entry.command) {
      var state = Fixture.state()
      // All but the last letter.
      state.type(":\(entry.name.dropLast())")
      let effects = state.press("enter")
      let starts = effects.filter {
        if case .perform(let operation, _) = $0, operation.subject != "terminal" { true } else { false }
      }
      #expect(starts.isEmpty, "\(entry.name)")
    }
  }

  @Test("a number that is not there is not another one")
  func numbers() {
    var state = Fixture.state()
    state.type(":rollback 33")
    state.press("enter")
    #expect(state.text.contains("There is no revision 33."))
  }

  @Test("a rollback by number shows the same question as the key")
  func rollback() {
    var state = Fixture.state()
    state.type(":rollback 1")
    state.press("enter")
    #expect(state.text.contains("Roll web back to revision 1?"))
    #expect(state.press("y") == [.perform(.rollback(Fixture.web.id, revision: 1))])
  }

  @Test(
    "matches are ranked: prefix, word, part, letters in order",
    arguments: [
      ("dep", "deploy", 0), ("app", "new app", 1), ("plo", "deploy", 2), ("dpy", "deploy", 6),
    ])
  func ranking(pattern: String, text: String, score: Int) {
    #expect(fuzzyScore(pattern, in: text) == score)
    #expect(fuzzyScore("xyz", in: text) == nil)
  }
}
