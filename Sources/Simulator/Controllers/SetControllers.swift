import JSON

/// Stateful sets and daemon sets, as far as people look at them: pods with the right names on the right nodes.
extension Cluster {
  func syncStatefulSet(_ key: ObjectKey) {
    let sets = type("apps", "statefulsets")
    guard let set = find(sets, key), !set.isDeleting else { return }
    let revision = "\(key.name)-\(Rollout.hash(set.json[at: "spec", "template"] ?? [:]))"
    let pods = controlled(by: set.uid, type("", "pods"))
    let isParallel = set.json[at: "spec", "podManagementPolicy"] == "Parallel"
    for ordinal in 0..<set.specReplicas {
      let name = "\(key.name)-\(ordinal)"
      guard let pod = pods.first(where: { $0.key.name == name }) else {
        createPod(
          from: set.json[at: "spec", "template"], owner: set, sets, name: name,
          labels: [
            "controller-revision-hash": revision, "statefulset.kubernetes.io/pod-name": name,
            "apps.kubernetes.io/pod-index": String(ordinal),
          ])
        recordEvent(
          about: set, sets, "Normal", "SuccessfulCreate", "create Pod \(name) in StatefulSet \(key.name) successful",
          component: "statefulset-controller")
        if isParallel { continue }
        break
      }
      if pod.isDeleting || !pod.isReadyPod, !isParallel { break }
    }
    let surplus = pods.filter {
      (Int($0.key.name.dropFirst(key.name.count + 1)) ?? 0) >= set.specReplicas && !$0.isDeleting
    }
    if let last = surplus.max(by: { $0.key < $1.key }) { delete(last, type("", "pods")) }
    let stale = pods.filter { $0.labels["controller-revision-hash"] != revision && !$0.isDeleting }
    let allReady = pods.allSatisfy { $0.isReadyPod && !$0.isDeleting }
    if surplus.isEmpty, allReady, let last = stale.max(by: { $0.key < $1.key }) { delete(last, type("", "pods")) }
    writeStatus(of: set, sets, revision)
  }

  private func writeStatus(of set: StoredObject, _ sets: ResourceType, _ revision: String) {
    let pods = controlled(by: set.uid, type("", "pods")).filter(\.isActivePod)
    let ready = pods.filter(\.isReadyPod).count
    let updated = pods.filter { $0.labels["controller-revision-hash"] == revision }.count
    controllerUpdate(set, sets, status: true) { json in
      let isDone = updated == pods.count && ready == pods.count
      let current = isDone ? revision : json[at: "status", "currentRevision"]?.string ?? revision
      json["status"] = [
        "observedGeneration": json[at: "metadata", "generation"] ?? 1, "replicas": .int(pods.count),
        "availableReplicas": .int(ready), "currentRevision": .string(current), "updateRevision": .string(revision),
        "collisionCount": 0,
      ]
      if ready > 0 { json[at: "status", "readyReplicas"] = .int(ready) }
      if updated > 0 { json[at: "status", "updatedReplicas"] = .int(updated) }
      let currents = pods.filter { $0.labels["controller-revision-hash"] == current }.count
      if currents > 0 { json[at: "status", "currentReplicas"] = .int(currents) }
    }
  }

  func syncDaemonSet(_ key: ObjectKey) {
    let sets = type("apps", "daemonsets")
    guard let set = find(sets, key), !set.isDeleting else { return }
    let revision = Rollout.hash(set.json[at: "spec", "template"] ?? [:])
    let pods = controlled(by: set.uid, type("", "pods"))
    let nodes = store.resource(type("", "nodes")).all
    for node in nodes {
      let here = pods.filter { $0.json[at: "spec", "nodeName"] == .string(node.key.name) }
      if here.isEmpty {
        guard
          let pod = createPod(
            from: set.json[at: "spec", "template"], owner: set, sets,
            labels: ["controller-revision-hash": revision, "pod-template-generation": "1"])
        else { return }
        bindPod(pod, to: node.key.name)
        recordEvent(
          about: set, sets, "Normal", "SuccessfulCreate", "Created pod: \(pod.key.name)",
          component: "daemonset-controller")
      } else if let stale = here.first(where: { $0.labels["controller-revision-hash"] != revision && !$0.isDeleting }) {
        delete(stale, type("", "pods"))
      }
    }
    let active = controlled(by: set.uid, type("", "pods")).filter(\.isActivePod)
    let ready = active.filter(\.isReadyPod).count
    controllerUpdate(set, sets, status: true) { json in
      json["status"] = [
        "currentNumberScheduled": .int(active.count), "numberMisscheduled": 0,
        "desiredNumberScheduled": .int(nodes.count),
        "numberReady": .int(ready), "observedGeneration": json[at: "metadata", "generation"] ?? 1,
        "updatedNumberScheduled": .int(active.filter { $0.labels["controller-revision-hash"] == revision }.count),
      ]
      if ready > 0 { json[at: "status", "numberAvailable"] = .int(ready) }
      if ready < nodes.count { json[at: "status", "numberUnavailable"] = .int(nodes.count - ready) }
    }
  }
}
