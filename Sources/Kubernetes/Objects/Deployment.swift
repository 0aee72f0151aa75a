import JSON

/// `apps/v1.Deployment`.
package struct Deployment: KubernetesObject {
  package static let resource = Resource.deployments

  package var metadata: ObjectMetadata
  /// What is wanted. The API's default is 1.
  package var replicas = 1
  package var selector = LabelSelector()
  package var template = PodTemplate()
  package var isPaused = false
  /// Seconds without progress until the rollout counts as failed.
  package var progressDeadlineSeconds = 600
  package var status = Status()

  package struct Status: Hashable, Sendable {
    /// The generation that the controller has acted on.
    package var observedGeneration = 0
    package var replicas = 0
    package var updatedReplicas = 0
    package var readyReplicas = 0
    package var availableReplicas = 0
    package var unavailableReplicas = 0
    package var conditions: [Condition] = []

    package init() {}

    package func condition(_ type: String) -> Condition? {
      conditions.first { $0.type == type }
    }
  }

  package init(metadata: ObjectMetadata) {
    self.metadata = metadata
  }

  /// The deployment controller's count of templates, which its replica sets carry too.
  package var revision: Int? { metadata.revision }
}

extension Deployment {
  package init(json: JSON) throws(KubernetesError) {
    self.init(metadata: try ObjectMetadata(of: json, Self.resource))
    let spec = json.object("spec")
    replicas = spec["replicas"]?.int ?? 1
    selector = LabelSelector(json: spec.object("selector"))
    template = PodTemplate(json: spec.object("template"))
    isPaused = spec.flag("paused")
    progressDeadlineSeconds = spec["progressDeadlineSeconds"]?.int ?? 600
    status = Status(json: json.object("status"))
  }
}

extension Deployment.Status {
  init(json: JSON) {
    observedGeneration = json.number("observedGeneration")
    replicas = json.number("replicas")
    updatedReplicas = json.number("updatedReplicas")
    readyReplicas = json.number("readyReplicas")
    availableReplicas = json.number("availableReplicas")
    unavailableReplicas = json.number("unavailableReplicas")
    conditions = json.list("conditions").map(Condition.init)
  }
}

extension ObjectMetadata {
  var revision: Int? { annotations["deployment.kubernetes.io/revision"].flatMap { Int($0) } }
}
