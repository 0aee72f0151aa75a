import Foundation
import Kubernetes
import Model
import Storage

extension Engine {
  /// Follows the apps of a cluster until the task ends: connects, watches, and goes on trying while it is away.
  package func follow(_ id: ClusterID) -> Merged<ClusterUpdate> {
    Merged([{ send in await self.follow(id, send) }])
  }

  private func follow(_ id: ClusterID, _ send: @escaping Merged<ClusterUpdate>.Send) async {
    let client: KubernetesClient
    do {
      client = try await self.client(of: id)
    } catch .pluginNotAllowed(_, let plugin) {
      await send(.consentNeeded(plugin))
      return
    } catch {
      await send(.disconnected(reason: error.explanation.text))
      return
    }
    var following: Task<Void, Never>?
    var namespaces: Set<String>?
    defer { following?.cancel() }
    // Another namespace comes into view with its first app, and goes with its last.
    for await snapshot in store.observe() {
      guard snapshot.clusters.contains(where: { $0.id == id }) else { break }
      let needed = Set(snapshot.apps.filter { $0.clusterID == id }.map(\.namespace))
      guard needed != namespaces else { continue }
      namespaces = needed
      following?.cancel()
      following = Task { await self.follow(id, client, in: needed.sorted(), send) }
    }
  }

  private enum Update: Sendable {
    case deployments(namespace: String, WatchUpdate<Deployment>)
    case pods(namespace: String, WatchUpdate<Pod>)
    /// A watch of Deployments has stayed open for a while.
    case lasted(namespace: String, opening: Int)
    case intents([AppKey: Intent])
  }

  private func follow(
    _ id: ClusterID, _ client: KubernetesClient, in namespaces: [String],
    _ send: @escaping Merged<ClusterUpdate>.Send
  ) async {
    var isGreeted = await greet(client, id, send)
    guard !namespaces.isEmpty else {
      await send(.live([:]))
      await keepGreeting(client, id, send)
      return
    }
    let options = ListOptions(labelSelector: Labels.managed)
    let (lasting, lasted) = AsyncStream<Update>.makeStream()
    let updates = Merged<Update>(
      namespaces.flatMap { namespace -> [Merged<Update>.Producer] in
        [
          { send in
            for await update in client.watch(Deployment.self, in: namespace, options) {
              await send(.deployments(namespace: namespace, update))
            }
          },
          { send in
            for await update in client.watch(Pod.self, in: namespace, options) {
              await send(.pods(namespace: namespace, update))
            }
          },
        ]
      } + [
        { send in await self.followIntents(on: id, send: { await send(.intents($0)) }) },
        { send in for await update in lasting { await send(update) } },
      ])
    var scopes = Dictionary(uniqueKeysWithValues: namespaces.map { ($0, NamespaceScope(clock: surroundings.clock)) })
    var shown: LiveView?
    var remembered: Date?
    for await update in updates {
      // Most of what changes on a busy cluster changes nothing of what is shown.
      var hasChanged = false
      let broken = scopes.values.count(where: \.isBroken)
      switch update {
      case .deployments(let namespace, let update):
        hasChanged = scopes[namespace]?.table.received(update) == true
        switch update {
        case .disconnected(let error):
          scopes[namespace]?.isBroken = true
          let trueUntil = scopes[namespace]?.link.broke(at: now, after: error.silence ?? .zero)
          // One namespace that may not be looked into any more does not make the cluster away.
          guard scopes.values.allSatisfy(\.isBroken) else { break }
          await tell(error, of: client, trueUntil: trueUntil ?? nil, send)
          isGreeted = true
          continue
        case .reconnected:
          scopes[namespace]?.link.opened(at: now) { lasted.yield(.lasted(namespace: namespace, opening: $0)) }
        case .snapshot, .changes:
          scopes[namespace]?.isBroken = false
          let isBack = scopes[namespace]?.link.told(at: now) == true
          if isBack || !isGreeted { isGreeted = await greet(client, id, send) }
        }
      case .pods(let namespace, let update): hasChanged = scopes[namespace]?.table.received(update) == true
      case .lasted(let namespace, let opening):
        guard scopes[namespace]?.link.isOpen(opening) == true else { continue }
        // Where nothing changes nothing else will ever be told, and what was seen is true again.
        if scopes[namespace]?.table.known != nil { scopes[namespace]?.isBroken = false }
        if broken == scopes.count || !isGreeted { isGreeted = await greet(client, id, send) }
      case .intents(let intents):
        for namespace in scopes.keys where scopes[namespace]?.table.received(intents) == true { hasChanged = true }
      }
      // While none answers there is no news of what runs, whatever else has changed: what was seen last stands.
      guard !scopes.values.allSatisfy(\.isBroken) else { continue }
      if broken == scopes.count { shown = nil }  // It is true as of now, even where it is the same.
      guard hasChanged || shown == nil || broken != scopes.values.count(where: \.isBroken) else { continue }
      let view = LiveView(scopes)
      guard view != shown, scopes.values.allSatisfy({ $0.table.known != nil || $0.isBroken }) else { continue }
      shown = view
      await send(.live(view.apps, unknown: view.unknown))
      // Often enough for a next start, and seldom enough that a busy cluster does not keep the disk busy.
      if remembered.map({ now.timeIntervalSince($0) > 5 }) ?? true {
        remembered = now
        await remember(view.apps, of: id)
      }
    }
  }

