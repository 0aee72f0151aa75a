import JSON

/// Images: pulled, present, or not to be had.
extension Cluster {
  func pull(_ pod: StoredObject, _ runtime: PodRuntime, _ container: ContainerRuntime) {
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

  func failPull(_ pod: StoredObject, _ runtime: PodRuntime, _ container: ContainerRuntime, _ error: String) {
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
}
