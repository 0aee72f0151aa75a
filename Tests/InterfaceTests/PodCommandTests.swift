import Engine
import Interface
import Kubernetes
import Model
import Terminal
import Testing

@Suite("what is done in a pod from the screen")
struct PodCommandTests {
  /// The fixture, with what may be sent to its cluster changed.
  private func state(_ change: (inout Cluster) -> Void = { _ in }) -> State {
    var state = Fixture.state()
    var cluster = Fixture.production
    change(&cluster)
    _ = state.reduce(
      .recordsLoaded(
        .init(
          projects: [Fixture.acme], clusters: [cluster], apps: [Fixture.api, Fixture.new, Fixture.web, Fixture.worker]))
    )
    return state
  }

  @Test(
    "a key starts it for the chosen app",
    arguments: [
      ("!", Operation.shell(Fixture.web.id, pod: nil)), ("@", .attach(Fixture.web.id, pod: nil)),
    ])
  func starts(key: String, operation: Operation) {
    var state = state()
    #expect(state.press(key) == [.perform(operation)])
  }

  @Test(
    "only reading is no leave to enter a pod, nor is there one to enter before the first deploy",
    arguments: ["!", "@", "F"])
  func refuses(key: String) {
    var readOnly = state { $0.isReadOnly = true }
    #expect(readOnly.press(key).isEmpty && readOnly.overlay == nil)
    #expect(readOnly.toast?.text.contains("for reading only") == true)
    var fresh = state()
    fresh.select(.apps, Fixture.new.id.rawValue)
    #expect(fresh.press(key).isEmpty && fresh.overlay == nil)
    #expect(fresh.toast?.text.contains("never been deployed") == true)
  }

  @Test("a protected cluster's name is typed first")
  func protected() {
    var state = state { $0.isProtected = true }
    #expect(state.press("!").isEmpty)
    #expect(state.text.contains("Type production to confirm"))
    state.type("production")
    let confirmed = ConfirmedCluster(id: Fixture.production.id, name: "production")
    #expect(state.press("enter") == [.perform(.shell(Fixture.web.id, pod: nil), confirming: confirmed)])
  }

  @Test("ports are asked for, with the app's own at hand, and checked")
  func ports() {
    var state = state()
    state.press("F")
    #expect(state.text.contains("8080:8080"))
    state.press("ctrl-u")
    state.type("9000:80 :70000")
    #expect(state.press("enter") == [.bell])
    #expect(state.text.contains("ports are written [LOCAL:]REMOTE"))
    state.press("ctrl-u")
    state.type("9000:80 :5432")
    let ports = [ForwardedPort(local: 9000, remote: 80), ForwardedPort(local: 0, remote: 5432)]
    #expect(state.press("enter") == [.perform(.forward(Fixture.web.id, pod: nil, ports))])
  }

  @Test("a forward tells where it listens, keeps nobody from deploying, and is stopped among the jobs")
  func forward() {
    var state = state()
    let operation = Operation.forward(Fixture.web.id, pod: "web-1", [.init(local: 9000, remote: 80)])
    state.press("F", "ctrl-u")
    state.type("9000:80")
    state.press("enter")
    let started = Operation.forward(Fixture.web.id, pod: nil, [.init(local: 9000, remote: 80)])
    _ = state.reduce(.operationTold(started, "Listening: 127.0.0.1:9000 → 80"))
    #expect(state.toast?.text == "Listening: 127.0.0.1:9000 → 80")
    #expect(operation.subject != started.subject)
    state.press("d")
    #expect(state.text.contains("Deploy web as revision"))
    state.press("esc", "J")
    #expect(state.text.contains("◐ Forwarding 80 of web") && state.text.contains("127.0.0.1:9000 → 80"))
    #expect(state.press("ctrl-x") == [.abandon(started)])
    #expect(state.text.contains("stopped"))
    #expect(state.toast?.text.contains("nothing listens") == true)
  }
}
