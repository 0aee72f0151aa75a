import Kubernetes
import Model

/// Something wrong with a pod that people want to know in a few words.
package struct PodTrouble: Hashable, Sendable {
  /// `crash loop`, `image not pulled`.
  package let summary: String
  /// The kubelet's own words, as text.
  package let detail: String
  /// Whether waiting cannot be expected to help.
  package let isCertain: Bool
  /// No node takes it. A cluster autoscaler may bring one, so how long it lasts says whether it is certain.
  package let isUnschedulable: Bool
  package let pod: String
  package let container: String
}

extension PodTrouble {
  /// The worst thing about a pod that should run for good; nil for one that is well or on its way.
  package init?(_ pod: Pod) {
    // One that has ended for good, as by an eviction, was replaced already and only waits to be cleared away.
    guard pod.metadata.deletionTimestamp == nil, pod.phase != .failed, pod.phase != .succeeded else { return nil }
    let found = pod.containers.compactMap { PodTrouble($0, in: pod) }
    guard let worst = found.first(where: \.isCertain) ?? found.first ?? PodTrouble(unscheduled: pod) else { return nil }
    self = worst
  }

  private init?(_ container: Container, in pod: Pod) {
    guard container.role == .main, let status = container.status else { return nil }
    switch status.state {
    case .running: return nil
    // Between two attempts the kubelet shows the end of the last one, before it shows the back-off.
    case .terminated(let end): self.init(crash: end, of: container, status, in: pod)
    case .waiting("CrashLoopBackOff", _):
      self.init(crash: status.lastTermination ?? Container.Termination(), of: container, status, in: pod)
    case .waiting(let reason, let message):
      guard let (summary, isCertain) = Self.meaning[reason] else { return nil }
      self.init(
        summary: summary, detail: (message.isEmpty ? reason : message).neutralised(), isCertain: isCertain,
        isUnschedulable: false, pod: pod.metadata.name, container: container.name)
    }
  }

  /// What the kubelet's reasons for waiting mean, and whether they end by themselves.
  private static let meaning: [String: (String, isCertain: Bool)] = [
    // The first failure may be a registry that hiccuped; the kubelet calls the second one a back-off.
    "ErrImagePull": ("image not pulled", false),
    "ImagePullBackOff": ("image not pulled", true),
    "InvalidImageName": ("image not pulled", true),
    "ErrImageNeverPull": ("image not pulled", true),
    "CreateContainerConfigError": ("bad configuration", true),
    "CreateContainerError": ("cannot be started", true),
    "RunContainerError": ("cannot be started", true),
  ]

  private init(crash end: Container.Termination, of container: Container, _ status: Container.Status, in pod: Pod) {
    let reason = end.reason.isEmpty ? "" : " (\(end.reason))"
    self.init(
      summary: end.reason == "OOMKilled" ? "out of memory" : "crash loop",
      detail: "container \(container.name) ends with \(end.exitCode)\(reason), restarted \(status.restartCount) times"
        .neutralised(),
      // One crash may be a database that was not there yet; two are none.
      isCertain: status.restartCount >= 2, isUnschedulable: false, pod: pod.metadata.name, container: container.name)
  }

  private init?(unscheduled pod: Pod) {
    guard pod.phase == .pending,
      let condition = pod.conditions.first(where: { $0.type == "PodScheduled" }), condition.value == .isFalse
    else { return nil }
    self.init(
      summary: "unschedulable", detail: condition.message.neutralised(), isCertain: false, isUnschedulable: true,
      pod: pod.metadata.name, container: "")
  }
}
