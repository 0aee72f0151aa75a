import Engine
import Interface
import Kubernetes
import Model
import Terminal
import Testing

@Suite("what changes the world is asked first")
struct QuestionTests {
  @Test("Enter does not: the default of a question is not to do it", arguments: ["d", "r", "b"])
  func safeDefault(key: String) {
    var state = Fixture.state()
    state.press(key)
    #expect(state.overlay != nil)
    #expect(state.press("enter").isEmpty)
    #expect(state.overlay == nil)
    #expect(state.jobs.isEmpty)
  }

  @Test(
    "y does it",
    arguments: [
      ("d", Operation.deploy(Fixture.web.id)), ("r", .restart(Fixture.web.id)),
      ("b", .rollback(Fixture.web.id, revision: 1)),
    ])
  func yes(key: String, operation: Operation) {
    var state = Fixture.state()
    state.press(key)
    #expect(state.press("y") == [.perform(operation)])
    #expect(state.jobs.map(\.operation) == [operation])
  }

  @Test(
    "on a protected cluster nothing is done by a key: the cluster's name is typed",
    arguments: [
      ("d", "production", Operation.deploy(Fixture.web.id)), ("r", "production", .restart(Fixture.web.id)),
      ("b", "production", .rollback(Fixture.web.id, revision: 1)),
      (":scale 5⏎", "production", .scale(Fixture.web.id, replicas: 5)),
      ("x", "production/web", .deleteApp(Fixture.web.id)),
    ])
  func protected(keys: String, name: String, operation: Operation) {
    var state = Fixture.state()
    var cluster = Fixture.production
    cluster.isProtected = true
    _ = state.reduce(
      .recordsLoaded(
        .init(projects: [Fixture.acme], clusters: [cluster], apps: [Fixture.api, Fixture.web, Fixture.worker])))
    for character in keys { state.press(character == "⏎" ? "enter" : String(character)) }
    #expect(state.text.contains("production is protected. Type \(name) to confirm:"), "\(state.text)")
    #expect(state.press("y") == [])
    state.press("backspace")
    #expect(state.press("enter") == [.bell])
    state.type(name)
    #expect(
      state.press("enter") == [
        .perform(operation, confirming: ConfirmedCluster(id: cluster.id, name: "production"))
      ])
  }

  @Test("a rollback shows what it will change and skips revisions that failed")
  func rollbackDiff() {
    var state = Fixture.state()
    state.press("b")
    #expect(state.text.contains("Roll web back to revision 1?"))
    #expect(state.text.contains("- image: ghcr.io/acme/web:1.4.2"))
    #expect(state.text.contains("+ image: ghcr.io/acme/web:1.4.0"))
  }

  @Test("going back to a revision that failed is possible, with a warning")
  func rollbackToFailed() {
    var state = Fixture.state()
    state.press("5", "down", "b")
    #expect(state.text.contains("Careful: revision 2 itself ended as failed."))
    #expect(state.press("y") == [.perform(.rollback(Fixture.web.id, revision: 2))])
  }

  @Test("a delete wants the name typed")
  func typedDelete() {
    var state = Fixture.state()
    state.press("x")
    #expect(state.press("enter") == [.bell])
    state.type("wrong")
    #expect(state.press("enter") == [.bell])
    state.press("ctrl-u")
    state.type("web")
    #expect(state.press("enter") == [.perform(.deleteApp(Fixture.web.id))])
  }

  @Test(
    "what cannot be done says why",
    arguments: [
      ("fresh", "b", "has never been deployed"), ("api", "b", "has no earlier revision"),
    ])
  func reasons(app: String, key: String, reason: String) {
    var state = Fixture.state()
    state.select(.apps, state.appRows.first { $0.name == app }!.id.rawValue)
    if let app = state.selectedApp { _ = state.reduce(.revisionsLoaded(app.id, [])) }
    #expect(state.press(key).isEmpty)
    #expect(state.toast?.text.contains(reason) == true)
  }

  @Test("a kubeconfig's command runs only after it has been seen and allowed")
  func consent() {
    var state = Fixture.state()
    func connect(_ consent: PluginConsent) -> Operation {
      .connectCluster(Fixture.acme.id, name: "eks", kubeconfig: nil, context: "eks", consent: consent)
    }
    let plugin = ShownPlugin(command: "aws eks get-token", fingerprint: "f")
    _ = state.reduce(.consentNeeded(connect(.none), plugin))
    #expect(state.text.contains("aws eks get-token"))
    #expect(state.press("enter").isEmpty)
    _ = state.reduce(.consentNeeded(connect(.none), plugin))
    #expect(state.press("y") == [.perform(connect(.given(fingerprint: "f")))])
  }

  @Test("a cluster whose command nobody agreed to says so, and is followed once somebody has")
  func storedConsent() {
    var state = Fixture.state()
    let plugin = ShownPlugin(command: "aws eks get-token --cluster-name c", fingerprint: "f")
    _ = state.reduce(.clusterUpdated(Fixture.staging.id, .consentNeeded(plugin), at: Fixture.now))
    #expect(state.toast?.text.contains("staging needs your consent") == true)
    state.select(.clusters, Fixture.production.id.rawValue)
    #expect(state.press("!").isEmpty)
    #expect(state.toast?.text.contains("Nothing of production waits") == true)
    state.select(.clusters, Fixture.staging.id.rawValue)
    state.press("!")
    #expect(state.text.contains("aws eks get-token --cluster-name c"))
    #expect(state.press("enter").isEmpty)
    state.press("!")
    let allow = Operation.allowPlugin(Fixture.staging.id, plugin)
    #expect(state.press("y") == [.perform(allow)])
    #expect(state.reduce(.operationDone(allow, "Allowed.")).contains(.followCluster(Fixture.staging.id)))
    state.press("!")
    #expect(state.toast?.text.contains("Nothing of staging waits") == true)
  }

  @Test("quitting asks while something is under way, and only then")
  func quit() {
    var state = Fixture.state()
    state.press("d", "y")
    #expect(state.press("q").isEmpty)
    #expect(state.text.contains("Deploying web…"))
    #expect(state.press("y") == [.quit])
    var idle = Fixture.state()
    #expect(idle.press("q") == [.quit])
  }

  @Test("while a deploy is under way the app takes no second one")
  func busy() {
    var state = Fixture.state()
    state.press("d", "y")
    state.press("s")
    #expect(state.overlay == nil)
    #expect(state.toast?.text == "Deploying web is still under way; Ctrl-X stops waiting for it.")
    _ = state.reduce(.operationDone(.deploy(Fixture.web.id), "Revision 4 is running."))
    state.press("s")
    #expect(state.overlay != nil)
  }
}

