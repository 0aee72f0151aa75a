import Engine
import Foundation
import Model

extension State {
  /// The store has changed, here or in another process.
  mutating func load(_ new: Records) -> [Effect] {
    let known = Set((records?.clusters ?? []).map(\.id))
    let current = Set(new.clusters.map(\.id))
    let isFirst = records == nil
    records = new
    for id in known.subtracting(current) { (live[id], consents[id]) = (nil, nil) }
    permissions = permissions.filter { app($0.key) != nil }
    for id in current.subtracting(known) { live[id] = live[id] ?? ClusterLive() }
    // A person who has apps looks at apps first.
    if isFirst, !isRestored, !new.apps.isEmpty { focus = .apps }
    // The page that was open may be of an app that is gone.
    if isFirst, selectedApp == nil { pages = [] }
    if isFirst, new.projects.isEmpty, overlay == nil { overlay = .welcome(.connect) }
    return guide() + known.subtracting(current).map(Effect.forgetCluster)
      + new.clusters.map(\.id).filter { !known.contains($0) }.map(Effect.followCluster)
  }

  mutating func apply(_ update: ClusterUpdate, to cluster: ClusterID, at date: Date) -> [Effect] {
    guard self.cluster(cluster) != nil else { return [] }
    switch update {
    case .connected(let version, let latency):
      live[cluster, default: ClusterLive()].connection = .connected(version: version, latency: latency)
    case .live(let apps, let unknown):
      live[cluster, default: ClusterLive()].apps = apps
      live[cluster]?.unknownNamespaces = unknown
      live[cluster]?.asOf = date
      live[cluster]?.hasSpoken = true
    case .consentNeeded(let plugin):
      let name = self.cluster(cluster)?.name ?? ""
      let hint = "\(hint(.allowExec, in: .clusters)) in clusters"
      let reason = "not allowed to run its command for credentials: \(hint) shows it"
      live[cluster, default: ClusterLive()].connection = .disconnected(reason: reason)
      if consents.updateValue(plugin, forKey: cluster) != plugin {
        show("\(name) needs your consent to a command: \(hint).", .warning, for: 10)
      }
    case .disconnected(let reason, let trueUntil):
      if let trueUntil { live[cluster]?.asOf = trueUntil }
      live[cluster, default: ClusterLive()].connection = .disconnected(reason: reason)
    }
    return []
  }
}
