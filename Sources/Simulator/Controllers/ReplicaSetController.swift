import JSON

/// The replica set controller: as many pods as wanted.
extension Cluster {
  func syncReplicaSet(_ key: ObjectKey) {
    let sets = type("apps", "replicasets")
    guard let set = find(sets, key) else { return }
    var all = controlledInNoOrder(by: set.uid, type("", "pods"))
    var active = all.filter(\.isActivePod)
    var refusal: APIError?
    let difference = set.isDeleting ? 0 : set.specReplicas - active.count
    if difference != 0 {
      // As many at a time as the real controller; each new pod brings it back.
      for _ in 0..<min(max(0, difference), 500) {
        let made = podOrRefusal(
          from: set.json[at: "spec", "template"], owner: set, sets, component: "replicaset-controller")
        guard case .success(let pod) = made else {
          if case .failure(let error) = made { refusal = error }
          break
        }
        active.append(pod)
        recordEvent(
          about: set, sets, "Normal", "SuccessfulCreate", "Created pod: \(pod.key.name)",
          component: "replicaset-controller")
      }
      // Not ready and young pods go first.
      let victims = active.sorted { $0.deletionRank < $1.deletionRank }.prefix(max(0, -difference))
      for pod in victims {
        delete(pod, type("", "pods"))
        recordEvent(
          about: set, sets, "Normal", "SuccessfulDelete", "Deleted pod: \(pod.key.name)",
          component: "replicaset-controller")
      }
    }
    if difference != 0 { all = controlledInNoOrder(by: set.uid, type("", "pods")) }
    writeStatus(of: set, sets, pods: all, refusal: refusal)
    // It tries again; the real controller begins with milliseconds and ends with minutes.
    if refusal != nil { enqueue(WorkItem(controller: .replicaSet, key: key, uid: "retry"), after: .seconds(5)) }
  }

  private func writeStatus(of set: StoredObject, _ sets: ResourceType, pods all: [StoredObject], refusal: APIError?) {
    let active = all.filter(\.isActivePod)
    let templateLabels = set.json[at: "spec", "template", "metadata", "labels"]?.texts ?? [:]
    let minReady = set.json[at: "spec", "minReadySeconds"]?.int ?? 0
    let ready = active.filter(\.isReadyPod)
    let available = ready.filter { pod in
      guard minReady > 0, let since = pod.readySince else { return true }
      return since + .seconds(minReady) <= wallTime
    }
    if available.count < ready.count {
      let key = set.key
      timeline.plan(after: .seconds(minReady)) { $0.enqueue(WorkItem(controller: .replicaSet, key: key)) }
    }
    var status: JSON = ["replicas": .int(active.count)]
    let counts = [
      (
        "fullyLabeledReplicas",
        active.filter { pod in templateLabels.allSatisfy { pod.labels[$0.key] == $0.value } }.count
      ),
      ("readyReplicas", ready.count), ("availableReplicas", available.count),
    ]
    for (name, count) in counts where count != 0 { status[name] = .int(count) }
    status["terminatingReplicas"] = .int(all.filter { $0.isDeleting && !$0.isFinishedPod }.count)
    status["observedGeneration"] = set.json[at: "metadata", "generation"]
    var conditions = Conditions(set.json["status"])
    if let refusal, conditions["ReplicaFailure"] == nil {
      conditions.append([
        "type": "ReplicaFailure", "status": "True", "lastTransitionTime": .string(wallTime.text()),
        "reason": "FailedCreate", "message": .string(refusal.message),
      ])
    } else if refusal == nil {
      conditions.remove("ReplicaFailure")
    }
    status["conditions"] = conditions.json
    controllerUpdate(set, sets, status: true) { $0["status"] = status }
  }
}

extension StoredObject {
  var isActivePod: Bool { !isDeleting && !isFinishedPod }

  var readySince: WallTime? {
    isReadyPod ? readyCondition?["lastTransitionTime"]?.string.flatMap { WallTime($0) } : nil
  }

  /// Smaller goes first when a replica set shrinks (`ActivePods.Less`).
  fileprivate var deletionRank: (Int, Int, Int, Int) {
    let phase: [JSON: Int] = ["Pending": 0, "Running": 2]
    let restarts = (json[at: "status", "containerStatuses"]?.array ?? []).reduce(0) {
      $0 + ($1["restartCount"]?.int ?? 0)
    }
    return (
      json[at: "spec", "nodeName"] == nil ? 0 : 1, phase[json[at: "status", "phase"] ?? ""] ?? 1, isReadyPod ? 1 : 0,
      -restarts * 1_000_000_000 - version
    )
  }
}
