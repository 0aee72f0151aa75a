import HTTP
import Model
import RemoteDouble
import SimulatorServer
import Synchronization
import Testing

@testable import Sync

@Suite("a deploy by the server, over a socket")
struct RemoteDeployTests {
  static let web = AppPath(project: "shop", cluster: "prod", namespace: "default", name: "web")

  struct Row: Sendable {
    let fate: DeployFate
    let statuses: [String]
    let outcome: RemoteOutcome
  }

  @Test(
    "is followed by its status to its end",
    arguments: [
      Row(fate: .runs, statuses: ["deploying", "verifying", "running"], outcome: .runs(revision: 2)),
      Row(
        fate: .runsAfterHook, statuses: ["deploying", "running_predeploy", "verifying", "running"],
        outcome: .runs(revision: 2)),
      Row(
        fate: .fails, statuses: ["deploying", "verifying", "failed"],
        outcome: .failed(revision: 2, reason: "the pods do not become ready")),
      Row(
        fate: .rollsBack, statuses: ["deploying", "verifying", "rolling_back", "running"],
        outcome: .rolledBack(revision: 2, to: 3)),
    ])
  func status(row: Row) async throws {
    try await Self.served { double, ada, heard in
      await double.setFate(row.fate)
      let outcome = try await Self.deploy(double, ada, heard)
      #expect(outcome == row.outcome)
      #expect(heard.statuses == row.statuses)
    }
  }

  @Test("shows every line once, over cuts and a pod that is replaced")
  func log() async throws {
    try await Self.served { double, ada, heard in
      await double.write("before", by: "web")
      var script: [Script.Act] = []
      var expected: [String] = []
      for number in 0..<60 {
        script.append(.write(number % 4 == 0 ? "tick" : "line \(number)"))
        expected.append(number % 4 == 0 ? "tick" : "line \(number)")
        if number % 7 == 3 { script.append(.cut) }
        if number % 29 == 20 {
          script.append(.replacePod(after: "line \(number + 1)"))
          script.insert(.write("line \(number + 1)"), at: script.count - 1)
          expected += ["line \(number + 1)", "(gap)"]
        }
      }
      let outcome = try await Self.deploy(double, ada, heard, script)
      #expect(outcome == .runs(revision: 2))
      #expect(heard.lines == expected)
    }
  }

  @Test("a lost answer is settled by asking, and never begun twice")
  func lost() async throws {
    try await Self.served { double, ada, heard in
      await double.setSlow(writes: ["/api/apps/\(Quirk.app)/deploy"])
      let outcome = try await Self.deploy(double, ada, heard)
      #expect(outcome == .runs(revision: 2))
      #expect(await double.log.filter { $0 == "POST /api/apps/\(Quirk.app)/deploy" }.count == 2)
    }
  }

  @Test("what the server has otherwise, or would not survive, is told before it is asked")
  func differs() async throws {
    try await Self.served { double, ada, _ in
      #expect(try await ada.driver.state(of: Self.web) == RemoteState(differences: [], problems: []))
      try await ada.change("web") { $0.image = "web:9" }
      #expect(try await ada.driver.state(of: Self.web)?.differences == ["image"])
      await double.setField("cpu_request", "lots", ofApp: "web")
      #expect(try await ada.driver.state(of: Self.web)?.problems.isEmpty == false)
      let other = AppPath(project: "shop", cluster: "prod", namespace: "default", name: "api")
      #expect(try await ada.driver.state(of: other) == nil)
    }
  }

  @Test("goes back to an earlier revision, and lists those of the server")
  func rollBack() async throws {
    try await Self.served { double, ada, heard in
      _ = try await Self.deploy(double, ada, heard)
      let script = Script(double, heard, [])
      let outcome = try await ada.driver.rollBack(Self.web, to: 1, clock: script.clock, tell: heard.tell)
      #expect(outcome == .runs(revision: 3))
      let revisions = try await ada.driver.revisions(of: Self.web, limit: 10)
      #expect(revisions.map(\.number) == [3, 2, 1])
      #expect(revisions.map(\.isCurrent) == [true, false, false])
      await #expect(throws: SyncError.remote(.refused(status: 404, message: "it has no revision 99"))) {
        try await ada.driver.rollBack(Self.web, to: 99, clock: script.clock, tell: heard.tell)
      }
    }
  }

  @Test("a cluster that is being tested is told as such")
  func pending() async throws {
    try await Self.served { double, ada, heard in
      await double.setPending(true)
      await #expect(throws: SyncError.remote(.pending)) { try await Self.deploy(double, ada, heard) }
    }
  }

  // MARK: Setting

  /// A server with the app `web` at revision 1, and a machine that is in sync with it.
  private static func served(
    _ body: @Sendable (RemoteDouble, Laptop, Heard) async throws -> Void
  ) async throws {
    let double = RemoteDouble()
    try await SocketServer.run(serving: double) { server in
      let ada = try await Laptop(try QuirkTests.curl(server))
      let cluster = try await ada.addProject("shop", cluster: "prod")
      _ = try await ada.addApp("web", AppConfiguration(image: "web:1", port: 8080), on: cluster.id)
      try await ada.sync()
      _ = try await deploy(double, ada, Heard())
      try await body(double, ada, Heard())
    }
  }

  private static func deploy(
    _ double: RemoteDouble, _ ada: Laptop, _ heard: Heard, _ script: [Script.Act] = []
  ) async throws -> RemoteOutcome {
    let script = Script(double, heard, script)
    return try await ada.driver.deploy(web, clock: script.clock, tell: heard.tell)
  }
}

/// What was told of a deploy.
private final class Heard: Sendable {
  private let events = Mutex<[RemoteDeployEvent]>([])

  var tell: @Sendable (RemoteDeployEvent) -> Void {
    { event in self.events.withLock { $0.append(event) } }
  }

  var statuses: [String] {
    events.withLock { $0.compactMap { if case .status(let status) = $0 { status } else { nil } } }
  }

  var lines: [String] {
    events.withLock { events in
      events.compactMap { event in
        switch event {
        case .line(let line): line
        case .gap: "(gap)"
        case .status: nil
        }
      }
    }
  }
}

/// What happens at the server, one thing each time somebody waits; then the deploy goes on to its end.
private actor Script {
  enum Act: Sendable {
    case write(String)
    case cut
    /// Once that line was heard: what a pod wrote before nobody read it is gone with it.
    case replacePod(after: String)
  }

  private let double: RemoteDouble
  private let heard: Heard
  private var acts: ArraySlice<Act>

  init(_ double: RemoteDouble, _ heard: Heard, _ acts: [Act]) {
    (self.double, self.heard, self.acts) = (double, heard, acts[...])
  }

  nonisolated var clock: some Clock<Duration> { ScriptClock { await self.next() } }

  private func next() async {
    switch acts.first {
    case nil: await double.advanceDeploys()
    case .write(let line):
      acts.removeFirst()
      await double.write(line, by: "web")
    case .cut:
      acts.removeFirst()
      await double.cutStreams()
    case .replacePod(let line):
      guard heard.lines.last == line else { return await Task.yield() }
      acts.removeFirst()
      await double.replacePod(of: "web")
    }
  }
}

private struct ScriptClock: Clock {
  let minimumResolution = Duration.zero
  let next: @Sendable () async -> Void
  var now: ContinuousClock.Instant { ContinuousClock.now }

  init(_ next: @escaping @Sendable () async -> Void) { self.next = next }

  func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    await next()
  }
}
