import Engine
import Foundation
import HTTP
import Interface
import Model
import Simulator
import Storage
import Terminal
import Testing

/// The whole program with a process that reads lines.
@Suite("attaching on the screen", .timeLimit(.minutes(5)))
struct AttachScreenTests {
  @Test("a process without a terminal gets what is typed line by line, and is left running")
  @LoopActor func lines() async throws {
    let cluster = SimulatedCluster()
    let engine = Engine(
      store: try Store.temporary(),
      surroundings: .init(transport: { _ in cluster.transport() }, author: "ada@laptop", vigil: .zero))
    let project = try await engine.createProject(named: "shop")
    let record = Cluster(
      projectID: project.id, name: "prod", endpoint: "https://prod.test", context: "c", status: .connected,
      createdAt: Date())
    let id = try await engine.store.createCluster(
      record,
      kubeconfig: """
        apiVersion: v1
        kind: Config
        current-context: c
        clusters: [{name: c, cluster: {server: "https://prod.test"}}]
        users: [{name: u, user: {token: "\(cluster.adminToken)"}}]
        contexts: [{name: c, context: {cluster: c, user: u}}]
        """
    ).id
    let app = try await engine.createApp(
      AppDraft(clusterID: id, name: "web", namespace: "default", configuration: AppConfiguration(image: "local/echo:1"))
    )
    _ = try await engine.deploy(app.id)
    try await keepInputOpen(cluster)

    let screen = MemoryScreen(size: Size(width: 120, height: 36))
    let program = Program(engine: engine, screen: screen, clock: ContinuousClock(), now: { Date() })
    let running = Task { await program.run() }
    defer { running.cancel() }
    try await wait(screen) { $0.contains("running") }
    screen.press(.character("@"))
    try await wait(screen) { $0.contains("It gets what is typed line by line") }
    for character in "hello" { screen.press(.character(character)) }
    screen.press(Key(.enter))
    // As it was typed, and as it came back.
    try await wait(screen) { $0.contains("hello\r\nhello\r\n") }
    screen.press(.control("c"))
    try await wait(screen) { $0.contains("Left web-") }
    program.send(.terminal(.closed))
    await running.value
  }

  /// What no configuration of an app says, but one that was imported may have.
  private func keepInputOpen(_ cluster: SimulatedCluster) async throws {
    let patch = #"{"spec":{"template":{"spec":{"containers":[{"name":"web","stdin":true}]}}}}"#
    let response = try await cluster.transport().send(
      HTTPRequest(
        .patch, "/apis/apps/v1/namespaces/default/deployments/web",
        headers: ["Content-Type": "application/strategic-merge-patch+json"], body: Array(patch.utf8)))
    #expect(response.status == 200)
    while true {
      let list = try await cluster.transport().send(HTTPRequest(.get, "/api/v1/namespaces/default/pods"))
      let text = String(decoding: try await list.body.bytes(), as: UTF8.self)
      let pods = text.components(separatedBy: #""nodeName""#).count - 1
      if pods == 1, text.contains(#""stdin":true"#), text.contains(#""ready":true"#) { return }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  @LoopActor private func wait(_ screen: MemoryScreen, until isMet: (String) -> Bool) async throws {
    for _ in 0..<6000 {
      if isMet(screen.text) { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("never saw it, but\n\(screen.text)")
    throw CancellationError()
  }
}
