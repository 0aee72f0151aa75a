import JSON

/// The status a kubelet writes.
extension Cluster {
  static let nodeAddress = "192.0.2.2"

  func writeStatus(_ pod: StoredObject, _ runtime: PodRuntime) {
    let status = PodStatus(pod: pod, runtime: runtime, now: wallTime, localTags: localTags)
    controllerUpdate(pod, type("", "pods"), status: true, manager: "kubelet") { json in
      let scheduled = json[at: "status", "conditions"]?.array?.first { $0["type"] == "PodScheduled" }
      json["status"] = status.json(scheduled: scheduled, qosClass: json[at: "status", "qosClass"])
    }
  }
}

private struct PodStatus {
  let pod: StoredObject
  let runtime: PodRuntime
  let now: WallTime
  let localTags: [String: Set<String>]

  private var generation: JSON { pod.json[at: "metadata", "generation"] ?? 1 }
  private var mains: [ContainerRuntime] { runtime.containers.filter { !$0.isInit } }
  private var inits: [ContainerRuntime] { runtime.containers.filter(\.isInit) }

  func json(scheduled: JSON?, qosClass: JSON?) -> JSON {
    var status: JSON = [
      "observedGeneration": generation, "phase": .string(phase), "hostIP": .string(Cluster.nodeAddress),
      "hostIPs": [["ip": .string(Cluster.nodeAddress)]], "startTime": .string(runtime.startedAt.text()),
      "containerStatuses": .array(mains.map(containerStatus)),
    ]
    status["qosClass"] = qosClass
    if mains.contains(where: { $0.run > 0 && $0.current != nil }) || runtime.isSandboxReady {
      status["podIP"] = .string(runtime.address)
      status["podIPs"] = [["ip": .string(runtime.address)]]
    }
    if !inits.isEmpty { status["initContainerStatuses"] = .array(inits.map(containerStatus)) }
    status["conditions"] = .array(conditions(scheduled: scheduled))
    status["resources"] = [:]
    return status
  }

  private var phase: String {
    let policy = pod.json[at: "spec", "restartPolicy"]
    if inits.contains(where: { !($0.isTerminated && $0.current?.exitCode == 0) }) {
      let hasFailed = policy == "Never" && inits.contains { $0.isTerminated && $0.current?.exitCode != 0 }
      return hasFailed ? "Failed" : "Pending"
    }
    if mains.contains(where: { $0.current == nil && $0.previous == nil }) { return "Pending" }
    if mains.contains(where: \.isRunning) { return "Running" }
    let allSucceeded = mains.allSatisfy { $0.isTerminated && $0.current?.exitCode == 0 }
    if runtime.isTerminating { return allSucceeded ? "Succeeded" : "Failed" }
    switch policy {
    case "Never": return allSucceeded ? "Succeeded" : "Failed"
    case "OnFailure": return allSucceeded ? "Succeeded" : "Running"
    default: return "Running"
    }
  }

  private func containerStatus(_ container: ContainerRuntime) -> JSON {
    var status: JSON = [
      "name": .string(container.name), "lastState": [:],
      "ready": .bool(
        container.isReady || container.isInit && container.current?.exitCode == 0 && container.isTerminated),
      "restartCount": .int(container.restarts), "started": .bool(container.isRunning),
    ]
    if let previous = container.previous { status["lastState"] = ["terminated": terminated(previous)] }
    switch container.state {
    case .waiting(let reason, let message):
      status["state"] = ["waiting": ["reason": .string(reason)]]
      if !message.isEmpty { status[at: "state", "waiting", "message"] = .string(message) }
    case .running(let instance):
      status["state"] = ["running": ["startedAt": .string(instance.startedAt.text())]]
    case .terminated(let instance): status["state"] = ["terminated": terminated(instance)]
    }
    let known = container.current ?? container.previous
    status["image"] = .string(known == nil ? container.image.reference.text : reportedImage(container))
    status["imageID"] = .string(known == nil ? "" : container.imageID)
    if let known {
      status["containerID"] = .string("containerd://\(known.id)")
      status["resources"] = container.spec["resources"] ?? [:]
      status["allocatedResources"] = container.spec[at: "resources", "requests"]
    }
    if let mounts = container.spec["volumeMounts"]?.array {
      status["volumeMounts"] = .array(
        mounts.map { mount in
          var mount = mount
          if mount["readOnly"] == true { mount["recursiveReadOnly"] = "Disabled" }
          return mount
        })
    }
    return status
  }

  /// All tags of a local image are one image, which is reported by the first of them.
  private func reportedImage(_ container: ContainerRuntime) -> String {
    let reference = container.image.reference
    guard container.image.isLocal, let first = localTags[reference.repository]?.min() else {
      return reference.normalized
    }
    return "docker.io/\(reference.repository):\(first)"
  }

  private func terminated(_ instance: ContainerRuntime.Instance) -> JSON {
    [
      "exitCode": .int(instance.exitCode), "reason": instance.exitCode == 0 ? "Completed" : "Error",
      "startedAt": .string(instance.startedAt.text()),
      "finishedAt": .string((instance.finishedAt ?? instance.startedAt).text()),
      "containerID": .string("containerd://\(instance.id)"),
    ]
  }

  // MARK: - Conditions

  private func conditions(scheduled: JSON?) -> [JSON] {
    let phase = phase
    let isInitialized = inits.allSatisfy { $0.isTerminated && $0.current?.exitCode == 0 }
    let unready = mains.filter { !$0.isReady }.map(\.name)
    var reason: String?
    var message: String?
    if phase == "Succeeded" {
      reason = "PodCompleted"
    } else if phase == "Failed" {
      reason = "PodFailed"
    } else if !unready.isEmpty {
      reason = "ContainersNotReady"
      message = "containers with unready status: [\(unready.joined(separator: " "))]"
    }
    let isReady = unready.isEmpty && reason == nil
    var all = [
      condition("PodReadyToStartContainers", runtime.isSandboxReady),
      condition(
        "Initialized", isInitialized,
        isInitialized ? phase == "Succeeded" ? "PodCompleted" : nil : "ContainersNotInitialized",
        isInitialized
          ? nil
          : "containers with incomplete status: [\(inits.filter { !($0.isTerminated && $0.current?.exitCode == 0) }.map(\.name).joined(separator: " "))]"
      ),
      condition("Ready", isReady, reason, message), condition("ContainersReady", isReady, reason, message),
    ]
    if var scheduled {
      scheduled["observedGeneration"] = generation
      all.append(scheduled)
    }
    return all
  }

  private func condition(_ type: String, _ isTrue: Bool, _ reason: String? = nil, _ message: String? = nil) -> JSON {
    let status = isTrue ? "True" : "False"
    if runtime.transitions[type]?.status != status { runtime.transitions[type] = (status, now.text()) }
    var condition: JSON = [
      "type": .string(type), "observedGeneration": generation, "status": .string(status), "lastProbeTime": nil,
      "lastTransitionTime": .string(runtime.transitions[type]?.time ?? now.text()),
    ]
    condition["reason"] = reason.map(JSON.string)
    condition["message"] = message.map(JSON.string)
    return condition
  }
}
