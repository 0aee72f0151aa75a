import Foundation
import Model
import Storage

extension Engine {
  /// What was seen last, so that the next start has something to show before the network answers.
  package func remember(_ apps: [AppKey: LiveApp], of id: ClusterID) async {
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
