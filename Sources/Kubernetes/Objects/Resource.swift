/// A kind of object and where the API serves it (apimachinery's GroupVersionResource, with the kind).
package struct Resource: Hashable, Sendable {
  /// Empty for the core group.
  package var group: String
  package var version: String
  /// The name in paths: `deployments`.
  package var plural: String
  package var kind: String
  package var isNamespaced: Bool

  package init(group: String = "", version: String = "v1", plural: String, kind: String, isNamespaced: Bool = true) {
    self.group = group
    self.version = version
    self.plural = plural
    self.kind = kind
    self.isNamespaced = isNamespaced
  }

  /// As in an object's `apiVersion`: `apps/v1`, `v1`.
  package var apiVersion: String {
    group.isEmpty ? version : "\(group)/\(version)"
  }

  /// As `kubectl` names it: `deployments.apps`, `pods`.
  package var qualifiedName: String {
    group.isEmpty ? plural : "\(plural).\(group)"
  }
}

extension Resource {
  package static let namespaces = Resource(plural: "namespaces", kind: "Namespace", isNamespaced: false)
  package static let nodes = Resource(plural: "nodes", kind: "Node", isNamespaced: false)
  package static let pods = Resource(plural: "pods", kind: "Pod")
  package static let services = Resource(plural: "services", kind: "Service")
  package static let secrets = Resource(plural: "secrets", kind: "Secret")
  package static let configMaps = Resource(plural: "configmaps", kind: "ConfigMap")
  package static let events = Resource(plural: "events", kind: "Event")
  package static let deployments = Resource(group: "apps", plural: "deployments", kind: "Deployment")
  package static let replicaSets = Resource(group: "apps", plural: "replicasets", kind: "ReplicaSet")
  package static let jobs = Resource(group: "batch", plural: "jobs", kind: "Job")
  package static let cronJobs = Resource(group: "batch", plural: "cronjobs", kind: "CronJob")
  package static let ingresses = Resource(group: "networking.k8s.io", plural: "ingresses", kind: "Ingress")
  package static let horizontalPodAutoscalers = Resource(
    group: "autoscaling", version: "v2", plural: "horizontalpodautoscalers", kind: "HorizontalPodAutoscaler")
  /// cert-manager's, which a cluster need not have.
  package static let certificates = Resource(group: "cert-manager.io", plural: "certificates", kind: "Certificate")
  package static let podDisruptionBudgets = Resource(
    group: "policy", plural: "poddisruptionbudgets", kind: "PodDisruptionBudget")
}
