import Foundation
import Kubernetes
import Model
import Storage

/// What a cluster has of one app, one by one, newest first where there is an order of time.
package struct AppInsight: Hashable, Sendable {
  /// nil when the cluster has none, or the app is none that keeps running.
  package let deployment: Deployment?
  package let replicaSets: [ReplicaSet]
  package let pods: [Pod]
  package let events: [Event]
}

extension Engine {
  package func insight(into id: AppID) async throws(EngineError) -> AppInsight {
    let (app, client) = try await located(id)
    let deployment = try await deployment(of: app, client)
    let options = ListOptions(labelSelector: Labels.selector(app: app.name))
    let sets = try await asked(client) { () throws(KubernetesError) in
      try await client.list(ReplicaSet.self, in: app.namespace, options).items
    }
    return AppInsight(
      deployment: deployment,
      replicaSets: sets.filter { $0.metadata.controller?.uid == deployment?.metadata.uid }
        .sorted { ($0.revision ?? 0, $0.metadata.name) > ($1.revision ?? 0, $1.metadata.name) },
      pods: try await pods(of: id), events: try await events(of: id))
  }

  package func pods(of id: AppID) async throws(EngineError) -> [Pod] {
    let (app, client) = try await located(id)
    let options = ListOptions(labelSelector: Labels.selector(app: app.name))
    return try await asked(client) { () throws(KubernetesError) in
      try await client.list(Pod.self, in: app.namespace, options).items
    }.sorted { $0.metadata.name < $1.metadata.name }
  }

  /// What components report about the app's objects, newest first; also about pods that are gone.
  package func events(of id: AppID) async throws(EngineError) -> [Event] {
    let (app, client) = try await located(id)
    let events = try await asked(client) { () throws(KubernetesError) in
      try await client.list(Event.self, in: app.namespace).items
    }
    return events.filter { $0.subject.belongs(to: app.name) }.sorted {
      ($0.lastSeen ?? .distantPast, $0.metadata.name) > ($1.lastSeen ?? .distantPast, $1.metadata.name)
    }
  }

  /// What each pod uses now; nil where the cluster measures nothing, which is normal.
  package func usage(of id: AppID) async throws(EngineError) -> [ObjectIdentity: Usage]? {
    let (app, client) = try await located(id)
    return try await asked(client) { () throws(KubernetesError) in
      try await client.podUsage(in: app.namespace, labelSelector: Labels.selector(app: app.name))
    }
  }

  private func located(_ id: AppID) async throws(EngineError) -> (App, KubernetesClient) {
    let app = try await stored { () throws(StoreError) in try await store.app(id) }
    return (app, try await client(of: app.clusterID))
  }
}

extension Event.Subject {
  /// Objects of an app carry its name, and what controllers and errands make of it begins with it.
  func belongs(to app: String) -> Bool {
    guard name != app else { return true }
    guard name.hasPrefix(app + "-") else { return false }
    let rest = name.dropFirst(app.count + 1).split(separator: "-", omittingEmptySubsequences: false)
    // `web-5d4f9c7b8` and `web-5d4f9c7b8-x2x9z`, but not the pods of an app `web-api`: controllers leave vowels out.
    return switch kind {
    case "ReplicaSet": rest.count == 1 && rest[0].isGenerated
    case "Pod": rest.count == 2 && rest[0].isGenerated && rest[1].count == 5 && rest[1].isGenerated
    default: false
    }
  }
}

extension Substring {
  /// Made by apimachinery's `rand.String` or `SafeEncodeString`.
  fileprivate var isGenerated: Bool {
    !isEmpty && count <= 10 && allSatisfy { "bcdfghjklmnpqrstvwxz2456789".contains($0) }
  }
}
