import Foundation
import JSON

/// A container of a pod: what was asked for, and what became of it.
package struct Container: Hashable, Sendable {
  package enum Role: String, Hashable, Sendable {
    case initialization, main, ephemeral

    /// Where a pod's spec and status keep each.
    static let fields: [(Role, spec: String, status: String)] = [
      (.initialization, "initContainers", "initContainerStatuses"),
      (.main, "containers", "containerStatuses"),
      (.ephemeral, "ephemeralContainers", "ephemeralContainerStatuses"),
    ]
  }

  package var name: String
  package var role = Role.main
  /// As the spec names it.
  package var image = ""
  package var ports: [Int] = []
  /// Only a template's: in pods, of which there are many, it would be most of what is kept. nil for a value that comes from
  /// elsewhere (`valueFrom`).
  package var environment: [String: String?] = [:]
  /// An init container that keeps running beside the others (`restartPolicy: Always`).
  package var isSidecar = false
  /// Nil until the kubelet has reported.
  package var status: Status?

  package struct Status: Hashable, Sendable {
    package var state = State.waiting(reason: "", message: "")
    /// How the instance before this one ended.
    package var lastTermination: Termination?
    package var isReady = false
    package var hasStarted = false
    package var restartCount = 0
    /// `containerd://…`: differs between two instances of one container.
    package var containerID = ""
    /// The image by digest, where the runtime knows it.
    package var imageID = ""

    package init() {}
  }

  package enum State: Hashable, Sendable {
    /// `ContainerCreating`, `CrashLoopBackOff`, `ImagePullBackOff`.
    case waiting(reason: String, message: String)
    case running(since: Date?)
    case terminated(Termination)
  }

  package struct Termination: Hashable, Sendable {
    package var exitCode = 0
    /// 0 when no signal ended it.
    package var signal = 0
    /// `Completed`, `Error`, `OOMKilled`.
    package var reason = ""
    package var message = ""
    package var startedAt: Date?
    package var finishedAt: Date?

    package init() {}
  }

  package init(name: String) {
    self.name = name
  }
}

extension Container {
  init(json: JSON, role: Role = .main, status: JSON? = nil) {
    self.init(name: json.text("name"))
    self.role = role
    image = json.text("image")
    ports = json.list("ports").map { $0.number("containerPort") }
    isSidecar = role == .initialization && json.text("restartPolicy") == "Always"
    self.status = status.map(Status.init)
  }
}

extension Container.Status {
  init(json: JSON) {
    state = Container.State(json: json.object("state")) ?? state
    if case .terminated(let termination) = Container.State(json: json.object("lastState")) {
      lastTermination = termination
    }
    isReady = json.flag("ready")
    hasStarted = json.flag("started")
    restartCount = json.number("restartCount")
    containerID = json.text("containerID")
    imageID = json.text("imageID")
  }
}

extension Container.State {
  init?(json: JSON) {
    if let running = json["running"] {
      self = .running(since: running.date("startedAt"))
    } else if let terminated = json["terminated"] {
      self = .terminated(Container.Termination(json: terminated))
    } else if let waiting = json["waiting"] {
      self = .waiting(reason: waiting.text("reason"), message: waiting.text("message"))
    } else {
      return nil
    }
  }
}

extension Container.Termination {
  init(json: JSON) {
    exitCode = json.number("exitCode")
    signal = json.number("signal")
    reason = json.text("reason")
    message = json.text("message")
    startedAt = json.date("startedAt")
    finishedAt = json.date("finishedAt")
  }
}
