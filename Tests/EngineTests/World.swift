import Foundation
import HTTP
import JSON
import Kubernetes
import Model
import Simulator
import Storage
import Synchronization
import Testing

@testable import Engine

/// An engine on a simulated cluster. Time moves only in `drive`, as fast as the machine can.
struct World: Sendable {
  let clock = ManualClock()
  let simulated: SimulatedCluster
  /// A second cluster, for what goes from one to another.
  let staging: SimulatedCluster
  let store: Store
  let engine: Engine
  let clusterID: ClusterID
  let stagingID: ClusterID

  static let secret = "s3cr3t"

  init(store: Store? = nil, options: ClusterOptions = .init()) async throws {
    let clock = clock
    let now = World.wallClock(of: clock)
    simulated = SimulatedCluster(clock: clock, options: options)
    staging = SimulatedCluster(clock: clock)
    let store = try store ?? Store.temporary(now: now)
    self.store = store
    engine = World.engine(on: simulated, staging, clock, store)
    let project = try await store.createProject(name: "shop")
    clusterID = try await World.record("production", of: simulated, in: project, store, at: now())
    stagingID = try await World.record("staging", of: staging, in: project, store, at: now())
  }

  private static func record(
    _ name: String, of cluster: SimulatedCluster, in project: Project, _ store: Store, at date: Date
  ) async throws -> ClusterID {
    let kubeconfig = """
      apiVersion: v1
      kind: Config
      current-context: c
      clusters: [{name: c, cluster: {server: "https://\(name).test"}}]
      users: [{name: admin, user: {token: "\(cluster.adminToken)"}}]
      contexts: [{name: c, context: {cluster: c, user: admin}}]
      """
    let record = Cluster(
      projectID: project.id, name: name, endpoint: "https://\(name).test", context: "c", createdAt: date)
    return try await store.createCluster(record, kubeconfig: kubeconfig).id
  }

  /// Another process, as far as the engine can tell.
  func engine(
    store: Store? = nil, through wrap: @escaping @Sendable (any HTTPTransport) -> any HTTPTransport = { $0 },
    lookUp: @escaping @Sendable (String) async -> HostAnswer = { _ in .noSuchName }
  ) -> Engine {
    World.engine(on: simulated, staging, clock, store ?? self.store, wrap, lookUp)
  }

  private static func engine(
    on simulated: SimulatedCluster, _ staging: SimulatedCluster, _ clock: ManualClock, _ store: Store,
    _ wrap: @escaping @Sendable (any HTTPTransport) -> any HTTPTransport = { $0 },
    _ lookUp: @escaping @Sendable (String) async -> HostAnswer = { _ in .noSuchName }
  ) -> Engine {
    Engine(
      store: store,
      surroundings: .init(
        transport: { endpoint in
          wrap((endpoint.server.host() == "staging.test" ? staging : simulated).transport())
        }, clock: clock, now: wallClock(of: clock), author: "ada@laptop", lookUp: lookUp))
  }

  private static func wallClock(of clock: ManualClock) -> @Sendable () -> Date {
    { Date(timeIntervalSince1970: 1_800_000_000 + Double(clock.now.offset.components.seconds)) }
  }

  /// Runs `body` and lets time pass, second by second, until it has ended.
  ///
  /// Between two seconds the tasks get a moment to act on the first. A slow machine makes them act later in simulated
  /// time, which no expectation may depend on.
  func drive<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
    let hasEnded = Mutex(false)
    let task = Task {
      defer { hasEnded.withLock { $0 = true } }
      return try await body()
    }
    let start = clock.now
    while !hasEnded.withLock({ $0 }) {
      await advance()
      try await Task.sleep(for: .milliseconds(1))
      guard start.duration(to: clock.now) < .seconds(7200) else {
        task.cancel()
        throw Stuck()
      }
    }
    return try await task.value
  }

  struct Stuck: Error {}

  /// Lets time pass.
  func wait(_ duration: Duration) async throws {
    let deadline = clock.now.advanced(by: duration)
    while clock.now < deadline {
      await advance()
      try await Task.sleep(for: .milliseconds(1))
    }
  }

  private func advance() async {
    await simulated.advance(by: .seconds(1))
    await staging.advance(by: .zero)
  }

  // MARK: Apps

  func app(_ configuration: AppConfiguration, secrets: [String: String] = [:]) async throws -> App {
    let app = try await engine.createApp(
      AppDraft(clusterID: clusterID, name: "web", namespace: "default", configuration: configuration))
    for (key, value) in secrets { try await store.setSecret(key, to: value, of: app.id) }
    return app
  }

  func deploy(_ app: App, _ change: (inout AppConfiguration) -> Void = { _ in }) async throws -> Revision {
    var configuration = try await store.app(app.id).configuration
    change(&configuration)
    _ = try await engine.updateApp(app.id, configuration: configuration)
    return try await drive { try await engine.deploy(app.id) }
  }

  /// Deploys something that cannot work, and returns why it did not.
  func failure(of app: App, _ change: (inout AppConfiguration) -> Void) async throws -> EngineError {
    do {
      let revision = try await deploy(app, change)
      throw Unexpected(revision: revision)
    } catch let error as EngineError {
      return error
    }
  }

  struct Unexpected: Error {
    let revision: Revision
  }

  var client: KubernetesClient { KubernetesClient(transport: simulated.transport(), cluster: "test") }
  var stagingClient: KubernetesClient { KubernetesClient(transport: staging.transport(), cluster: "staging") }

  /// nil where the cluster has none.
  func object(_ resource: Resource, _ name: String) async throws -> JSON? {
    do {
      return try await client.object(resource, name, in: "default")
    } catch .notFound {
      return nil
    }
  }

  func liveRevision() async throws -> Int? {
    let annotations = try await object(.deployments, "web")?["metadata"]?["annotations"]
    return annotations?[Labels.revision]?.string.flatMap(Int.init)
  }

  func liveSecrets() async throws -> [String: String] {
    let data = try await object(.secrets, "web-secrets")?["data"]?.object ?? [:]
    return data.compactMapValues { value in
      value.string.flatMap { Data(base64Encoded: $0) }.map { String(decoding: $0, as: UTF8.self) }
    }
  }

  func outcomes(of app: App) async throws -> [Revision.Outcome] {
    try await store.revisions(of: app.id).reversed().map(\.outcome)
  }
}
