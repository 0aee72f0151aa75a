import JSON
import Model

extension RenderingInput {
  func deploymentManifest() -> Manifest {
    Manifest(
      .deployments, namespace: namespace, name: name, labels: Labels.all(app: name), annotations: provenance,
      [
        "spec": .compact([
          "replicas": .int(replicas),
          // Ten minutes, as kubectl and the API server have it; trouble that cannot heal is recognised long before.
          "progressDeadlineSeconds": 600,
          "revisionHistoryLimit": 10,
          // Without a probe a pod is ready as soon as it runs: a crash loop must not pass for running.
          "minReadySeconds": probe == nil ? 10 : nil,
          "selector": ["matchLabels": ["app": .string(name)]],
          "strategy": ["type": "RollingUpdate", "rollingUpdate": rollingUpdate],
          "template": podTemplate(),
        ])
      ])
  }

  /// Where an object comes from, for those who find it.
  var provenance: [String: String] {
    [
      Labels.revision: "\(revision)", Labels.appID: appID.rawValue,
      Labels.changeCause: "shipit revision \(revision): \(configuration.image)",
    ]
  }

  /// How many pods there are to be: under an autoscaler as many as it has chosen. It leaves alone what is stopped.
  var replicas: Int {
    guard let autoscaling = configuration.autoscaling, configuration.replicas > 0 else { return configuration.replicas }
    let minimum = autoscaling.renderedMinimum
    return min(max(running ?? minimum, minimum), autoscaling.maximum)
  }

  /// Few pods never lose one; many may lose a quarter to be done sooner. What counts is how many there really are, and not
  /// what was once asked for.
  private var rollingUpdate: JSON {
    max(replicas, running ?? 0) <= 3
      ? ["maxSurge": 1, "maxUnavailable": 0] : ["maxSurge": "25%", "maxUnavailable": "25%"]
  }

  func autoscalerManifest() -> Manifest? {
    guard let autoscaling = configuration.autoscaling else { return nil }
    let targets = [("cpu", autoscaling.renderedCPUTarget), ("memory", autoscaling.memoryTarget)]
    return Manifest(
      .horizontalPodAutoscalers, namespace: namespace, name: name, labels: Labels.all(app: name),
      [
        "spec": [
          "scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": .string(name)],
          "minReplicas": .int(autoscaling.renderedMinimum),
          "maxReplicas": .int(autoscaling.maximum),
          "metrics": .array(
            targets.compactMap { resource, target in
              guard let target else { return nil }
              return [
                "type": "Resource",
                "resource": [
                  "name": .string(resource), "target": ["type": "Utilization", "averageUtilization": .int(target)],
                ],
              ]
            }),
        ]
      ])
  }

  /// A node may be drained, but takes no more than one pod at a time. A single pod has no budget, or the node could never
  /// be drained at all.
  func disruptionBudgetManifest() -> Manifest? {
    guard configuration.autoscaling != nil || configuration.replicas >= 2 else { return nil }
    // The same rule for a count that moves: all but one of as many as there are.
    let allowance: (String, JSON) =
      configuration.autoscaling == nil
      ? ("minAvailable", .int(configuration.replicas - 1)) : ("maxUnavailable", 1)
    return Manifest(
      .podDisruptionBudgets, namespace: namespace, name: name, labels: Labels.all(app: name),
      ["spec": .object([allowance.0: allowance.1, "selector": ["matchLabels": ["app": .string(name)]]])])
  }
}

extension AppConfiguration.Autoscaling {
  /// An autoscaled app is meant to stay up, so it never has a single pod.
  var renderedMinimum: Int { max(minimum, 2) }

  /// An autoscaler without any target does not scale.
  var renderedCPUTarget: Int? { cpuTarget ?? (memoryTarget == nil ? Self.defaultCPUTarget : nil) }
}