@Suite("forms")
struct FormTests {
  @Test("a new app is created from what was typed")
  func createApp() {
    var state = Fixture.state()
    state.press("n")
    state.type("shop")
    state.press("tab", "tab")
    state.type("ghcr.io/acme/shop:1")
    state.press("tab", "ctrl-u")
    state.type("3")
    state.press("tab")
    state.type("80")
    state.press("tab")
    state.type("A=1 B=\"two words\"")
    let draft = AppDraft(
      clusterID: Fixture.production.id, name: "shop", namespace: "default",
      configuration: .init(
        image: "ghcr.io/acme/shop:1", replicas: 3, port: 80, environment: ["A": "1", "B": "two words"]))
    #expect(state.press("enter") == [.perform(.createApp(draft))])
  }

  @Test("what is wrong is said at its field and nothing is lost")
  func problems() {
    var state = Fixture.state()
    state.press("n")
    state.type("Shop")
    #expect(state.press("ctrl-s") == [.bell])
    #expect(state.text.contains("✗ an app's name has 1 to 63"))
    #expect(state.text.contains("Shop"))
    #expect(state.text.contains("✗ an image is"))
  }

  @Test("the contexts of a kubeconfig are offered, the current one first chosen; the name follows until it is typed")
  func contexts() {
    var state = Fixture.state()
    #expect(state.press("2", "n") == [.loadContexts(kubeconfig: nil)])
    _ = state.reduce(
      .contextsLoaded(kubeconfig: nil, ContextList(names: ["dev", "arn:aws:eks:eu:1:cluster/prod"], current: "dev")))
    state.press("right", "ctrl-s")
    #expect(
      state.jobs.map(\.operation) == [
        .connectCluster(Fixture.acme.id, name: "prod", kubeconfig: nil, context: "arn:aws:eks:eu:1:cluster/prod")
      ])
  }

  @Test(
    "scaling asks for a number and takes nothing else",
    arguments: [("3", true), ("-1", false), ("many", false), ("", false)])
  func scale(text: String, isFine: Bool) {
    var state = Fixture.state()
    state.press("s", "ctrl-u")
    state.type(text)
    #expect(state.press("enter") == (isFine ? [.perform(.scale(Fixture.web.id, replicas: 3))] : [.bell]))
  }

  @Test(
    "variables are read as a shell reads words",
    arguments: [
      ("A=1", ["A": "1"]), ("A=1  B='x y'", ["A": "1", "B": "x y"]),
      (#"A="a \"q\"" B=\ "#, ["A": "a \"q\"", "B": " "]), ("A=", ["A": ""]),
      ("", [:]), ("A=b=c", ["A": "b=c"]),
    ])
  func environment(text: String, variables: [String: String]) throws {
    #expect(try EnvironmentText.read(text) == variables)
    #expect(try EnvironmentText.read(EnvironmentText.write(variables)) == variables)
  }

  @Test(arguments: [("A", EnvironmentTextError.noValue("A")), ("A=\"x", .openQuote), ("=x", .noValue("=x"))])
  func badEnvironment(text: String, error: EnvironmentTextError) {
    #expect(throws: error) { try EnvironmentText.read(text) }
  }
}
