import JSON

/// `apps/v1.ReplicaSet`: one template of a deployment and the pods that still run it.
package struct ReplicaSet: KubernetesObject {
  package static let resource = Resource.replicaSets

  package var metadata: ObjectMetadata
  package var replicas = 1
  package var template = PodTemplate()
  package var status = Status()

  package struct Status: Hashable, Sendable {
    package var observedGeneration = 0
    package var replicas = 0
    package var readyReplicas = 0
    package var availableReplicas = 0

    package init() {}
  }

  package init(metadata: ObjectMetadata) {
    self.metadata = metadata
  }

  /// The deployment's count of templates; the highest is the current one.
  package var revision: Int? { metadata.revision }
}

extension ReplicaSet {
  package init(json: JSON) throws(KubernetesError) {
    self.init(metadata: try ObjectMetadata(of: json, Self.resource))
    let (spec, status) = (json.object("spec"), json.object("status"))
    replicas = spec["replicas"]?.int ?? 1
    template = PodTemplate(json: spec.object("template"))
    self.status.observedGeneration = status.number("observedGeneration")
    self.status.replicas = status.number("replicas")
    self.status.readyReplicas = status.number("readyReplicas")
    self.status.availableReplicas = status.number("availableReplicas")
  }
}
