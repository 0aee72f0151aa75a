import Kubernetes

/// What rendering has to know of a cluster.
package struct ClusterTraits: Hashable, Sendable {
  /// The controller that serves Ingresses.
  package var ingressClass: String
  /// The cert-manager ClusterIssuer that certificates come from.
  package var certificateIssuer: String
  /// Whether the server knows the `sleep` lifecycle action (on by default since Kubernetes 1.30).
  package var hasSleepAction: Bool

  package init(
    ingressClass: String = "nginx", certificateIssuer: String = "letsencrypt-prod", hasSleepAction: Bool = true
  ) {
    self.ingressClass = ingressClass
    self.certificateIssuer = certificateIssuer
    self.hasSleepAction = hasSleepAction
  }
}

extension ServerVersion {
  /// Of `v1.30.4-gke.1`, 30; nil for what is no version of Kubernetes 1.
  var minor: Int? {
    let parts = gitVersion.split(separator: ".", maxSplits: 2)
    guard parts.count >= 2, parts[0] == "v1" else { return nil }
    return Int(parts[1].prefix(while: \.isNumber))
  }

  var hasSleepAction: Bool { minor.map { $0 >= 30 } ?? false }
}
