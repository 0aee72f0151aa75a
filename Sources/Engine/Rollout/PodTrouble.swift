import Kubernetes
import Model

/// Something wrong with a pod that people want to know in a few words.
package struct PodTrouble: Hashable, Sendable {
  /// `crash loop`, `image not pulled`.
  package let summary: String
  /// The kubelet's own words.
  package let detail: String
  /// Whether waiting cannot be expected to help.
  package let isCertain: Bool
  package let pod: String
  package let container: String
}

extension PodTrouble {
  /// The worst thing about a pod; nil for one that is well or on its way.
  package init?(_ pod: Pod) {
    guard pod.metadata.deletionTimestamp == nil else { return nil }
    let found = pod.containers.compactMap { PodTrouble($0, in: pod) }
    guard let worst = found.first(where: \.isCertain) ?? found.first ?? PodTrouble(unscheduled: pod) else { return nil }
    self = worst
  }

  private init?(_ container: Container, in pod: Pod) {
    guard let status = container.status, case .waiting(let reason, let message) = status.state else { return nil }
    let (summary, isCertain): (String, Bool)
    switch reason {
    case "CrashLoopBackOff":
      // One crash may be a database that was not there yet; the kubelet has restarted it once by then.
      (summary, isCertain) = ("crash loop", status.restartCount >= 2)
    case "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull": (summary, isCertain) = ("image not pulled", true)
    case "ErrImagePull": (summary, isCertain) = ("image not pulled", false)
    case "CreateContainerConfigError": (summary, isCertain) = ("bad configuration", true)
    case "CreateContainerError", "RunContainerError": (summary, isCertain) = ("cannot be started", true)
    default: return nil
    }
    var detail = message.isEmpty ? reason : message
    if reason == "CrashLoopBackOff", let last = status.lastTermination {
      detail =
        "container \(container.name) exits with \(last.exitCode) (\(last.reason)), restarted \(status.restartCount) times"
    }
    self.init(
      summary: summary, detail: detail.neutralised(), isCertain: isCertain, pod: pod.metadata.name,
      container: container.name)
  }

  private init?(unscheduled pod: Pod) {
    guard pod.phase == .pending,
      let condition = pod.conditions.first(where: { $0.type == "PodScheduled" }), condition.value == .isFalse
    else { return nil }
    // A cluster autoscaler may bring a node yet.
    self.init(
      summary: "unschedulable", detail: condition.message.neutralised(), isCertain: false, pod: pod.metadata.name,
      container: "")
  }
}
