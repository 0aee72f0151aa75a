import Engine
import Foundation
import HTTP
import Interface
import Model
import Storage
import Synchronization
import Terminal
import Testing

/// What the loop does for what comes in, counted.
@Suite("the work of the loop", .timeLimit(.minutes(5)))
struct FrameWorkTests {
  /// Nobody answers, and every question is counted.
  private final class Silence: HTTPTransport {
    private let asked = Atomic<Int>(0)
    var count: Int { asked.load(ordering: .sequentiallyConsistent) }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
      asked.add(1, ordering: .sequentiallyConsistent)
      throw .closedEarly(reason: "nobody is there")
    }

    func openWebSocket(
      _ request: HTTPRequest, subprotocols: [String]
    ) async throws(HTTPError) -> any WebSocket {
      asked.add(1, ordering: .sequentiallyConsistent)
      throw .closedEarly(reason: "nobody is there")
    }
  }

  /// A clock that stands still until it is told: no frame is due by itself.
  private final class StoppedClock: Clock {
    typealias Instant = ContinuousClock.Instant
    let minimumResolution = Duration.zero
    let now = ContinuousClock.now
    private let sleeping = Mutex<[CheckedContinuation<Void, Never>]>([])

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
      await withCheckedContinuation { continuation in sleeping.withLock { $0.append(continuation) } }
      try Task.checkCancellation()
    }

    /// Ends every sleep there is.
    func ring() {
      for sleeper in sleeping.withLock({ sleepers in
        defer { sleepers = [] }
        return sleepers
      }) { sleeper.resume() }
    }
  }

  private func store() async throws -> Store {
    let store = try Store.temporary()
    let project = try await store.createProject(name: "shop")
    let cluster = try await store.createCluster(
      Cluster(projectID: project.id, name: "prod", endpoint: "https://absent", context: "c", createdAt: Date()),
      kubeconfig: """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "https://absent:6443"}}]
        users: [{name: u, user: {token: t}}]
        contexts: [{name: c, context: {cluster: c, user: u}}]
        current-context: c
        """)
    let app = try await store.createApp(
      App(clusterID: cluster.id, name: "web", configuration: AppConfiguration(image: "web:1"), createdAt: Date()))
    let revision = try await store.beginRevision(of: app.id, configuration: app.configuration)
    try await store.finishRevision(revision.id, outcome: .success, appStatus: .running)
    return store
  }

  @Test("nothing is asked of the network before the first frame is painted")
  @LoopActor func start() async throws {
    let silence = Silence()
    let engine = Engine(
      store: try await store(), surroundings: .init(transport: { _ in silence }, author: "me@here", environment: [:]))
    let screen = MemoryScreen(size: Size(width: 120, height: 36))
    var askedBefore: Int?
    screen.onFirstFrame = { askedBefore = silence.count }
    let program = Program(engine: engine, screen: screen, clock: ContinuousClock(), now: { Date() })
    let running = Task { await program.run() }
    // The network is asked in the end: so what is counted before the first frame is worth something.
    while silence.count == 0 || screen.frameCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
    #expect(askedBefore == 0)
    program.send(.terminal(.closed))
    await running.value
  }

  private func program(_ clock: any Clock<Duration>) async throws -> (Program, MemoryScreen) {
    let engine = Engine(
      store: try Store.temporary(),
      surroundings: .init(transport: { _ in Silence() }, author: "me@here", environment: [:]))
    let screen = await MemoryScreen(size: Size(width: 120, height: 36))
    return (await Program(engine: engine, screen: screen, clock: clock, now: { Date() }), screen)
  }

  /// A thousand batches of ten lines.
  @LoopActor private func flood(_ program: Program) async {
    for batch in 0..<1_000 {
      let rows = (0..<10).map { LogRow(pod: "web-1", time: nil, text: "line \(batch * 10 + $0)") }
      program.send(.logsArrived(AppID(rawValue: "a"), rows))
      await Task.yield()
    }
  }

  @Test("a burst of ten thousand lines is two frames: one at once, and one when the interval is over")
  @LoopActor func burst() async throws {
    let clock = StoppedClock()
    let (program, screen) = try await program(clock)
    await flood(program)
    #expect(screen.frameCount == 1)
    while screen.frameCount == 1 {
      clock.ring()
      await Task.yield()
    }
    for _ in 0..<100 { await Task.yield() }
    #expect(screen.frameCount == 2)
  }

  @Test("a key is drawn at once, whatever the interval is and whatever else arrives; a burst of keys is one frame")
  @LoopActor func keys() async throws {
    let (program, screen) = try await program(StoppedClock())
    await flood(program)
    for key in ["j", "k", "j"] { program.send(.terminal(.key(Key(parsing: key)!))) }
    for _ in 0..<100 { await Task.yield() }
    #expect(screen.frameCount == 2)
    program.send(.terminal(.key(Key(parsing: "j")!)))
    for _ in 0..<100 { await Task.yield() }
    #expect(screen.frameCount == 3)
  }
}
