import JSON

/// `autoscaling/v2.HorizontalPodAutoscaler`.
package struct HorizontalPodAutoscaler: KubernetesObject {
  package static let resource = Resource.horizontalPodAutoscalers

  package var metadata: ObjectMetadata
  package var targetKind = ""
  package var targetName = ""
  package var minReplicas = 1
  package var maxReplicas = 0
  package var currentReplicas = 0
  package var desiredReplicas = 0
  /// What it steers by, of those metrics that are a resource's utilization.
  package var utilizations: [Utilization] = []
  package var conditions: [Condition] = []

  package struct Utilization: Hashable, Sendable {
    /// `cpu`, `memory`.
    package var resource: String
    /// Percent of what is requested.
    package var target: Int
    /// Nil while there are no metrics.
    package var current: Int?
  }

  package init(metadata: ObjectMetadata) {
    self.metadata = metadata
  }
}

extension HorizontalPodAutoscaler {
  package init(json: JSON) throws(KubernetesError) {
    self.init(metadata: try ObjectMetadata(of: json, Self.resource))
    let (spec, status) = (json.object("spec"), json.object("status"))
    targetKind = spec.object("scaleTargetRef").text("kind")
    targetName = spec.object("scaleTargetRef").text("name")
    minReplicas = spec["minReplicas"]?.int ?? 1
    maxReplicas = spec.number("maxReplicas")
    currentReplicas = status.number("currentReplicas")
    desiredReplicas = status.number("desiredReplicas")
    conditions = status.list("conditions").map(Condition.init)
    let current = status.list("currentMetrics").map { $0.object("resource") }
    utilizations = spec.list("metrics").compactMap { metric in
      let resource = metric.object("resource")
      guard let target = resource.object("target")["averageUtilization"]?.int else { return nil }
      let name = resource.text("name")
      let measured = current.first { $0.text("name") == name }
      return Utilization(
        resource: name, target: target, current: measured?.object("current")["averageUtilization"]?.int)
    }
  }
}

/// `policy/v1.PodDisruptionBudget`.
package struct PodDisruptionBudget: KubernetesObject {
  package static let resource = Resource.podDisruptionBudgets

  package var metadata: ObjectMetadata
  package var selector = LabelSelector()
  package var disruptionsAllowed = 0
  package var currentHealthy = 0
  package var desiredHealthy = 0

  package init(metadata: ObjectMetadata) {
    self.metadata = metadata
  }

  package init(json: JSON) throws(KubernetesError) {
    self.init(metadata: try ObjectMetadata(of: json, Self.resource))
    selector = LabelSelector(json: json.object("spec").object("selector"))
    let status = json.object("status")
    disruptionsAllowed = status.number("disruptionsAllowed")
    currentHealthy = status.number("currentHealthy")
    desiredHealthy = status.number("desiredHealthy")
  }
}