  /// What the store says should run on a cluster, whenever that changes.
  private func followIntents(on id: ClusterID, send: @Sendable ([AppKey: Intent]) async -> Void) async {
    var known: [App: Intent?] = [:]
    for await snapshot in store.observe() {
      let apps = snapshot.apps.filter { $0.clusterID == id }
      let asked = await intents(of: apps.filter { known[$0] == nil })
      known = Dictionary(uniqueKeysWithValues: apps.map { ($0, known[$0] ?? asked[$0.id]) })
      await send(apps.keyed { known[$0] ?? nil })
    }
  }

  /// Asks for the version, which tells at once whether the cluster answers, how fast, and what it is.
  ///
  /// - Returns: whether it answered.
  private func greet(
    _ client: KubernetesClient, _ id: ClusterID, _ send: Merged<ClusterUpdate>.Send
  ) async -> Bool {
    let clock = ContinuousClock()
    let start = clock.now
    do {
      let version = try await client.version()
      await send(.connected(serverVersion: version.gitVersion.neutralised(), latency: clock.now - start))
    } catch .forbidden {
      // Hardened clusters keep their version to themselves; that they answer is what matters.
      await send(.connected(serverVersion: "version unknown", latency: clock.now - start))
    } catch {
      guard error != .cancelled else { return false }
      await tell(error, of: client, send)
      await record(id, .error, message: error.explanation(cluster: client.cluster).text)
      return false
    }
    await record(id, .connected, message: nil)
    return true
  }

  /// Why it is away. A command for credentials that is another by now is a question, whoever has changed it.
  private func tell(
    _ error: KubernetesError, of client: KubernetesClient, trueUntil: Date? = nil,
    _ send: Merged<ClusterUpdate>.Send
  ) async {
    await send(.disconnected(reason: error.explanation(cluster: client.cluster).text, trueUntil: trueUntil))
    if case .credentials(.pluginNotAllowed(let plugin)) = error { await send(.consentNeeded(plugin)) }
  }

  /// A cluster without apps has nothing to watch; whether it answers is still worth knowing.
  private func keepGreeting(_ client: KubernetesClient, _ id: ClusterID, _ send: Merged<ClusterUpdate>.Send)
    async
  {
    while !Task.isCancelled {
      try? await surroundings.clock.sleep(for: .seconds(30))
      if !Task.isCancelled { _ = await greet(client, id, send) }
    }
  }

  private func record(_ id: ClusterID, _ status: Cluster.Status, message: String?) async {
    guard var cluster = try? await store.cluster(id), cluster.status != status || cluster.statusMessage != message
    else { return }
    cluster.status = status
    cluster.statusMessage = message
    try? await store.updateCluster(cluster)
  }
}
