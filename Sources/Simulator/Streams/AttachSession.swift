import JSON

/// The output of a running container from now on, and its input where the container keeps that open.
final class AttachSession: StreamSession {
  private let podUID: String
  private let container: String
  private var nextLine = 0
  /// Whether the container says again what it reads.
  private let echoes: Bool

  init(id: Int, _ pod: StoredObject, _ container: ContainerRuntime?, _ cluster: Cluster) {
    podUID = pod.uid
    self.container = container?.name ?? ""
    echoes = container?.image.echoes == true && container?.spec["stdin"] == true
    super.init(id: id)
    send(1, [])
    guard let log = log(cluster) else {
      close()
      return
    }
    nextLine = log.count(at: cluster.wallTime)
    planNext(log, cluster)
  }

  override func receive(_ channel: UInt8, _ bytes: ArraySlice<UInt8>, _ cluster: Cluster) {
    if channel == 0, echoes { send(1, bytes) }
  }

  private func log(_ cluster: Cluster) -> ContainerLog? {
    guard let container = cluster.running[podUID]?.container(container), let instance = container.current else {
      return nil
    }
    return ContainerLog(instance, container, podName: cluster.podKeys[podUID]?.name ?? "")
  }

  private func planNext(_ log: ContainerLog, _ cluster: Cluster) {
    guard let time = log.next(after: nextLine) else { return close() }
    cluster.timeline.plan(after: time - cluster.wallTime) { [weak self] cluster in
      guard let self, !self.isClosed, let log = self.log(cluster) else {
        self?.close()
        return
      }
      while self.nextLine < log.count(at: cluster.wallTime) {
        self.send(1, "\(log.text(of: self.nextLine))\n".utf8)
        self.nextLine += 1
      }
      self.planNext(log, cluster)
    }
  }
}
