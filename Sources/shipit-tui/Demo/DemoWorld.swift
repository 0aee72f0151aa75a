import Engine
import Foundation
import HTTP
import Model
import Simulator
import Storage

/// What `--demo` runs against: simulated clusters in this process, and a throw-away store that already has a past.
struct DemoWorld: Sendable {
  let engine: Engine
  private let clusters: [String: SimulatedCluster]
  private let clock: DemoClock
  private let outages: Outages

  /// The past that the demo starts with.
  private static let past = Duration.seconds(52 * 3600)

  static let momentVariable = "SHIPIT_DEMO_MOMENT"

  static func make(author: String, environment: [String: String]) async throws -> DemoWorld {
    // For pictures: the demo at a moment that does not pass.
    let moment = environment[momentVariable].flatMap { try? Date($0, strategy: .iso8601) }
    let clock = DemoClock(stands: moment != nil)
    let present = moment ?? Date()
    let start = WallTime(nanoseconds: Int64(present.timeIntervalSince1970 * 1e9)) + (.zero - past)
    let clusters = Dictionary(
      uniqueKeysWithValues: DemoPlan.clusters.enumerated().map { index, plan in
        (plan.host, SimulatedCluster(clock: clock, now: start, seed: UInt64(index + 1), options: plan.options))
      })
    // One clock for the store, the engine and the clusters, so that ages agree.
    let began = clock.now
    let startDate = present.addingTimeInterval(-Double(past.components.seconds))
    let now: @Sendable () -> Date = {
      let elapsed = began.duration(to: clock.now).components
      return startDate.addingTimeInterval(Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18)
    }
    let store = try Store.temporary(now: now)
    // So that the lock can be tried.
    try await store.addPassphrase(Passphrase("demo"), scrypt: .throwaway)
    let outages = Outages()
    let engine = Engine(
      store: store,
      surroundings: .init(
        transport: { endpoint in outages.transport(endpoint.server.host() ?? "", clusters) },
        clock: clock, now: now, author: author, environment: environment,
        // Who tries it out does not want to wait.
        vigil: .seconds(3),
        lookUp: { name in DemoPlan.names[name].map { .addresses([$0]) } ?? .noSuchName }))
    let world = DemoWorld(engine: engine, clusters: clusters, clock: clock, outages: outages)
    try await world.live(through: DemoPlan.history)
    return world
  }

  /// Plays the past: records first, then each deploy at its hour.
  private func live(through history: [DemoPlan.Step]) async throws {
    var clusterIDs: [String: ClusterID] = [:]
    for project in DemoPlan.projects {
      let record = try await engine.createProject(named: project)
      for plan in DemoPlan.clusters where plan.project == project {
        guard let cluster = clusters[plan.host] else { continue }
        let record = Cluster(
          projectID: record.id, name: plan.name, endpoint: "https://\(plan.host)", context: plan.name,
          status: .connected, createdAt: engine.now)
        let stored = try await engine.store.createCluster(
          record, kubeconfig: plan.kubeconfig(token: cluster.adminToken))
        clusterIDs[plan.name] = stored.id
      }
    }
    var apps: [String: AppID] = [:]
    var hour = 0.0
    for step in history.sorted(by: { $0.hour < $1.hour }) {
      await advance(hours: step.hour - hour)
      hour = step.hour
      guard let cluster = clusterIDs[step.cluster] else { continue }
      let key = "\(step.cluster)/\(step.name)"
      if let app = apps[key] {
        _ = try await engine.updateApp(app, configuration: step.configuration)
      } else {
        apps[key] = try await engine.createApp(
          AppDraft(clusterID: cluster, name: step.name, namespace: step.namespace, configuration: step.configuration)
        ).id
      }
      guard let app = apps[key] else { continue }
      for (name, value) in step.secrets { try await engine.setSecret(name, to: value, of: app) }
      guard step.isDeployed else { continue }
      _ = try await engine.deploy(app, message: step.message, waits: false)
      await advance(hours: 0.25)
      hour += 0.25
      for cluster in clusterIDs.values { _ = try await engine.settle(cluster) }
    }
    for plan in DemoPlan.clusters {
      guard let id = clusterIDs[plan.name], let start = plan.isAwaySince else { continue }
      await advance(hours: start - hour)
      hour = max(hour, start)
      await look(at: id)
      outages.begin(plan.host)
    }
    await advance(hours: Double(Self.past.components.seconds) / 3600 - hour)
    for plan in DemoPlan.clusters {
      guard let id = clusterIDs[plan.name] else { continue }
      if plan.isAwaySince == nil { _ = try await engine.settle(id) }
      if plan.isProtected { try await engine.store.setProtected(true, of: id) }
      if plan.isReadOnly { try await engine.store.setReadOnly(true, of: id) }
    }
  }

  /// As a screen would that was open then: what it has seen last is remembered.
  private func look(at cluster: ClusterID) async {
    for await update in engine.follow(cluster) {
      guard case .live(let apps, _) = update else { continue }
      return await engine.remember(apps, of: cluster)
    }
  }

  /// From now on the cluster of that name does not answer.
  func cut(_ name: String) {
    for plan in DemoPlan.clusters where plan.name == name { outages.begin(plan.host) }
  }

  /// It answers again.
  func mend(_ name: String) {
    for plan in DemoPlan.clusters where plan.name == name { outages.end(plan.host) }
  }

  private func advance(hours: Double) async {
    if hours > 0 { await advance(by: .seconds(hours * 3600)) }
  }

  /// Lets time pass in which everything that is due happens.
  func advance(by duration: Duration) async {
    clock.moveAhead(by: duration)
    for cluster in clusters.values { await cluster.advance(by: .zero) }
  }
}
