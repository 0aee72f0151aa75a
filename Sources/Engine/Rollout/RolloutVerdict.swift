import Kubernetes

/// Follows one rollout from what the watches tell; performs no I/O.
package struct RolloutObserver: Sendable {
  package enum Verdict: Hashable, Sendable {
    case waiting(String)
    case complete(String)
    /// It cannot succeed any more; `pod` and `container` are where to look for last words.
    case failed(reason: String, pod: String?, container: String?)
    /// The Deployment is gone, or somebody has applied something newer.
    case overtaken
  }

  private var deployment: Deployment
  private var replicaSets: [ObjectIdentity: ReplicaSet] = [:]
  private var pods: [ObjectIdentity: Pod] = [:]
  /// The generation that our write made: what the server says of an older one is not about us.
  private let generation: Int
  private let revision: String?
  private var isGone = false

  package init(_ deployment: Deployment) {
    self.deployment = deployment
    generation = deployment.metadata.generation
    revision = deployment.metadata.annotations[Labels.revision]
  }

  package mutating func received(_ update: WatchUpdate<Deployment>) {
    var table = [deployment.id: deployment]
    table.apply(update)
    let current = table[deployment.id]
    isGone = current == nil
    // A list from a cache may be older than our own write.
    if let current, current.metadata.generation >= deployment.metadata.generation { deployment = current }
  }

  package mutating func received(_ update: WatchUpdate<ReplicaSet>) { replicaSets.apply(update) }
  package mutating func received(_ update: WatchUpdate<Pod>) { pods.apply(update) }

  package var verdict: Verdict {
    if isGone || deployment.metadata.annotations[Labels.revision] != revision { return .overtaken }
    switch RolloutStatus(deployment) {
    case .complete(let message): return .complete(message)
    case .failed(let reason): return failed(reason)
    case .waiting(let message):
      if let condition = deployment.status.condition("ReplicaFailure"), condition.isTrue {
        return .failed(reason: "\(condition.reason): \(condition.message)".neutralised(), pod: nil, container: nil)
      }
      guard let trouble = troubles.first else { return .waiting(message) }
      if trouble.isCertain {
        return .failed(reason: "\(trouble.summary): \(trouble.detail)", pod: trouble.pod, container: trouble.container)
      }
      return .waiting("\(message) \(trouble.pod): \(trouble.summary)")
    }
  }

  private func failed(_ reason: String) -> Verdict {
    let trouble = troubles.first
    let text = trouble.map { "\(reason): \($0.detail)" } ?? reason
    return .failed(reason: text, pod: trouble?.pod, container: trouble?.container)
  }

  /// Of the pods of the newest replica set alone: the old ones have their own troubles. The certain ones first.
  private var troubles: [PodTrouble] {
    guard let newest = newestReplicaSet else { return [] }
    let found = pods.values.filter { $0.metadata.controller?.uid == newest.metadata.uid }
      .sorted { $0.metadata.name < $1.metadata.name }
      .compactMap { PodTrouble($0) }
    return found.filter(\.isCertain) + found.filter { !$0.isCertain }
  }

  /// The one whose revision is the Deployment's own, once the controller has seen our write.
  private var newestReplicaSet: ReplicaSet? {
    guard deployment.status.observedGeneration >= generation, let number = deployment.revision else { return nil }
    return replicaSets.values.first { $0.metadata.controller?.uid == deployment.metadata.uid && $0.revision == number }
  }
}
