import Engine
import Foundation
import Interface
import Model
import Terminal
import Testing

@Suite("the page of jobs")
struct JobsPageTests {
  private func ended() -> State {
    var state = Fixture.state()
    state.press("r", "y")
    _ = state.reduce(.operationTold(.restart(Fixture.web.id), "1 of 2 updated"))
    _ = state.reduce(.ticked(Fixture.now.addingTimeInterval(9)))
    _ = state.reduce(.operationDone(.restart(Fixture.web.id), "Every pod has been replaced."))
    return state
  }

  @Test("shows what runs with its progress, then what ended with its outcome and how long it took")
  func shows() {
    var state = ended()
    state.press("d", "y")
    _ = state.reduce(.operationTold(.deploy(Fixture.web.id), "applying"))
    state.press("J")
    let lines = state.text.split(separator: "\n").map(String.init)
    let running = lines.firstIndex { $0.contains("◐ Deploying web") && $0.contains("applying") }
    let done = lines.firstIndex { $0.contains("✓ Restarting web") && $0.contains("took 9s") }
    #expect(running != nil && done != nil, "\(state.text)")
    #expect((running ?? 0) < (done ?? 0))
  }

  @Test("Enter shows all that was told")
  func told() {
    var state = ended()
    state.press("J", "enter")
    #expect(state.text.contains("1 of 2 updated"))
    #expect(state.text.contains("Every pod has been replaced."))
    state.press("esc", "esc")
    #expect(state.page == nil)
  }

  @Test("waiting is stopped from there, and only for what is under way")
  func stops() {
    var state = ended()
    state.press("d", "y", "J")
    #expect(state.press("ctrl-x") == [.abandon(.deploy(Fixture.web.id))])
    #expect(state.jobs.isEmpty)
    #expect(state.text.contains("left alone"))
    #expect(state.press("ctrl-x").isEmpty)
  }

  @Test("the last fifty that ended are kept")
  func bounded() {
    var state = Fixture.state()
    for _ in 0..<60 {
      state.press("r", "y")
      _ = state.reduce(.operationDone(.restart(Fixture.web.id), "Done."))
    }
    #expect(state.endedJobs.count == 50)
    #expect(state.endedJobs.first?.id == 60)
  }
}

@Suite("the pulse of a project")
struct PulsePageTests {
  @Test("tells how each cluster is and what is troubled there")
  func shows() {
    var state = Fixture.state()
    state.press("P")
    let text = state.text
    for part in ["Pulse · acme", "v1.36.2", "12 ms", "pods 3/7", "✗ worker", "crash loop", "staging is not reachable."]
    {
      #expect(text.contains(part), "\(part) in\n\(text)")
    }
    #expect(!text.contains("sandbox"))
  }

  @Test("Enter goes to what is troubled, or to the cluster")
  func goes() {
    var state = Fixture.state()
    state.press("P", "j", "enter")
    #expect(state.page == nil)
    #expect(state.focus == .apps)
    #expect(state.selectedApp?.name == "worker")
    state.press("P", "G", "enter")
    #expect(state.selectedCluster?.name == "staging")
  }

  @Test("fits small screens", arguments: [(80, 24), (60, 12), (200, 60)])
  func fits(width: Int, height: Int) {
    var state = Fixture.state(width, height)
    state.press("P")
    #expect(state.text.contains("production"))
    state.press("esc", "J")
    #expect(state.text.contains("Nothing was started yet."))
  }
}
