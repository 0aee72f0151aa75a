import Engine
import Foundation
import HTTP
import Interface
import Model
import RemoteDouble
import Storage
import Sync
import Synchronization
import Terminal
import Testing

/// The whole program with a server: keys go in, screens are read.
@Suite("syncing on the screen", .serialized)
struct SyncScreenTests {
  @Test("the page shows the plan, has conflicts chosen and deletions agreed to, does it, and says what came of it")
  @LoopActor func page() async throws {
    let desk = try await Desk()
    try await desk.run { screen in
      // The servers are read meanwhile.
      for _ in 0..<6000 where !screen.screen.text.contains("Sync with team") {
        try screen.press("Y")
        try await Task.sleep(for: .milliseconds(50))
      }
      try await screen.see("create there  shop")
      #expect(await desk.double.summary() == [])
      try screen.press("a")
      try await screen.see("Sync with team?")
      try screen.press("y")
      // The cluster stays: nobody has agreed to send its kubeconfig.
      try await screen.see("✓ create there  shop")
      #expect(await desk.double.summary() == ["shop"])

      try screen.press("Y")
      try await screen.see("[ ] send the kubeconfigs")
      try screen.press("g", "space")
      try await screen.see("[x] send the kubeconfigs")
      try await screen.see("create there  shop/prod/default/web")
      try screen.press("a", "y")
      try await screen.see("✓ create there  shop/prod/default/web")
      #expect(await desk.double.summary().count == 3)

      try await desk.change("web") { $0.image = "web:here" }
      await desk.double.setField("image", "web:there", ofApp: "web")
      try screen.press("Y")
      try await screen.see("whose counts?")
      for text in ["before  web:1", "○ local   web:here", "○ remote  web:there"] { try await screen.see(text) }
      try screen.press("g", "r")
      try await screen.see("● remote  web:there")
      try screen.press("l")
      try await screen.see("● local   web:here")
      try await screen.see("→ image: web:there → web:here")
      try screen.press("a", "y")
      try await screen.see("✓ change  shop/prod/default/web")
      #expect(await desk.double.summary().contains { $0.contains("web:here") })

      try await desk.store.deleteApp(try #require(try await desk.store.apps().first).id)
      try screen.press("Y")
      try await screen.see("[ ] delete there  shop/prod/default/web")
      try screen.press("a")
      try await screen.see("1 wait")
      try screen.press("n")
      try screen.press("g", "space")
      try await screen.see("[x] delete there")
      try screen.press("a")
      try await screen.see("This takes something away:")
      try screen.press("y")
      try await screen.see("✓ delete there  shop/prod/default/web")
      #expect(await desk.double.summary().count == 2)
      try screen.press("esc")
      try await screen.gone("Sync with team")
    }
  }

  @Test("a server that is away is told, in the header too, and what was changed meanwhile goes there when it is back")
  @LoopActor func offline() async throws {
    let desk = try await Desk(interval: 60)
    await desk.double.setAway(true)
    try await desk.run { screen in
      try await screen.see("⇄ offline for")
      try screen.press("Y")
      try await screen.see("!")
      await desk.double.setAway(false)
      desk.clock.tick()
      try await screen.see("⇄ synced")
      #expect(await desk.double.summary() == ["shop"])
    }
  }

  @Test("by itself it changes what is beyond doubt, and neither decides a conflict nor deletes")
  @LoopActor func byItself() async throws {
    let desk = try await Desk(interval: 60)
    var options = SyncOptions()
    options.sendsKubeconfigs = true
    let remote = try await desk.engine.remote(named: nil)
    _ = try await desk.engine.sync(with: remote, options, allows: { _ in [] })
    try await desk.change("web") {
      $0.image = "web:here"
      $0.replicas = 3
    }
    await desk.double.setField("image", "web:there", ofApp: "web")
    try await desk.run { screen in
      try await screen.see("⇄ 1 conflict")
      #expect(await desk.double.summary().contains { $0.contains(#""replicas":3"#) && $0.contains("web:there") })
      try await desk.change("web") { $0.image = "web:there" }
      desk.clock.tick()
      try await screen.see("⇄ synced")
      try await desk.store.deleteApp(try #require(try await desk.store.apps().first).id)
      desk.clock.tick()
      try await screen.see("⇄ 1 to agree to")
      #expect(await desk.double.summary().count == 3)
    }
  }
}

/// A store with a project, a cluster and an app, and a server that it is to be synced with.
private struct Desk: Sendable {
  let double = RemoteDouble()
  let store: Store
  let engine: Engine
  let clock = SyncClock()

  init(interval: Int? = nil) async throws {
    let (double, clock) = (double, clock)
    store = try Store.temporary(now: { clock.date })
    engine = Engine(
      store: store,
      surroundings: Engine.Surroundings(
        transport: { _ in double }, clock: ContinuousClock(), now: { clock.date }, author: "ada@laptop",
        environment: [:]))
    let project = try await store.createProject(name: "shop")
    let cluster = try await store.createCluster(
      Cluster(projectID: project.id, name: "prod", endpoint: "", context: "", createdAt: project.createdAt),
      kubeconfig: "planted-kubeconfig")
    _ = try await store.createApp(
      App(
        clusterID: cluster.id, name: "web", configuration: AppConfiguration(image: "web:1"),
        createdAt: project.createdAt))
    _ = try await store.setRemote(
      named: "team", url: "http://team", token: RemoteDouble.token, interval: interval)
  }

  /// Runs the program until the body has ended.
  @LoopActor func run(_ body: @LoopActor (Watched) async throws -> Void) async throws {
    // Wide enough for the header to say what goes well beside what does not.
    let screen = MemoryScreen(size: Size(width: 160, height: 40))
    let clock = clock
    let program = Program(engine: engine, screen: screen, clock: clock, now: { clock.date })
    let running = Task { await program.run() }
    defer { running.cancel() }
    while screen.onEvent == nil { await Task.yield() }
    let watched = Watched(screen: screen)
    try await watched.see("Apps")
    try await body(watched)
    program.send(.command(.quit))
    await running.value
  }

  func change(_ name: String, _ body: @Sendable (inout AppConfiguration) -> Void) async throws {
    guard let app = try await store.apps().first(where: { $0.name == name }) else { return }
    var configuration = app.configuration
    body(&configuration)
    _ = try await store.updateApp(app.id, configuration: configuration)
  }
}

/// A screen that keys are pressed at, and that is looked at until it shows something.
@LoopActor private struct Watched {
  let screen: MemoryScreen

  func press(_ names: String...) throws {
    for name in names { screen.onEvent?(.key(try #require(Key(parsing: name)))) }
  }

  func see(_ text: String) async throws { try await wait("never saw “\(text)”") { $0.contains(text) } }
  func gone(_ text: String) async throws { try await wait("still sees “\(text)”") { !$0.contains(text) } }

  private func wait(_ complaint: String, until isMet: (String) -> Bool) async throws {
    for _ in 0..<6000 {
      if isMet(screen.text) { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("\(complaint) in\n\(screen.text)")
    throw CancellationError()
  }
}

/// What is slept for long ends with a tick, which is as long.
private final class SyncClock: Clock {
  private let state = Mutex((ticks: 0, slept: 0, date: Date(timeIntervalSince1970: 1_800_000_000)))
  let minimumResolution = Duration.zero
  var now: ContinuousClock.Instant { ContinuousClock.now }

  var date: Date { state.withLock { $0.date } }

  func tick() {
    state.withLock { state in
      state.ticks += 1
      state.date += 60
    }
  }

  func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
    let duration = deadline - now
    guard duration > .seconds(5) else { return try await Task.sleep(for: duration) }
    // A tick that came before is not lost.
    while !state.withLock({ state in
      defer { state.slept = state.ticks }
      return state.ticks > state.slept
    }) { try await Task.sleep(for: .milliseconds(5)) }
  }
}
