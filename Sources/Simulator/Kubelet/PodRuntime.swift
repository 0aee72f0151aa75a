import JSON

/// What a kubelet knows of a pod that runs on its node.
final class PodRuntime {
  let uid: String
  let address: String
  let startedAt: WallTime
  /// Init containers first.
  var containers: [ContainerRuntime]
  var isSandboxReady = false
  var sandboxReadyAt: WallTime?
  var isTerminating = false
  /// When its conditions last changed, by type.
  var transitions: [String: (status: String, time: String)] = [:]

  init(uid: String, address: String, startedAt: WallTime, containers: [ContainerRuntime]) {
    self.uid = uid
    self.address = address
    self.startedAt = startedAt
    self.containers = containers
  }

  func container(_ name: String) -> ContainerRuntime? { containers.first { $0.name == name } }
}

/// One container and its restarts.
final class ContainerRuntime {
  enum State {
    case waiting(reason: String, message: String)
    case running(Instance)
    case terminated(Instance)
  }

  /// One run of a container.
  struct Instance {
    let id: String
    let startedAt: WallTime
    var finishedAt: WallTime?
    var exitCode = 0
    /// Its log is gone: a kubelet keeps one dead container per name.
    var isCollected = false
  }

  let name: String
  let image: Image
  let spec: JSON
  let isInit: Bool
  var state: State
  var previous: Instance?
  var restarts = 0
  var isReady = false
  /// Grows with each start, so that what was planned for an earlier run is known as stale.
  var run = 0
  var pullFailures = 0
  /// What the container runtime calls its image: the same for the same image, wherever it runs.
  private(set) lazy var imageID: String = image.id

  init(spec: JSON, isInit: Bool, waiting: String) {
    name = spec["name"]?.string ?? ""
    image = Image(container: spec)
    self.spec = spec
    self.isInit = isInit
    state = .waiting(reason: waiting, message: "")
  }

  var current: Instance? {
    switch state {
    case .running(let instance), .terminated(let instance): instance
    case .waiting: nil
    }
  }

  var isRunning: Bool {
    if case .running = state { true } else { false }
  }

  var isTerminated: Bool {
    if case .terminated = state { true } else { false }
  }
}
