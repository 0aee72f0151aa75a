import JSON

/// The scheduler.
extension Cluster {
  /// Binds a pod to the node with the fewest pods.
  func schedule(_ key: ObjectKey) {
    let pods = type("", "pods")
    guard let pod = find(pods, key), pod.json[at: "spec", "nodeName"] == nil, !pod.isDeleting else { return }
    let wanted = pod.json[at: "spec", "nodeSelector"]?.texts ?? [:]
    let tolerations = pod.json[at: "spec", "tolerations"]?.array ?? []
    let nodes = store.resource(type("", "nodes")).all.filter { node in
      let taints = node.json[at: "spec", "taints"]?.array ?? []
      return node.json[at: "spec", "unschedulable"] != true && wanted.allSatisfy { node.labels[$0.key] == $0.value }
        && taints.allSatisfy { taint in
          taint["effect"] == "PreferNoSchedule" || tolerations.contains { $0.tolerates(taint) }
        }
    }
    guard !nodes.isEmpty else { return refuseToSchedule(pod) }
    let node = nodes[nodes.count == 1 ? 0 : Int(random.next() % UInt64(nodes.count))]
    bindPod(pod, to: node.key.name)
    recordEvent(
      about: pod, pods, "Normal", "Scheduled", "Successfully assigned \(key.namespace)/\(key.name) to \(node.key.name)",
      component: "default-scheduler")
  }

  /// Binding is the one write that field management does not see.
  func bindPod(_ pod: StoredObject, to node: String) {
    let pods = type("", "pods")
    guard let pod = find(pods, pod.key) else { return }
    var json = pod.json
    json[at: "spec", "nodeName"] = .string(node)
    json[at: "status", "conditions"] = [
      [
        "type": "PodScheduled", "observedGeneration": 1, "status": "True", "lastProbeTime": nil,
        "lastTransitionTime": .string(wallTime.text()),
      ]
    ]
    // The scheduler does not say which generation it saw; the kubelet adds that.
    json.update("status") { $0.updateEach("conditions") { $0["observedGeneration"] = nil } }
    write(.modified, json, pod.key, store.resource(pods))
  }

  private func refuseToSchedule(_ pod: StoredObject) {
    let count = store.resource(type("", "nodes")).all.count
    let message =
      "0/\(count) nodes are available: \(count) node(s) didn't match Pod's node affinity/selector. preemption: 0/\(count) nodes are available: \(count) Preemption is not helpful for scheduling."
    let time = wallTime.text()
    controllerUpdate(pod, type("", "pods"), status: true, manager: "kube-scheduler") { json in
      json[at: "status", "conditions"] = [
        [
          "type": "PodScheduled", "status": "False", "lastProbeTime": nil, "lastTransitionTime": .string(time),
          "reason": "Unschedulable", "message": .string(message),
        ]
      ]
    }
    recordEvent(
      about: pod, type("", "pods"), "Warning", "FailedScheduling", message, component: "default-scheduler")
    let key = pod.key
    timeline.plan(after: .seconds(30)) { $0.enqueue(WorkItem(controller: .scheduler, key: key)) }
  }
}

extension JSON {
  /// Whether this toleration covers the taint.
  fileprivate func tolerates(_ taint: JSON) -> Bool {
    if let effect = self["effect"], effect != "", effect != taint["effect"] { return false }
    if let key = self["key"], key != "", key != taint["key"] { return false }
    return self["operator"] == "Exists" || self["value"] ?? "" == taint["value"] ?? ""
  }
}
