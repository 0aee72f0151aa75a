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
  }

  private func follow(
    _ id: ClusterID, _ client: KubernetesClient, in namespaces: [String],
    _ send: @escaping Merged<ClusterUpdate>.Send
  ) async {
    await greet(client, id, send)
    guard !namespaces.isEmpty else {
      await send(.live([:]))
      await keepGreeting(client, id, send)
      return
    }
    let options = ListOptions(labelSelector: Labels.managed)
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
      })
    var tables = Dictionary(uniqueKeysWithValues: namespaces.map { ($0, LiveTable()) })
    var shown: [AppKey: LiveApp]?
    var link = WatchLink(clock: surroundings.clock)
    for await update in updates {
      switch update {
      case .deployments(let namespace, let update):
        tables[namespace]?.received(update)
        switch update {
        case .disconnected(let error):
          let reason = error.explanation(cluster: client.cluster).text
          await send(.disconnected(reason: reason, trueUntil: link.broke(at: now)))
        case .reconnected: link.opened(at: now) { await self.greet(client, id, send) }
        case .snapshot, .changes: if link.told(at: now) { await greet(client, id, send) }
        }
      case .pods(let namespace, let update): tables[namespace]?.received(update)
      }
      let known = tables.values.compactMap(\.apps)
      guard known.count == tables.count else { continue }
      let apps = known.reduce(into: [AppKey: LiveApp]()) { $0.merge($1) { $1 } }
      guard apps != shown else { continue }
      shown = apps
      await send(.live(apps))
      await remember(apps, of: id)
    }
  }

  /// Asks for the version, which tells at once whether the cluster answers, how fast, and what it is.
  private func greet(_ client: KubernetesClient, _ id: ClusterID, _ send: Merged<ClusterUpdate>.Send) async {
    let clock = ContinuousClock()
    let start = clock.now
    do {
      let version = try await client.version()
      await send(.connected(serverVersion: version.gitVersion.neutralised(), latency: clock.now - start))
      await record(id, .connected, message: nil)
    } catch {
      guard error != .cancelled else { return }
      let text = error.explanation(cluster: client.cluster).text
      await send(.disconnected(reason: text))
      await record(id, .error, message: text)
    }
  }

  /// A cluster without apps has nothing to watch; whether it answers is still worth knowing.
  private func keepGreeting(_ client: KubernetesClient, _ id: ClusterID, _ send: Merged<ClusterUpdate>.Send)
    async
  {
    while !Task.isCancelled {
      try? await surroundings.clock.sleep(for: .seconds(30))
      if !Task.isCancelled { await greet(client, id, send) }
    }
  }

  private func record(_ id: ClusterID, _ status: Cluster.Status, message: String?) async {
    guard var cluster = try? await store.cluster(id), cluster.status != status || cluster.statusMessage != message
    else { return }
    cluster.status = status
    cluster.statusMessage = message
    try? await store.updateCluster(cluster)
  }

  /// What was seen last, so that the next start has something to show before the network answers.
  private func remember(_ apps: [AppKey: LiveApp], of id: ClusterID) async {
    guard let data = try? JSONEncoder().encode(apps.values.sorted { $0.key < $1.key }) else { return }
    try? await store.setLastSeen(String(decoding: data, as: UTF8.self), of: "cluster \(id)", at: now)
  }

  /// What was seen of a cluster last, and when; nil for one that has never answered.
  package func lastSeen(of id: ClusterID) async -> (apps: [AppKey: LiveApp], asOf: Date)? {
    guard let seen = try? await store.lastSeen("cluster \(id)"),
      let apps = try? JSONDecoder().decode([LiveApp].self, from: Data(seen.value.utf8))
    else { return nil }
    return (Dictionary(apps.map { ($0.key, $0) }) { $1 }, seen.at)
  }
}
