import JSON

/// Containers: started, ready, ended and restarted.
extension Cluster {
  func event(
    _ pod: StoredObject, _ container: ContainerRuntime, _ severity: String, _ reason: String, _ message: String
  ) {
    recordEvent(
      about: pod, type("", "pods"), severity, reason, message, component: "kubelet",
      host: pod.json[at: "spec", "nodeName"]?.string,
      fieldPath: "spec.\(container.isInit ? "initContainers" : "containers"){\(container.name)}")
  }

  func run(_ pod: StoredObject, _ runtime: PodRuntime, _ container: ContainerRuntime) {
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
  func readinessDelay(_ container: ContainerRuntime) -> Duration? {
    guard let delay = container.image.readyAfter else { return nil }
    guard let probe = container.spec["readinessProbe"] else { return delay }
    let initial = probe["initialDelaySeconds"]?.int ?? 0
    let period = probe["periodSeconds"]?.int ?? 10
    let successes = (probe["successThreshold"]?.int ?? 1) - 1
    return max(delay, .seconds(initial) + .milliseconds(500)) + .seconds(successes * period)
  }

  func failProbe(_ pod: StoredObject, _ container: ContainerRuntime) {
    guard container.isRunning, let probe = container.spec["readinessProbe"] else { return }
    event(pod, container, "Warning", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503")
    let (uid, name, run) = (pod.uid, container.name, container.run)
    plan(after: .seconds(max(1, probe["periodSeconds"]?.int ?? 10)), uid, name, run) { cluster, pod, _, container in
      cluster.failProbe(pod, container)
    }
  }

  func exit(_ pod: StoredObject, _ runtime: PodRuntime, _ container: ContainerRuntime, code: Int) {
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
  func planRestart(_ pod: StoredObject, _ runtime: PodRuntime, _ container: ContainerRuntime) {
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

  func restart(_ pod: StoredObject, _ runtime: PodRuntime, _ container: ContainerRuntime) {
    if case .terminated(let instance) = container.state { container.previous = instance }
    container.restarts += 1
    container.run += 1
    event(
      pod, container, "Normal", "Pulled",
      "Container image \"\(container.image.reference.text)\" already present on machine and can be accessed by the pod")
    run(pod, runtime, container)
  }

  /// Once nothing runs and nothing will restart, the pod's sandbox is stopped.
  func finishIfDone(_ pod: StoredObject, _ runtime: PodRuntime) {
    guard runtime.containers.allSatisfy({ $0.isTerminated || $0.isInit }) else { return }
    let uid = pod.uid
    timeline.plan(after: .milliseconds(800)) { cluster in
      guard let runtime = cluster.running[uid], !runtime.isTerminating, let pod = cluster.pod(uid) else { return }
      runtime.isSandboxReady = false
      cluster.writeStatus(pod, runtime)
    }
  }

  /// Plans something for one run of one container; it does not happen when the container or pod has moved on.
  func plan(
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
}

extension Duration {
  /// As Go prints it: `1m20s`.
  fileprivate var goText: String {
    let seconds = components.seconds
    return seconds < 60 ? "\(seconds)s" : "\(seconds / 60)m\(seconds % 60)s"
  }
}
