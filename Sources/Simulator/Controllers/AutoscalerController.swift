import JSON

/// The horizontal pod autoscaler, every 15 seconds; without a metrics API it says that it cannot scale.
extension Cluster {
  func syncAutoscaler(_ key: ObjectKey, uid: String) {
    let autoscalers = type("autoscaling", "horizontalpodautoscalers")
    guard let autoscaler = find(autoscalers, key), autoscaler.uid == uid else { return }
    enqueue(WorkItem(controller: .autoscaler, key: key, uid: uid), after: .seconds(15))
    let reference = autoscaler.json[at: "spec", "scaleTargetRef"]
    let group = reference?["apiVersion"]?.string?.split(separator: "/").dropLast().joined() ?? ""
    let kind = reference?["kind"]?.string ?? ""
    let targetKey = ObjectKey(namespace: key.namespace, name: reference?["name"]?.string ?? "")
    guard let targetType = Catalog.resource(group: group, kind: kind), let target = find(targetType, targetKey) else {
      let missing = "\(kind.lowercased())s.\(group) \"\(targetKey.name)\" not found"
      setConditions(
        autoscaler,
        [
          (
            "AbleToScale", "False", "FailedGetScale",
            "the HPA controller was unable to get the target's current scale: \(missing)"
          )
        ])
      return
    }
    if options.hasMetrics {
      scaleByMetrics(autoscaler, target, targetType)
      return
    }
    let why =
      "unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the "
      + "requested resource (get pods.metrics.k8s.io)"
    setConditions(
      autoscaler,
      [
        ("AbleToScale", "True", "SucceededGetScale", "the HPA controller was able to get the target's current scale"),
        (
          "ScalingActive", "False", "FailedGetResourceMetric",
          "the HPA was unable to compute the replica count: failed to get cpu utilization: \(why)"
        ),
      ]
    ) { status in
      status["currentReplicas"] = .int(target.specReplicas)
      status["currentMetrics"] = [["type": ""]]
    }
    let component = "horizontal-pod-autoscaler"
    recordEvent(
      about: autoscaler, autoscalers, "Warning", "FailedGetResourceMetric", "failed to get cpu utilization: \(why)",
      component: component)
    recordEvent(
      about: autoscaler, autoscalers, "Warning", "FailedComputeMetricsReplicas",
      "invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: \(why)",
      component: component)
  }

  /// Follows the simulated load: the average utilization of the pods against the target.
  private func scaleByMetrics(_ autoscaler: StoredObject, _ target: StoredObject, _ targetType: ResourceType) {
    let spec = autoscaler.json["spec"]
    let metric = spec?["metrics"]?.array?.first { $0[at: "resource", "name"] == "cpu" }
    let wanted = metric?[at: "resource", "target", "averageUtilization"]?.int ?? 80
    let utilization = Metrics.utilization(of: target.key, at: wallTime)
    let current = target.specReplicas
    let raw = Int((Double(current) * Double(utilization) / Double(wanted)).rounded(.up))
    let desired = min(max(raw, spec?["minReplicas"]?.int ?? 1), spec?["maxReplicas"]?.int ?? 1)
    setConditions(
      autoscaler,
      [
        ("AbleToScale", "True", "ReadyForNewScale", "recommended size matches current size"),
        (
          "ScalingActive", "True", "ValidMetricFound",
          "the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)"
        ),
        (
          "ScalingLimited", raw == desired ? "False" : "True", raw == desired ? "DesiredWithinRange" : "TooFewReplicas",
          "the desired count is within the acceptable range"
        ),
      ]
    ) { status in
      status["currentReplicas"] = .int(current)
      status["desiredReplicas"] = .int(desired)
      status["currentMetrics"] = [
        [
          "type": "Resource",
          "resource": [
            "name": "cpu",
            "current": ["averageUtilization": .int(utilization), "averageValue": .string("\(utilization)m")],
          ],
        ]
      ]
    }
    guard desired != current else { return }
    controllerUpdate(target, targetType) { $0[at: "spec", "replicas"] = .int(desired) }
    recordEvent(
      about: autoscaler, type("autoscaling", "horizontalpodautoscalers"), "Normal", "SuccessfulRescale",
      "New size: \(desired); reason: cpu resource utilization (percentage of request) \(desired > current ? "above" : "below") target",
      component: "horizontal-pod-autoscaler")
  }

  private func setConditions(
    _ autoscaler: StoredObject, _ conditions: [(type: String, status: String, reason: String, message: String)],
    _ change: (inout JSON) -> Void = { _ in }
  ) {
    let time = JSON.string(wallTime.text())
    controllerUpdate(autoscaler, type("autoscaling", "horizontalpodautoscalers"), status: true) { json in
      let before = json[at: "status", "conditions"]?.array ?? []
      json[at: "status", "conditions"] = .array(
        conditions.map { new in
          let old = before.first { $0["type"] == .string(new.type) }
          let transition = old?["status"] == .string(new.status) ? old?["lastTransitionTime"] : nil
          return [
            "type": .string(new.type), "status": .string(new.status), "lastTransitionTime": transition ?? time,
            "reason": .string(new.reason), "message": .string(new.message),
          ]
        })
      json.update("status", change)
    }
  }
}
