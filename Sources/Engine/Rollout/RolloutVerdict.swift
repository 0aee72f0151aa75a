import Foundation
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
  /// By the cluster's clock; nil where our write has changed nothing.
  private let appliedAt: Date?
  private var isGone = false
  /// What the driver's clock says.
  private var now = Duration.zero
  /// Since when a pod is known to find no node.
  private var unschedulable: [ObjectIdentity: Duration] = [:]
  /// Pods for which a cluster autoscaler brings a node.
  private var awaitingNode: Set<String> = []

  /// A scheduler that has found no node for so long, and no autoscaler that answers, will not find one.
  static let schedulingPatience = Duration.seconds(30)

  /// - Parameter appliedAt: when it was written, by the cluster's clock, so that what its status says of the time before is
  ///   not taken for ours; nil where the write has changed nothing.
  package init(_ deployment: Deployment, appliedAt: Date? = nil) {
    self.deployment = deployment
    self.appliedAt = appliedAt
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

  package mutating func received(_ update: WatchUpdate<Pod>) {
    pods.apply(update)
    unschedulable = pods.filter { PodTrouble($0.value)?.isUnschedulable == true }
      .reduce(into: [:]) { $0[$1.key] = unschedulable[$1.key] ?? now }
  }

  package mutating func received(_ update: WatchUpdate<Event>) {
    let events: [Event] =
      switch update {
      case .snapshot(let events): events
      case .changes(let changes): changes.map(\.object)
      case .disconnected, .reconnected: []
      }
    // The event of the Kubernetes cluster autoscaler and of those that imitate it.
    for event in events where event.reason == "TriggeredScaleUp" { awaitingNode.insert(event.subject.name) }
  }

  /// - Parameter elapsed: since some fixed moment.
  package mutating func passed(to elapsed: Duration) { now = elapsed }

  /// How often containers of the newest pods have been started again.
  package var restarts: Int { newestPods.reduce(0) { $0 + $1.restartCount } }

  /// The controller's count of templates: the same as before where no pod was to change.
  package var templateRevision: Int? { deployment.revision }

  package var verdict: Verdict {
    if isGone || deployment.metadata.annotations[Labels.revision] != revision { return .overtaken }
    switch RolloutStatus(deployment) {
    case .complete(let message): return .complete(message)
    case .failed(let reason):
      // A condition that nothing moves becomes our own when our deadline has passed too.
      let isLeftOver = deployment.isDeadlineLeftOver(appliedAt: appliedAt)
      guard isLeftOver, now < .seconds(deployment.progressDeadlineSeconds) else { return failed(reason) }
      return waiting("Waiting for deployment spec update to be observed...")
    case .waiting(let message): return waiting(message)
    }
  }

  private func waiting(_ message: String) -> Verdict {
    if let refusal {
      return .failed(reason: "\(refusal.reason): \(refusal.message)".neutralised(), pod: nil, container: nil)
    }
    guard let trouble = troubles.first else { return .waiting(message) }
    if isCertain(trouble) {
      return .failed(reason: "\(trouble.summary): \(trouble.detail)", pod: trouble.pod, container: trouble.container)
    }
    return .waiting("\(message) \(trouble.pod): \(trouble.summary)")
  }

  /// That the cluster makes no pods of the newest template. The Deployment also repeats what was refused to an older one,
  /// which the name of the pod tells.
  private var refusal: Condition? {
    guard let condition = deployment.status.condition("ReplicaFailure"), condition.isTrue else { return nil }
    let newest = newestReplicaSet?.id
    let isOlder = replicaSets.keys.contains { $0 != newest && condition.message.contains("\"\($0.name)-") }
    return isOlder ? nil : condition
  }

  private func failed(_ reason: String) -> Verdict {
    let trouble = troubles.first
    let text = trouble.map { "\(reason): \($0.detail)" } ?? reason
    return .failed(reason: text, pod: trouble?.pod, container: trouble?.container)
  }

  /// The certain ones first.
  private var troubles: [PodTrouble] {
    let found = newestPods.compactMap { PodTrouble($0) }
    return found.filter(isCertain) + found.filter { !isCertain($0) }
  }

  private func isCertain(_ trouble: PodTrouble) -> Bool {
    guard trouble.isUnschedulable, !awaitingNode.contains(trouble.pod) else { return trouble.isCertain }
    let since = unschedulable.first { $0.key.name == trouble.pod }?.value ?? now
    return now - since >= Self.schedulingPatience
  }

  /// Of the newest replica set alone: the old ones have their own troubles.
  private var newestPods: [Pod] {
    guard let newest = newestReplicaSet else { return [] }
    return pods.values.filter { $0.metadata.controller?.uid == newest.metadata.uid }
      .sorted { $0.metadata.name < $1.metadata.name }
  }

  /// The one whose revision is the Deployment's own, once the controller has seen our write. It copies the Deployment's
  /// annotations to the replica set of its template, so that one with another of ours is the template before.
  private var newestReplicaSet: ReplicaSet? {
    guard deployment.status.observedGeneration >= generation, let number = deployment.revision else { return nil }
    return replicaSets.values.first {
      $0.metadata.controller?.uid == deployment.metadata.uid && $0.revision == number
        && $0.metadata.annotations[Labels.revision] == revision
    }
  }
}
