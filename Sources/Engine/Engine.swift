import Foundation
import HTTP
import Kubernetes
import Model
import Storage
import Synchronization

/// The use cases. The screen and the commands call the same ones, and it knows neither.
package final class Engine: Sendable {
  package let store: Store
  /// What the engine takes from outside, so that all of it runs in a test.
  package struct Surroundings: Sendable {
    package var transport: @Sendable (HTTPEndpoint) -> any HTTPTransport
    package var clock: any Clock<Duration>
    package var now: @Sendable () -> Date
    /// Who is written into revisions: `user@host`.
    package var author: String
    package var environment: [String: String]
    /// How long a deploy must stay up before it counts as done.
    package var vigil: Duration
    /// What the world's DNS says of a host name, within seconds.
    package var lookUp: @Sendable (String) async -> HostAnswer
    /// Where a kubeconfig's command for credentials may ask the person.
    package var terminal: PluginTerminal

    package init(
      transport: @escaping @Sendable (HTTPEndpoint) -> any HTTPTransport,
      clock: any Clock<Duration> = ContinuousClock(),
      now: @escaping @Sendable () -> Date = { Date() }, author: String, environment: [String: String] = [:],
      vigil: Duration = .seconds(75), terminal: PluginTerminal = PluginTerminal(),
      lookUp: @escaping @Sendable (String) async -> HostAnswer = { _ in .failed("nobody is asked") }
    ) {
      self.transport = transport
      self.clock = clock
      self.now = now
      self.author = author
      self.environment = environment
      self.vigil = vigil
      self.lookUp = lookUp
      self.terminal = terminal
    }
  }

  let surroundings: Surroundings
  private let clients: Clients
  /// What a person has typed to change a protected cluster.
  private let confirmation: Confirmation?
  /// False while something is undone: that turns an entry round and makes none.
  let keepsJournal: Bool
  /// Where clusters' warnings go.
  private let warnings: Warnings?

  package init(store: Store, surroundings: Surroundings) {
    self.store = store
    self.surroundings = surroundings
    clients = Clients()
    confirmation = nil
    keepsJournal = true
    warnings = nil
  }

  private init(_ engine: Engine, confirmation: Confirmation?, keepsJournal: Bool = true, warnings: Warnings?) {
    store = engine.store
    surroundings = engine.surroundings
    clients = engine.clients
    self.confirmation = confirmation
    self.keepsJournal = keepsJournal
    self.warnings = warnings
  }

  /// The same engine, for the use cases that an undo is made of.
  var withoutJournal: Engine { Engine(self, confirmation: confirmation, keepsJournal: false, warnings: warnings) }

  private struct Confirmation: Sendable {
    let cluster: ClusterID
    let name: String
  }

  /// One client for a cluster, so that its connections are shared, by every copy of the engine, with what it was told that
  /// it may do.
  private final class Clients: Sendable {
    let all = Mutex<[ClusterID: (client: KubernetesClient, access: AccessCache)]>([:])
  }

  /// The same engine for one action of a person who has typed the name of a protected cluster. The cluster's client decides
  /// whether it is the right one.
  package func confirmed(_ cluster: ClusterID, by name: String) -> Engine {
    Engine(
      self, confirmation: Confirmation(cluster: cluster, name: name), keepsJournal: keepsJournal, warnings: warnings)
  }

  /// The same engine for one action, which is told what clusters warn of meanwhile (`Warning` headers, as an admission webhook or
  /// a deprecated API sends them): each text once, and harmless to show.
  package func warning(_ tell: @escaping @Sendable (String) async -> Void) -> Engine {
    Engine(self, confirmation: confirmation, keepsJournal: keepsJournal, warnings: Warnings(tell))
  }

  private final class Warnings: Sendable {
    private let tell: @Sendable (String) async -> Void
    private let told = Mutex<Set<String>>([])

    init(_ tell: @escaping @Sendable (String) async -> Void) {
      self.tell = tell
    }

    func arrived(_ text: String) async {
      let text = text.neutralised()
      if told.withLock({ $0.insert(text).inserted }) { await tell(text) }
    }
  }

  /// Whether a person has typed the name of that protected cluster for this action.
  func isConfirmed(_ cluster: Cluster) -> Bool {
    confirmation?.cluster == cluster.id && confirmation?.name == cluster.name
  }

  package var now: Date { surroundings.now() }
  /// What children get to see: without the variables that hold secrets.
  package var environment: [String: String] { surroundings.environment }

  package var terminal: PluginTerminal { surroundings.terminal }

  /// The client of a cluster, from its stored kubeconfig.
  package func client(of id: ClusterID) async throws(EngineError) -> KubernetesClient {
    let client = try await tellingClient(of: id)
    guard let confirmation, confirmation.cluster == id else { return client }
    return client.confirmed(by: confirmation.name)
  }

  /// For what changes a cluster.
  ///
  /// - Throws: `.confirmationRequired`, before anything is stored or sent.
  func changingClient(of id: ClusterID) async throws(EngineError) -> KubernetesClient {
    let client = try await client(of: id)
    try await asked(client) { () throws(KubernetesError) in try client.checkConfirmation() }
    return client
  }

  /// For the rest of a deploy that was confirmed when it was begun.
  func settlingClient(of id: ClusterID) async throws(EngineError) -> KubernetesClient {
    let client = try await tellingClient(of: id)
    return client.confirmed(by: client.cluster)
  }

  /// What the credentials of a cluster are allowed to do, as it has said.
  func accessCache(of id: ClusterID) async throws(EngineError) -> AccessCache {
    try await shared(id).access
  }

  private func tellingClient(of id: ClusterID) async throws(EngineError) -> KubernetesClient {
    let client = try await shared(id).client
    return warnings.map { client.warning($0.arrived) } ?? client
  }

  private func shared(
    _ id: ClusterID
  ) async throws(EngineError) -> (client: KubernetesClient, access: AccessCache) {
    let cluster = try await stored { () throws(StoreError) in try await store.cluster(id) }
    let access: AccessPolicy = cluster.isReadOnly ? .readOnly : cluster.isProtected ? .protected : .full
    // What may be sent to a cluster may have been changed since, also by another process.
    if let known = clients.all.withLock({ $0[id] }), known.client.access == access { return known }
    let connection = try await connection(of: cluster)
    if connection.isInsecure != cluster.isInsecure {
      // The badge is a convenience: what cannot be written now is written the next time.
      try? await store.setInsecure(connection.isInsecure, of: id)
    }
    if let plugin = connection.execPlugin, await !Self.consent(to: id, in: store).allows(plugin) {
      throw .pluginNotAllowed(cluster: cluster.name, plugin.shown)
    }
    let made = client(named: cluster.name, access: access, for: connection) { [store] in
      await Self.consent(to: id, in: store)
    }
    // Somebody else may have made one in the meantime: the first stays.
    return clients.all.withLock { clients in
      if let first = clients[id], first.client.access == access { return first }
      let shared = (client: made, access: AccessCache(made))
      // Locked in the meantime: it goes with whoever asked for it.
      if !store.isLocked { clients[id] = shared }
      return shared
    }
  }

  /// What the stored kubeconfig of a cluster leads to.
  func connection(of cluster: Cluster) async throws(EngineError) -> ClusterConnection {
    let kubeconfig = try await stored { () throws(StoreError) in try await store.kubeconfig(of: cluster.id) }
    guard !kubeconfig.isEmpty else { throw .noKubeconfig(cluster: cluster.name) }
    do {
      return try Kubeconfig(parsing: kubeconfig).connection(environment: surroundings.environment)
    } catch {
      throw .kubeconfig(error)
    }
  }

  /// What cannot be read was not agreed to.
  private static func consent(to id: ClusterID, in store: Store) async -> PluginConsent {
    guard let fingerprint = try? await store.agreedPlugin(of: id) else { return .none }
    return .given(fingerprint: fingerprint)
  }

  /// - Parameter consent: asked whenever a plugin would run.
  func client(
    named name: String, access: AccessPolicy = .full, for connection: ClusterConnection,
    consent: @escaping @Sendable () async -> PluginConsent
  ) -> KubernetesClient {
    KubernetesClient(
      connection, cluster: name, access: access,
      plugins: PluginSurroundings(
        now: surroundings.now, terminal: surroundings.terminal, isAllowed: { await consent().allows($0) }),
      timing: Timing(clock: surroundings.clock), transport: surroundings.transport)
  }

  func forgetClients() {
    clients.all.withLock { $0 = [:] }
  }

  func forgetClient(of id: ClusterID) {
    clients.all.withLock { $0[id] = nil }
  }

  /// Runs a step of the store with its errors as ours.
  func stored<R>(_ body: () async throws(StoreError) -> R) async throws(EngineError) -> R {
    do {
      return try await body()
    } catch {
      throw .store(error)
    }
  }

  /// Runs a step of a cluster with its errors as ours.
  func asked<R>(_ client: KubernetesClient, _ body: () async throws(KubernetesError) -> R) async throws(EngineError)
    -> R
  {
    do {
      return try await body()
    } catch .cancelled {
      throw .cancelled
    } catch {
      throw .cluster(client.cluster, error)
    }
  }
}
