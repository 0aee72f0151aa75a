import Model
import Testing

@testable import Interface

@Suite("an app as a file to edit")
struct AppFileTests {
  private func text(_ change: (String) -> String = { $0 }) -> String {
    change(AppFile.text(of: Fixture.web, place: "acme/production/web"))
  }

  @Test("what is written is read as it was, with every field set")
  func roundTrip() {
    var app = Fixture.web
    app.configuration = AppConfiguration(
      image: "ghcr.io/acme/web:1", work: .continuous, replicas: 3, port: 8080,
      environment: [
        "A": "1", "QUOTED": "say \"yes\" \\ no", "LINES": "one\ntwo\ttab", "KANJI": "店🛒", "EMPTY": "", "YES": "yes",
      ],
      health: .init(path: "/healthz"), autoscaling: .init(), domain: "shop.example",
      preDeployCommand: "bin/migrate: all",
      longestRequest: 30)
    let (read, problems) = AppFile.read(AppFile.text(of: app, place: "p"), for: app)
    #expect(problems.isEmpty)
    #expect(read == app.configuration)
  }

  @Test("a field that is left out is as if it had never been set")
  func leavingOut() {
    let (read, problems) = AppFile.read("replicas: 2\n", for: Fixture.web)
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("the file: image: ") == true, "\(problems)")
    #expect(read == nil)
    let (other, none) = AppFile.read("image: nginx:1.27\nport:\n", for: Fixture.web)
    #expect(none.isEmpty, "\(none)")
    #expect(other?.port == nil)
    #expect(other == AppConfiguration(image: "nginx:1.27"))
  }

  @Test(
    "mistakes are told with their line and the name of the field",
    arguments: [
      ("replicas: many", "the file:1: replicas: \"many\" is not a number."),
      ("image: a\nreplica: 3", "the file:2: there is no setting \"replica\"."),
      ("image: [", "the file:"),
      ("image: a\nreplicas: 1\nruns: now and then", "the file:3: runs: it is one of"),
      ("image: a\nreplicas: 1\nenv:\n  1A: x", "the file:3: env:"),
      ("image: a\nreplicas: 1\nhealth-port: 80", "the file:3: health-port:"),
    ])
  func mistakes(text: String, words: String) {
    let (read, problems) = AppFile.read(text, for: Fixture.web)
    #expect(read == nil)
    #expect(problems.contains { $0.hasPrefix(words) }, "\(problems)")
  }

  @Test("an empty file, or one of comments alone, changes nothing", arguments: ["", "\n", "# image: x\n"])
  func empty(text: String) {
    #expect(AppFile.read(text, for: Fixture.web) == (nil, []))
  }

  @Test("what was written with a mistake comes back as it was left, and is forgotten when it has been saved")
  func drafts() {
    var state = Fixture.state()
    guard case .edit(let id, let original) = state.press("ctrl-e").first else {
      return #expect(Bool(false), "no editor")
    }
    let wrong = original.replacing("replicas:", with: "replicas: x #")
    _ = state.reduce(.edited(id, from: original, .left(wrong)))
    guard case .confirmation(let question) = state.overlay else { return #expect(state.overlay != nil) }
    #expect(question.lines.contains { $0.text.contains("replicas: \"x\" is not a number") })
    guard case .edit(_, let again) = state.press("enter").first else { return #expect(Bool(false), "no editor") }
    #expect(again.hasSuffix(wrong))
    #expect(again.hasPrefix("#! the file:"))
    let right = again.replacing("replicas: x #", with: "replicas: 7 #")
    let effects = state.reduce(.edited(id, from: again, .left(right)))
    var expected = Fixture.web.configuration
    expected.replicas = 7
    #expect(effects == [.perform(.updateApp(id, expected))])
    _ = state.reduce(.operationDone(.updateApp(id, expected), "Saved."))
    #expect(state.drafts.isEmpty)
  }

  @Test("what an editor that failed has left is not read")
  func failure() {
    var state = Fixture.state()
    _ = state.press("ctrl-e")
    #expect(state.reduce(.edited(Fixture.web.id, from: "", .failed("vi ended with 1"))).isEmpty)
    guard case .message(let message) = state.overlay else { return #expect(state.overlay != nil) }
    #expect(message.text == "vi ended with 1")
  }
}
