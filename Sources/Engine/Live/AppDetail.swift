import Foundation
import Kubernetes
import Model

/// All that a cluster has of one app at one moment, as its page shows it.
package struct AppDetail: Hashable, Sendable {
  /// One template of the app, and the pods that run it.
  package struct Generation: Hashable, Sendable {
    /// Of its replica set.
    package var name: String
    /// shipit's revision; nil for a replica set that shipit did not write.
    package var revision: Int?
    /// The Deployment controller's count of templates, which `kubectl rollout history` shows.
    package var templateRevision: Int?
    package var image: String
    package var desired: Int
    package var ready: Int
    /// Whether it is what the Deployment wants now.
    package var isCurrent: Bool
    package var createdAt: Date?
    package var pods: [Instance]
  }

  /// One pod.
  package struct Instance: Hashable, Sendable {
    package var name: String
    package var phase: String
    package var isReady: Bool
    /// Whether it was told to stop.
    package var isEnding: Bool
    package var restarts: Int
    /// What is wrong with it, in a few words.
    package var trouble: String?
    /// Empty until it is scheduled.
    package var node: String
    package var createdAt: Date?
    /// What it used at the last measurements, oldest first.
    package var usage: [Usage] = []
  }

  /// Something that a component reports about one of the app's objects.
  package struct Report: Hashable, Sendable {
    package var id: String
    package var isWarning: Bool
    package var reason: String
    package var message: String
    /// `pod/web-5d4f9c7b8-x2x9z`
    package var object: String
    package var count: Int
    package var lastSeen: Date?
  }

  package struct Rollout: Hashable, Sendable {
    package enum Phase: Hashable, Sendable { case complete, underWay, failed }

    package var phase: Phase
    /// As `kubectl rollout status` says it.
    package var text: String
    package var desired: Int
    package var updated: Int
    package var available: Int
    package var isPaused: Bool
    /// Seconds without progress until it counts as failed.
    package var patience: Int
  }

  /// What is followed of the app, each of which a cluster may refuse.
  package enum Part: String, CaseIterable, Hashable, Sendable {
    case deployment = "Deployment"
    case replicaSets = "replica sets"
    case pods
    case events
    case autoscaler
    case ingress = "Ingress"
    case usage
  }

  /// Newest events that are kept; a cluster may hold thousands.
  package static let reportLimit = 100
  /// Measurements that are kept of a pod: ten minutes of them.
  package static let usageLimit = 40

  /// nil while the cluster has no Deployment of the app.
  package var rollout: Rollout?
  /// The newest first; old ones only while pods of them are left.
  package var generations: [Generation] = []
  /// Pods that belong to no replica set of the app: those of its jobs.
  package var others: [Instance] = []
  /// Newest first.
  package var reports: [Report] = []
  package var autoscaler: HorizontalPodAutoscaler?
  /// Of the load balancer that serves the app's domain; empty until it has one.
  package var addresses: [String] = []
  /// Whether the cluster has an Ingress of the app.
  package var hasIngress = false
  /// Whether the cluster measures what pods use; nil until it has been asked.
  package var isMeasured: Bool?
  /// What cannot be read now, and why.
  package var refusals: [Part: String] = [:]

  package init() {}

  package var pods: [Instance] { generations.flatMap(\.pods) + others }

  /// What all pods used together at the last measurements, oldest first. Pods that were measured less often count from when they were.
  package var usage: [Usage] {
    let histories = pods.map(\.usage)
    let length = histories.map(\.count).max() ?? 0
    return (0..<length).map { index in
      histories.reduce(into: Usage()) { sum, history in
        let place = index - (length - history.count)
        guard place >= 0 else { return }
        sum.cpuMillicores += history[place].cpuMillicores
        sum.memoryBytes += history[place].memoryBytes
      }
    }
  }
}

extension AppDetail.Instance {
  init(_ pod: Pod, usage: [Usage]) {
    self.init(
      name: pod.metadata.name, phase: pod.reason.isEmpty ? pod.phase.rawValue : pod.reason.neutralised(),
      isReady: pod.isReady, isEnding: pod.metadata.deletionTimestamp != nil, restarts: pod.restartCount,
      trouble: PodTrouble(pod)?.summary, node: pod.nodeName, createdAt: pod.metadata.createdAt, usage: usage)
  }
}

extension AppDetail.Report {
  init(_ event: Event) {
    self.init(
      id: event.metadata.name, isWarning: event.severity == .warning, reason: event.reason.neutralised(),
      message: event.message.neutralised(),
      object: "\(event.subject.kind.lowercased())/\(event.subject.name)".neutralised(), count: event.count,
      lastSeen: event.lastSeen)
  }
}

extension AppDetail.Rollout {
  init(_ deployment: Deployment) {
    let (phase, text): (Phase, String) =
      switch RolloutStatus(deployment) {
      case .complete(let message): (.complete, message)
      case .waiting(let message): (.underWay, message)
      case .failed(let reason): (.failed, reason)
      }
    let status = deployment.status
    self.init(
      phase: phase, text: text, desired: deployment.replicas, updated: status.updatedReplicas,
      available: status.availableReplicas, isPaused: deployment.isPaused, patience: deployment.progressDeadlineSeconds)
  }
}
