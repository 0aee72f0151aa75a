import Foundation
import SwiftProtobuf

extension ObjectMetadata {
  init(_ wire: WireObjectMeta, _ resource: Resource) throws(KubernetesError) {
    guard !wire.name.isEmpty else { throw .undecodable(what: resource.kind, reason: "it has no metadata.name") }
    name = wire.name
    namespace = wire.namespace
    uid = wire.uid
    resourceVersion = wire.resourceVersion
    generation = Int(wire.generation)
    createdAt = wire.creationTimestamp.date
    deletionTimestamp = wire.deletionTimestamp.date
    labels = wire.labels
    annotations = wire.annotations
    annotations[Self.lastAppliedAnnotation] = nil
    controller = wire.ownerReferences.first { $0.controller }.map { owner in
      Owner(kind: owner.kind, name: owner.name, uid: owner.uid)
    }
  }
}

extension WireTime {
  /// Nil for Go's zero time, which is left out or empty on the wire.
  var date: Date? {
    hasSeconds ? Timestamp(seconds: seconds, nanoseconds: nanos).date : nil
  }
}

extension Condition {
  init(_ wire: WirePodCondition) {
    self.init(
      type: wire.type, value: Value(rawValue: wire.status) ?? .unknown, reason: wire.reason, message: wire.message,
      changedAt: wire.lastTransitionTime.date)
  }
}

extension Container {
  init(_ wire: WireContainer, _ role: Role = .main, _ statuses: [WireContainerStatus] = []) {
    self.init(name: wire.name)
    self.role = role
    image = wire.image
    ports = wire.ports.map { Int($0.containerPort) }
    isSidecar = role == .initialization && wire.restartPolicy == "Always"
    status = statuses.first { $0.name == wire.name }.map(Status.init)
  }
}

extension Container {
  fileprivate init(_ wire: WireTemplateContainer, _ role: Role) {
    self.init(name: wire.name)
    self.role = role
    image = wire.image
    ports = wire.ports.map { Int($0.containerPort) }
    isSidecar = role == .initialization && wire.restartPolicy == "Always"
    environment = Dictionary(wire.env.map { ($0.name, $0.hasValueFrom ? nil : $0.value) }) { $1 }
  }
}

extension Container.Status {
  init(_ wire: WireContainerStatus) {
    state = Container.State(wire.state) ?? state
    if case .terminated(let termination) = Container.State(wire.lastState) { lastTermination = termination }
    isReady = wire.ready
    hasStarted = wire.started
    restartCount = Int(wire.restartCount)
    containerID = wire.containerID
    imageID = wire.imageID
  }
}

extension Container.State {
  init?(_ wire: WireContainerState) {
    if wire.hasRunning {
      self = .running(since: wire.running.startedAt.date)
    } else if wire.hasTerminated {
      self = .terminated(Container.Termination(wire.terminated))
    } else if wire.hasWaiting {
      self = .waiting(reason: wire.waiting.reason, message: wire.waiting.message)
    } else {
      return nil
    }
  }
}

extension Container.Termination {
  init(_ wire: WireContainerStateTerminated) {
    exitCode = Int(wire.exitCode)
    signal = Int(wire.signal)
    reason = wire.reason
    message = wire.message
    startedAt = wire.startedAt.date
    finishedAt = wire.finishedAt.date
  }
}

extension PodTemplate {
  init(_ wire: WirePodTemplateSpec) {
    labels = wire.metadata.labels
    annotations = wire.metadata.annotations
    containers =
      wire.spec.initContainers.map { Container($0, .initialization) }
      + wire.spec.containers.map { Container($0, .main) }
  }
}

extension LabelSelector {
  init(_ wire: WireLabelSelector) {
    self.init(
      wire.matchLabels,
      requirements: wire.matchExpressions.compactMap { expression in
        Operation(rawValue: expression.operator).map { operation in
          Requirement(key: expression.key, operation: operation, values: expression.values)
        }
      })
  }
}
