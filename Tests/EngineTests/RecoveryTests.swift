import Kubernetes
import Model
import Testing

@testable import Engine

@Suite("a deploy whose process is killed is settled by the next start")
struct RecoveryTests {
  /// What is being deployed when the process dies.
  enum Deed: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case good, broken, brokenHook, rollback

    var testDescription: String { rawValue }

    func change(_ configuration: inout AppConfiguration) {
      switch self {
      case .good, .rollback:
        configuration.image = "ghcr.io/acme/web:2"
        configuration.preDeployCommand = "echo migrated"
      case .broken: configuration.image = "local/broken:2"
      case .brokenHook: configuration.preDeployCommand = "exit 1"
      }
    }
  }

  /// A world in which revision 1 runs well and the next one is about to be deployed.
  private func prepared(_ deed: Deed) async throws -> (World, App) {
    let world = try await World()
    let app = try await world.app(
      .init(image: "ghcr.io/acme/web:1", port: 8080), secrets: ["KEY": "1"])
    _ = try await world.deploy(app)
    var configuration = app.configuration
    deed.change(&configuration)
    _ = try await world.engine.updateApp(app.id, configuration: configuration)
    try await world.store.setSecret("KEY", to: "2", of: app.id)
    if deed == .rollback { _ = try await world.drive { try await world.engine.deploy(app.id) } }
    return (world, app)
  }

  /// Does the deed in a process that the switch kills.
  ///
  /// - Returns: whether it was killed before it had finished.
  private func perform(
    _ deed: Deed, _ world: World, _ app: App, _ killSwitch: KillSwitch, _ tell: @escaping RolloutListener = { _ in }
  ) async throws -> Bool {
    let engine = world.engine(through: killSwitch.wrap)
    return try await world.drive {
      let task = Task {
        if deed == .rollback { return try await engine.rollback(app.id, to: 1, tell: tell) }
        return try await engine.deploy(app.id, tell: tell)
      }
      killSwitch.onDeath { task.cancel() }
      _ = await task.result
      return killSwitch.isDead
    }
  }

  /// What the next start does, on a screen that stays open.
  private func restart(_ world: World) async throws {
    let engine = world.engine()
    try await world.drive {
      for revision in try await engine.settle(world.clusterID) { try? await engine.resume(revision) }
    }
  }

  /// Whether the store tells the truth about the cluster, and nothing is left open.
  private func expectTruth(_ world: World, _ app: App, after before: Int, _ when: String) async throws {
    let record = try await world.store.app(app.id)
    let revisions = try await world.store.revisions(of: app.id)
    #expect(!record.status.isUnsettled, "\(when): \(record.status)")
    #expect(revisions.allSatisfy { $0.outcome != .deploying }, "\(when): \(revisions.map(\.outcome))")
    let live = try #require(try await world.liveRevision(), "\(when)")
    let running = try #require(revisions.first { $0.number == live })
    // A revision that failed without going back may be what the cluster has; nothing else may be that is not good.
    #expect(running.outcome == .success || record.status == .failed, "\(when): runs \(running)")
    if record.status == .running {
      #expect(record.currentRevision == live, "\(when)")
      // One that was killed before its revision was written has left its wish, and nothing else.
      if live > before { #expect(record.configuration == running.configuration, "\(when)") }
    } else {
      #expect(record.statusMessage?.isEmpty == false, "\(when)")
    }
    let secrets = try await world.store.secretValues(of: running.id)
    #expect(try await world.liveSecrets() == secrets, "\(when)")
    let deployment = try await world.client.get(Deployment.self, "web", in: "default")
    #expect(deployment.status.availableReplicas >= 1, "\(when): somebody always serves")
  }

  @Test("at every step", arguments: Deed.allCases, Revision.Step.allCases)
  func everyStep(deed: Deed, step: Revision.Step) async throws {
    let (world, app) = try await prepared(deed)
    let killSwitch = KillSwitch()
    let wasKilled = try await perform(deed, world, app, killSwitch) { progress in
      switch progress {
      case .began where step == .written, .step(step): killSwitch.kill()
      default: break
      }
    }
    // Of all steps that there are, only a hook is left out, by what has none.
    let hasStep = step != .runningHook || deed == .good || deed == .brokenHook
    #expect(wasKilled == hasStep, "\(deed) at \(step)")
    try await restart(world)
    try await expectTruth(world, app, after: deed == .rollback ? 2 : 1, "\(deed) at \(step)")
  }

  @Test("at every request", arguments: Deed.allCases)
  func everyRequest(deed: Deed) async throws {
    var count = 0
    while true {
      let (world, app) = try await prepared(deed)
      guard try await perform(deed, world, app, KillSwitch(after: count)) else { break }
      try await restart(world)
      try await expectTruth(world, app, after: deed == .rollback ? 2 : 1, "\(deed) after \(count) requests")
      count += 1
    }
    #expect(count > 20, "the test killed it \(count) times")
  }

  @Test("and the app can be deployed again")
  func again() async throws {
    let (world, app) = try await prepared(.good)
    let killSwitch = KillSwitch()
    _ = try await perform(.good, world, app, killSwitch) { if case .step(.applying) = $0 { killSwitch.kill() } }
    let revision = try await world.drive { try await world.engine().deploy(app.id) }
    #expect(revision.number == 3)
    #expect(revision.outcome == .success)
    try await restart(world)
    #expect(try await world.store.unsettledRevisions().isEmpty)
  }

  @Test("an older one is not brought back over one that came after it, whatever the cluster has by now")
  func overtaken() async throws {
    let (world, app) = try await prepared(.good)
    let killSwitch = KillSwitch()
    _ = try await perform(.good, world, app, killSwitch) { if case .step(.applying) = $0 { killSwitch.kill() } }
    _ = try await world.drive { try await world.engine().deploy(app.id) }
    try await world.client.delete(.deployments, "web", in: "default")
    try await restart(world)
    #expect(try await world.outcomes(of: app) == [.success, .interrupted, .success])
    #expect(try await world.store.revision(2, of: app.id).outcomeMessage?.hasPrefix("Revision 3 came after") == true)
    #expect(try await world.object(.deployments, "web") == nil)
  }

  @Test("a task's own job tells how it ended, also when it was run again since")
  func tasks() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "local/exits:1s", work: .once))
    for _ in 0..<2 { _ = try await world.engine.deploy(app.id, waits: false) }
    try await world.wait(.seconds(30))
    try await restart(world)
    #expect(try await world.outcomes(of: app) == [.success, .success])
  }

  @Test(
    "a revision's fate follows from its step and from what the cluster has",
    arguments: [
      (
        Revision.Step.written, false, 1, .waiting,
        Engine.Fate.ended(.interrupted, "It never reached the cluster, which runs revision 1.")
      ),
      (.syncingSecrets, true, 1, .waiting, .unfinished),
      (
        .runningHook, false, nil, .waiting,
        .ended(.interrupted, "It never reached the cluster. Its pre-deploy command had been started.")
      ),
      (.applying, false, 1, .complete, .unfinished), (.applying, false, 2, .complete, .unfinished),
      (.rolling, false, 2, .waiting, .rolling), (.rolling, false, 2, .complete, .ended(.success, nil)),
      (.rolling, false, 2, .failed("x"), .ended(.failed, "x")),
      (.rolling, false, nil, .waiting, .ended(.interrupted, "The cluster does not have it any more.")),
      (.rolling, false, 3, .complete, .ended(.interrupted, "Revision 3 came after it before it was seen to end.")),
    ] as [(Revision.Step, Bool, Int?, Engine.Sighting.Progress, Engine.Fate)])
  func fate(step: Revision.Step, isRollback: Bool, applied: Int?, progress: Engine.Sighting.Progress, fate: Engine.Fate)
  {
    let revision = Revision(
      appID: .init(), number: 2, configuration: .init(image: "a:1"), step: step, createdAt: .distantPast)
    #expect(
      Engine.fate(of: revision, isRollback: isRollback, seen: .init(applied: applied, progress: progress)) == fate)
  }
}
