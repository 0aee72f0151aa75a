import JSON

/// The scheduler and the kubelets: from a created pod to a running one, its restarts and its end.
extension Cluster {
  /// Binds a pod to the node with the fewest pods.
  func schedule(_ key: ObjectKey) {
    let pods = type("", "pods")
    guard let pod = find(pods, key), pod.json[at: "spec", "nodeName"] == nil, !pod.isDeleting else { return }
    let wanted = pod.json[at: "spec", "nodeSelector"]?.texts ?? [:]
    let nodes = store.resource(type("", "nodes")).all.filter { node in
      node.json[at: "spec", "unschedulable"] != true && wanted.allSatisfy { node.labels[$0.key] == $0.value }
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

  // MARK: - Sync

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

  private func forgetPods(named key: ObjectKey) {
    // A pod deleted without grace is gone at once; its containers end with it.
    for (uid, runtime) in running where podKeys[uid] == key && find(type("", "pods"), key)?.uid != uid {
      runtime.isTerminating = true
      running[uid] = nil
      podKeys[uid] = nil
      wakeLogReaders()
    }
  }

  private func start(_ pod: StoredObject, on node: String) {
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
  private func reportMissingDNS(_ pod: StoredObject, _ node: String) {
    guard pod.json[at: "spec", "dnsPolicy"] == "ClusterFirst" else { return }
    recordEvent(
      about: pod, type("", "pods"), "Warning", "MissingClusterDNS",
      "pod: \"\(pod.key.name)_\(pod.key.namespace)(\(pod.uid))\". kubelet does not have ClusterDNS IP configured and cannot create "
        + "Pod using \"ClusterFirst\" policy. Falling back to \"Default\" policy.",
      component: "kubelet", host: node)
  }

  /// Starts init containers one by one, then all others.
  private func startNext(_ pod: StoredObject, _ runtime: PodRuntime) {
    if let next = runtime.containers.first(where: { $0.isInit && !($0.isTerminated && $0.current?.exitCode == 0) }) {
      if next.current == nil { pull(pod, runtime, next) }
      return
    }
    for container in runtime.containers where !container.isInit && container.run == 0 { pull(pod, runtime, container) }
  }

  // MARK: - Containers

  private func event(
    _ pod: StoredObject, _ container: ContainerRuntime, _ severity: String, _ reason: String, _ message: String
  ) {
    recordEvent(
      about: pod, type("", "pods"), severity, reason, message, component: "kubelet",
      host: pod.json[at: "spec", "nodeName"]?.string,
      fieldPath: "spec.\(container.isInit ? "initContainers" : "containers"){\(container.name)}")
  }

  private func pull(_ pod: StoredObject, _ runtime: PodRuntime, _ container: ContainerRuntime) {
    container.run += 1
    let (uid, name, run) = (pod.uid, container.name, container.run)
    let image = container.image.reference.text
    let isPresent = container.image.isLocal || pulledImages.contains(image)
    if container.image.isLocal {
      localTags[container.image.reference.repository, default: []].insert(container.image.reference.tag)
    }
    if let error = container.image.pullError {
      event(pod, container, "Normal", "Pulling", "Pulling image \"\(image)\"")
      plan(after: .milliseconds(400), uid, name, run) { cluster, pod, runtime, container in
        cluster.failPull(pod, runtime, container, error)
      }
      return
    }
    guard !isPresent || container.spec["imagePullPolicy"] == "Always" && !container.image.isLocal else {
      event(
        pod, container, "Normal", "Pulled",
        "Container image \"\(image)\" already present on machine and can be accessed by the pod")
      plan(after: .milliseconds(90), uid, name, run) { $0.run($1, $2, $3) }
      return
    }
    event(pod, container, "Normal", "Pulling", "Pulling image \"\(image)\"")
    writeStatus(pod, runtime)
    let duration = Duration.milliseconds(isPresent ? 300 : 1200 + Int(random.next() % 1500))
    let size = 20_000_000 + random.next() % 80_000_000
    plan(after: duration, uid, name, run) { cluster, pod, runtime, container in
      cluster.pulledImages.insert(image)
      let seconds = "\(duration.nanoseconds / 1_000_000_000).\(duration.nanoseconds / 1_000_000 % 1000)s"
      cluster.event(
        pod, container, "Normal", "Pulled",
        "Successfully pulled image \"\(image)\" in \(seconds) (\(seconds) including waiting). Image size: \(size) bytes."
      )
      cluster.run(pod, runtime, container)
    }
  }

  /// Plans something for one run of one container; it does not happen when the container or pod has moved on.
  private func plan(
    after delay: Duration, _ uid: String, _ name: String, _ run: Int,
    _ action: @escaping (Cluster, StoredObject, PodRuntime, ContainerRuntime) -> Void
  ) {
    timeline.plan(after: delay) { cluster in
      guard let runtime = cluster.running[uid], let pod = cluster.pod(uid), let container = runtime.container(name),
        container.run == run, !runtime.isTerminating
      else { return }
      action(cluster, pod, runtime, container)
    }
  }

  private func failPull(_ pod: StoredObject, _ runtime: PodRuntime, _ container: ContainerRuntime, _ error: String) {
    container.pullFailures += 1
    let image = container.image.reference.text
    event(pod, container, "Warning", "Failed", "Failed to pull image \"\(image)\": \(error)")
    event(pod, container, "Warning", "Failed", "Error: ErrImagePull")
    container.state = .waiting(reason: "ErrImagePull", message: error)
    writeStatus(pod, runtime)
    let backoff = Duration.seconds(min(300, 10 << min(container.pullFailures - 1, 5)))
    let (uid, name, run) = (pod.uid, container.name, container.run)
    plan(after: .seconds(10), uid, name, run) { cluster, pod, runtime, container in
      cluster.event(pod, container, "Normal", "BackOff", "Back-off pulling image \"\(image)\"")
      cluster.event(pod, container, "Warning", "Failed", "Error: ImagePullBackOff")
      container.state = .waiting(
        reason: "ImagePullBackOff", message: "Back-off pulling image \"\(image)\": ErrImagePull: \(error)")
      cluster.writeStatus(pod, runtime)
    }
    plan(after: backoff + .seconds(11), uid, name, run) { $0.pull($1, $2, $3) }
  }

  private func run(_ pod: StoredObject, _ runtime: PodRuntime, _ container: ContainerRuntime) {
    let instance = ContainerRuntime.Instance(id: random.hexadecimal(64), startedAt: wallTime)
    container.state = .running(instance)
    event(pod, container, "Normal", "Created", "Container created")
    event(pod, container, "Normal", "Started", "Container started")
    let (uid, name, run) = (pod.uid, container.name, container.run)
    let delay = readinessDelay(container)
    container.isReady = !container.isInit && delay == .zero
    writeStatus(pod, runtime)
    wakeLogReaders()
    if let delay, delay > .zero, !container.isInit {
      plan(after: delay, uid, name, run) { cluster, pod, runtime, container in
        guard container.isRunning else { return }
        container.isReady = true
        cluster.writeStatus(pod, runtime)
      }
    } else if delay == nil {
      plan(after: .seconds(5), uid, name, run) { cluster, pod, _, container in
        cluster.failProbe(pod, container)
      }
    }
    if case .script(let script) = container.image.program {
      plan(after: script.end, uid, name, run) { cluster, pod, runtime, container in
        cluster.exit(pod, runtime, container, code: script.exitCode)
      }
    }
  }

  /// With a readiness probe, after its first success.
  private func readinessDelay(_ container: ContainerRuntime) -> Duration? {
    guard let delay = container.image.readyAfter else { return nil }
    guard let probe = container.spec["readinessProbe"] else { return delay }
    let initial = probe["initialDelaySeconds"]?.int ?? 0
    let period = probe["periodSeconds"]?.int ?? 10
    let successes = (probe["successThreshold"]?.int ?? 1) - 1
    return max(delay, .seconds(initial) + .milliseconds(500)) + .seconds(successes * period)
  }

  private func failProbe(_ pod: StoredObject, _ container: ContainerRuntime) {
    guard container.isRunning, let probe = container.spec["readinessProbe"] else { return }
    event(pod, container, "Warning", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503")
    let (uid, name, run) = (pod.uid, container.name, container.run)
    plan(after: .seconds(max(1, probe["periodSeconds"]?.int ?? 10)), uid, name, run) { cluster, pod, _, container in
      cluster.failProbe(pod, container)
    }
  }

  private func exit(_ pod: StoredObject, _ runtime: PodRuntime, _ container: ContainerRuntime, code: Int) {
    guard case .running(var instance) = container.state else { return }
    instance.finishedAt = wallTime
    instance.exitCode = code
    container.previous?.isCollected = true
    container.state = .terminated(instance)
    container.isReady = false
    wakeLogReaders()
    let policy = pod.json[at: "spec", "restartPolicy"]
    let restarts =
      container.isInit ? code != 0 && policy != "Never" : policy == "Always" || policy == "OnFailure" && code != 0
    let (uid, name, run) = (pod.uid, container.name, container.run)
    // The kubelet notices a moment later.
    plan(after: .milliseconds(500), uid, name, run) { cluster, pod, runtime, container in
      cluster.writeStatus(pod, runtime)
      if restarts {
        cluster.planRestart(pod, runtime, container)
      } else if container.isInit, code == 0 {
        cluster.startNext(pod, runtime)
      } else {
        cluster.finishIfDone(pod, runtime)
      }
    }
  }

  /// Immediately the first time, then after a delay that doubles from 10 s to 5 minutes.
  private func planRestart(_ pod: StoredObject, _ runtime: PodRuntime, _ container: ContainerRuntime) {
    let (uid, name, run) = (pod.uid, container.name, container.run)
    if container.restarts == 0 {
      plan(after: .milliseconds(500), uid, name, run) { $0.restart($1, $2, $3) }
      return
    }
    let backoff = Duration.seconds(min(300, 10 << min(container.restarts - 1, 5)))
    let message =
      "back-off \(backoff.goText) restarting failed container=\(name) pod=\(pod.key.name)_\(pod.key.namespace)(\(uid))"
    event(
      pod, container, "Warning", "BackOff",
      "Back-off restarting failed container \(name) in pod \(pod.key.name)_\(pod.key.namespace)(\(uid))")
    // Until the next full sync the status tells of the exit, then of the back-off.
    if backoff > .seconds(60) {
      plan(after: .seconds(60), uid, name, run) { cluster, pod, runtime, container in
        if case .terminated(let instance) = container.state {
          container.previous = instance
          container.state = .waiting(reason: "CrashLoopBackOff", message: message)
          cluster.writeStatus(pod, runtime)
        }
      }
    }
    plan(after: backoff + .seconds(3), uid, name, run) { $0.restart($1, $2, $3) }
  }

  private func restart(_ pod: StoredObject, _ runtime: PodRuntime, _ container: ContainerRuntime) {
    if case .terminated(let instance) = container.state { container.previous = instance }
    container.restarts += 1
    container.run += 1
    event(
      pod, container, "Normal", "Pulled",
      "Container image \"\(container.image.reference.text)\" already present on machine and can be accessed by the pod")
    run(pod, runtime, container)
  }

  /// Once nothing runs and nothing will restart, the pod's sandbox is stopped.
  private func finishIfDone(_ pod: StoredObject, _ runtime: PodRuntime) {
    guard runtime.containers.allSatisfy({ $0.isTerminated || $0.isInit }) else { return }
    let uid = pod.uid
    timeline.plan(after: .milliseconds(800)) { cluster in
      guard let runtime = cluster.running[uid], !runtime.isTerminating, let pod = cluster.pod(uid) else { return }
      runtime.isSandboxReady = false
      cluster.writeStatus(pod, runtime)
    }
  }

  // MARK: - Termination

  private func terminate(_ pod: StoredObject, _ runtime: PodRuntime) {
    runtime.isTerminating = true
    writeStatus(pod, runtime)
    for container in runtime.containers where container.isRunning {
      event(pod, container, "Normal", "Killing", "Stopping container \(container.name)")
    }
    let grace = Duration.seconds(pod.json[at: "metadata", "deletionGracePeriodSeconds"]?.int ?? 30)
    let uid = pod.uid
    let isStubborn = runtime.containers.contains { $0.isRunning && $0.image.ignoresTermination }
    let stop = isStubborn ? grace : min(grace, .milliseconds(250))
    let code = isStubborn ? 137 : 0
    timeline.plan(after: stop) { cluster in
      guard let runtime = cluster.running[uid] else { return }
      for container in runtime.containers {
        guard case .running(var instance) = container.state else { continue }
        instance.finishedAt = cluster.wallTime
        instance.exitCode = code
        container.state = .terminated(instance)
        container.isReady = false
      }
      cluster.wakeLogReaders()
    }
    timeline.plan(after: stop + .milliseconds(1200)) { cluster in
      guard let runtime = cluster.running[uid], let pod = cluster.pod(uid) else { return }
      runtime.isSandboxReady = false
      cluster.writeStatus(pod, runtime)
    }
    timeline.plan(after: stop + .milliseconds(1900)) { cluster in
      guard let pod = cluster.pod(uid) else { return }
      cluster.running[uid] = nil
      cluster.podKeys[uid] = nil
      cluster.wakeLogReaders()
      var options = DeleteOptions()
      options.gracePeriodSeconds = 0
      cluster.finishDeletion(pod)
    }
  }

  /// The kubelet's last word: the pod is written once more with no grace left, and removed.
  private func finishDeletion(_ pod: StoredObject) {
    let pods = type("", "pods")
    var json = pod.json
    json[at: "metadata", "deletionTimestamp"] = .string(wallTime.text())
    json[at: "metadata", "deletionGracePeriodSeconds"] = 0
    let marked = write(.modified, json, pod.key, store.resource(pods))
    guard (json[at: "metadata", "finalizers"]?.array ?? []).isEmpty else { return }
    remove(marked, pods, json: marked.json)
  }
}

extension Duration {
  /// As Go prints it: `1m20s`.
  fileprivate var goText: String {
    let seconds = components.seconds
    return seconds < 60 ? "\(seconds)s" : "\(seconds / 60)m\(seconds % 60)s"
  }
}
