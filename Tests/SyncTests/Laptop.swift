import Foundation
import HTTP
import Model
import RemoteDouble
import Storage
import Synchronization
import TestSupport

@testable import Sync

/// A store with a server: one person's machine.
struct Laptop: Sendable {
  let store: Store
  let remote: RemoteID
  let transport: UnreliableTransport

  /// - Parameter server: the double, or what leads to it.
  init(_ server: any HTTPTransport) async throws {
    store = try Store.temporary(now: { Date(timeIntervalSince1970: 1_800_000_000) })
    remote = try await store.setRemote(named: "team", url: "http://double", token: RemoteDouble.token, interval: nil).id
    transport = UnreliableTransport(server)
  }

  var driver: SyncDriver {
    SyncDriver(
      store: store, client: RemoteClient(transport: transport, token: RemoteDouble.token, clock: NoWait()),
      remote: remote, now: { Date(timeIntervalSince1970: 1_800_000_000) })
  }

  @discardableResult
  func sync(
    _ options: SyncOptions = .all, allows: Bool = true
  ) async throws -> SyncReport {
    let plan = try await driver.plan(options)
    return try await driver.apply(plan, allows: { _ in allows })
  }

  func addProject(_ name: String, cluster: String) async throws -> Cluster {
    let project = try await store.createProject(name: name)
    return try await store.createCluster(
      Cluster(projectID: project.id, name: cluster, endpoint: "https://c", context: "c", createdAt: project.createdAt),
      kubeconfig: "planted-kubeconfig")
  }

  func addApp(_ name: String, _ configuration: AppConfiguration, on cluster: ClusterID) async throws -> App {
    try await store.createApp(
      App(
        clusterID: cluster, name: name, configuration: configuration,
        createdAt: Date(timeIntervalSince1970: 1_800_000_000)))
  }

  func change(_ name: String, _ body: (inout AppConfiguration) -> Void) async throws {
    guard let app = try await store.apps().first(where: { $0.name == name }) else { return }
    var configuration = app.configuration
    body(&configuration)
    _ = try await store.updateApp(app.id, configuration: configuration)
  }

  /// Everything that is synced, without ids and times.
  func summary() async throws -> [String] {
    let (tree, _) = Walk.here(try await store.syncedRecords())
    return tree.entries.map { subject, entry in
      subject + " " + entry.fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }.sorted()
  }
}

extension SyncOptions {
  static var all: SyncOptions {
    var options = SyncOptions()
    options.sendsKubeconfigs = true
    return options
  }
}

/// Loses replies, and dies, when it is told to.
final class UnreliableTransport: HTTPTransport {
  enum Fault: Hashable, Sendable {
    /// The server did it, and nobody heard.
    case replyLost
    /// The process died before the request, and all later ones fail: a crash.
    case deadBefore
    /// The process died after the request.
    case deadAfter
  }

  private let base: any HTTPTransport
  private struct State {
    var fault: Fault?
    var countdown = 0
    var countsReads = true
    var isDead = false
    var count = 0
  }

  private let state = Mutex(State())

  init(_ base: any HTTPTransport) {
    self.base = base
  }

  /// The fault comes with the request of that number, from 0.
  func arm(_ fault: Fault?, at request: Int) {
    state.withLock { $0 = State(fault: fault, countdown: request) }
  }

  /// The fault comes with the write of that number, from 0.
  func arm(_ fault: Fault?, atWrite write: Int) {
    state.withLock { $0 = State(fault: fault, countdown: write, countsReads: false) }
  }

  func disarm() { state.withLock { $0 = State() } }

  /// How many requests there were since it was armed.
  var count: Int { state.withLock { $0.count } }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let fault: Fault? = try take(request)
    let response = try await base.send(request)
    switch fault {
    case .replyLost: throw .closedEarly(reason: "after 15 s")
    case .deadAfter: throw .cancelled
    default: return response
    }
  }

  private func take(_ request: HTTPRequest) throws(HTTPError) -> Fault? {
    let outcome: (fault: Fault?, isDead: Bool) = state.withLock { state in
      if state.isDead { return (nil, true) }
      guard state.countsReads || request.method != .get else { return (nil, false) }
      defer { state.count += 1 }
      guard let fault = state.fault, state.count == state.countdown else { return (nil, false) }
      state.isDead = fault != .replyLost
      return (fault, fault == .deadBefore)
    }
    guard !outcome.isDead else { throw .cancelled }
    return outcome.fault
  }

  func openWebSocket(_ request: HTTPRequest, subprotocols: [String]) async throws(HTTPError) -> any WebSocket {
    try await base.openWebSocket(request, subprotocols: subprotocols)
  }
}

/// Nobody waits.
struct NoWait: Clock {
  let minimumResolution = Duration.zero
  var now: ContinuousClock.Instant { ContinuousClock.now }

  func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
  }
}
