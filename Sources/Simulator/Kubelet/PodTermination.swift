import JSON

/// The end of a pod: grace, the last status, removal.
extension Cluster {
  func terminate(_ pod: StoredObject, _ runtime: PodRuntime) {
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
  func finishDeletion(_ pod: StoredObject) {
    let pods = type("", "pods")
    var json = pod.json
    json[at: "metadata", "deletionTimestamp"] = .string(wallTime.text())
    json[at: "metadata", "deletionGracePeriodSeconds"] = 0
    let marked = write(.modified, json, pod.key, store.resource(pods))
    guard (json[at: "metadata", "finalizers"]?.array ?? []).isEmpty else { return }
    remove(marked, pods, json: marked.json)
  }
}
