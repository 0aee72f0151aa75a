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
  fileprivate init(_ wire: WireTemplateContainer, _ role: Role) {
    self.init(name: wire.name)
    self.role = role
    image = wire.image
    ports = wire.ports.map { Int($0.containerPort) }
    isSidecar = role == .initialization && wire.restartPolicy == "Always"
    environment = Dictionary(wire.env.map { ($0.name, $0.hasValueFrom ? nil : $0.value) }) { $1 }
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
