import JSON

/// Disruption budgets: how many pods may be evicted now.
extension Cluster {
  func syncDisruptionBudget(_ key: ObjectKey) {
    let budgets = type("policy", "poddisruptionbudgets")
    guard let budget = find(budgets, key) else { return }
    let selector = LabelSelector(budget.json[at: "spec", "selector"])
    let pods = store.resource(type("", "pods")).list(namespace: key.namespace).filter {
      selector?.matches($0.labels) == true && $0.isActivePod
    }
    let healthy = pods.filter(\.isReadyPod).count
    let expected = pods.count
    let desired: Int
    if let least = budget.json[at: "spec", "minAvailable"] {
      desired = Rollout.amount(least, of: expected, roundsUp: true)
    } else {
      desired = max(
        0, expected - Rollout.amount(budget.json[at: "spec", "maxUnavailable"] ?? 1, of: expected, roundsUp: true))
    }
    let allowed = expected == 0 ? 0 : max(0, healthy - desired)
    let generation = budget.json[at: "metadata", "generation"] ?? 1
    let time = JSON.string(wallTime.text())
    controllerUpdate(budget, budgets, status: true) { json in
      let before = json[at: "status", "conditions"]?.array?.first
      let status: JSON = allowed > 0 ? "True" : "False"
      let transition = before?["status"] == status ? before?["lastTransitionTime"] : nil
      json["status"] = [
        "observedGeneration": generation, "disruptionsAllowed": .int(allowed), "currentHealthy": .int(healthy),
        "desiredHealthy": .int(desired), "expectedPods": .int(expected),
        "conditions": [
          [
            "type": "DisruptionAllowed", "status": status, "observedGeneration": generation,
            "lastTransitionTime": transition ?? time, "reason": allowed > 0 ? "SufficientPods" : "InsufficientPods",
            "message": "",
          ]
        ],
      ]
    }
  }
}
