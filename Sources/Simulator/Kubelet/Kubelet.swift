import JSON

/// The kubelets: from a bound pod to a running one.
extension Cluster {
  /// A pod was bound, changed or deleted.
  func syncPod(_ key: ObjectKey) {
    let pods = type("", "pods")
    guard let pod = find(pods, key) else {
      forgetPods(named: key)
      return
    }
    guard let node = pod.json[at: "spec", "nodeName"]?.string else { return }
    if let runtime = running[pod.uid] {
      if pod.isDeleting, !runtime.isTerminating { terminate(pod, runtime) }
      return
    }
    guard !pod.isFinishedPod else { return }
    start(pod, on: node)
  }

  func forgetPods(named key: ObjectKey) {
    // A pod deleted without grace is gone at once; its containers end with it.
    for (uid, runtime) in running where podKeys[uid] == key && find(type("", "pods"), key)?.uid != uid {
      runtime.isTerminating = true
      running[uid] = nil
      podKeys[uid] = nil
      wakeLogReaders()
    }
  }

  /// What the node of a pod is about to run.
  func runtime(of pod: StoredObject) -> PodRuntime {
    let inits = pod.json[at: "spec", "initContainers"]?.array ?? []
    let mains = pod.json[at: "spec", "containers"]?.array ?? []
    let waiting = inits.isEmpty ? "ContainerCreating" : "PodInitializing"
    let containers =
      inits.map { ContainerRuntime(spec: $0, isInit: true, waiting: "PodInitializing") }
      + mains.map { ContainerRuntime(spec: $0, isInit: false, waiting: waiting) }
    let address = "10.244.\(nextAddress / 254 % 256).\(nextAddress % 254 + 1)"
    nextAddress += 1
    let runtime = PodRuntime(uid: pod.uid, address: address, startedAt: wallTime, containers: containers)
    running[pod.uid] = runtime
    podKeys[pod.uid] = pod.key
    return runtime
  }

  func start(_ pod: StoredObject, on node: String) {
    let runtime = runtime(of: pod)
    writeStatus(pod, runtime)
    reportMissingDNS(pod, node)
    let uid = pod.uid
    timeline.plan(after: .milliseconds(480)) { cluster in
      guard let runtime = cluster.running[uid], !runtime.isTerminating, let pod = cluster.pod(uid) else { return }
      runtime.isSandboxReady = true
      runtime.sandboxReadyAt = cluster.wallTime
      // The first status that says so is written with what happens next.
      cluster.startNext(pod, runtime)
    }
  }

  func pod(_ uid: String) -> StoredObject? {
    guard let key = podKeys[uid], let pod = find(type("", "pods"), key), pod.uid == uid else { return nil }
    return pod
  }

  /// The recorded cluster has no cluster DNS, and its kubelets say so.
  func reportMissingDNS(_ pod: StoredObject, _ node: String) {
    guard pod.json[at: "spec", "dnsPolicy"] == "ClusterFirst" else { return }
    recordEvent(
      about: pod, type("", "pods"), "Warning", "MissingClusterDNS",
      "pod: \"\(pod.key.name)_\(pod.key.namespace)(\(pod.uid))\". kubelet does not have ClusterDNS IP configured and cannot create "
        + "Pod using \"ClusterFirst\" policy. Falling back to \"Default\" policy.",
      component: "kubelet", host: node)
  }

  /// Starts init containers one by one, then all others.
  func startNext(_ pod: StoredObject, _ runtime: PodRuntime) {
    if let next = runtime.containers.first(where: { $0.isInit && !($0.isTerminated && $0.current?.exitCode == 0) }) {
      if next.current == nil { pull(pod, runtime, next) }
      return
    }
    for container in runtime.containers where !container.isInit && container.run == 0 { pull(pod, runtime, container) }
  }
}
