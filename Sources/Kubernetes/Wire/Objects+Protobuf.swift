import Foundation
import SwiftProtobuf

extension Deployment {
  package static var hasProtobuf: Bool { true }

  package init(protobuf bytes: [UInt8]) throws(KubernetesError) {
    let wire = try WireDeployment(decoding: bytes, "Deployment")
    self.init(metadata: try ObjectMetadata(wire.metadata, Self.resource))
    replicas = wire.spec.hasReplicas ? Int(wire.spec.replicas) : 1
    selector = LabelSelector(wire.spec.selector)
    template = PodTemplate(wire.spec.template)
    isPaused = wire.spec.paused
    progressDeadlineSeconds = wire.spec.hasProgressDeadlineSeconds ? Int(wire.spec.progressDeadlineSeconds) : 600
    status.observedGeneration = Int(wire.status.observedGeneration)
    status.replicas = Int(wire.status.replicas)
    status.updatedReplicas = Int(wire.status.updatedReplicas)
    status.readyReplicas = Int(wire.status.readyReplicas)
    status.availableReplicas = Int(wire.status.availableReplicas)
    status.unavailableReplicas = Int(wire.status.unavailableReplicas)
    status.conditions = wire.status.conditions.map { condition in
      Condition(
        type: condition.type, value: .init(rawValue: condition.status) ?? .unknown, reason: condition.reason,
        message: condition.message, changedAt: condition.lastTransitionTime.date)
    }
  }
}

extension ReplicaSet {
  package static var hasProtobuf: Bool { true }

  package init(protobuf bytes: [UInt8]) throws(KubernetesError) {
    let wire = try WireReplicaSet(decoding: bytes, "ReplicaSet")
    self.init(metadata: try ObjectMetadata(wire.metadata, Self.resource))
    replicas = wire.spec.hasReplicas ? Int(wire.spec.replicas) : 1
    template = PodTemplate(wire.spec.template)
    status.observedGeneration = Int(wire.status.observedGeneration)
    status.replicas = Int(wire.status.replicas)
    status.readyReplicas = Int(wire.status.readyReplicas)
    status.availableReplicas = Int(wire.status.availableReplicas)
  }
}

extension Event {
  package static var hasProtobuf: Bool { true }

  package init(protobuf bytes: [UInt8]) throws(KubernetesError) {
    let wire = try WireEvent(decoding: bytes, "Event")
    self.init(metadata: try ObjectMetadata(wire.metadata, Self.resource))
    severity = Severity(rawValue: wire.type) ?? .normal
    reason = wire.reason
    message = wire.message
    count = max(1, Int(wire.hasSeries ? wire.series.count : wire.count))
    firstSeen = wire.firstTimestamp.date ?? wire.eventTime.date ?? metadata.createdAt
    lastSeen = wire.series.lastObservedTime.date ?? wire.lastTimestamp.date ?? firstSeen
    component = wire.reportingComponent.isEmpty ? wire.source.component : wire.reportingComponent
    subject.kind = wire.involvedObject.kind
    subject.namespace = wire.involvedObject.namespace
    subject.name = wire.involvedObject.name
    subject.uid = wire.involvedObject.uid
    subject.fieldPath = wire.involvedObject.fieldPath
  }
}

extension Service {
  package static var hasProtobuf: Bool { true }

  package init(protobuf bytes: [UInt8]) throws(KubernetesError) {
    let wire = try WireService(decoding: bytes, "Service")
    self.init(metadata: try ObjectMetadata(wire.metadata, Self.resource))
    type = wire.spec.type.isEmpty ? type : wire.spec.type
    clusterIP = wire.spec.clusterIp
    selector = wire.spec.selector
    ports = wire.spec.ports.map { port in
      // Type 1 is a string.
      let number = port.targetPort.intVal == 0 ? port.port : port.targetPort.intVal
      return Port(
        name: port.name, port: Int(port.port),
        target: port.targetPort.type == 1 ? port.targetPort.strVal : String(number), nodePort: Int(port.nodePort))
    }
    ingress = wire.status.loadBalancer.ingress.map { $0.ip.isEmpty ? $0.hostname : $0.ip }
  }
}

extension Namespace {
  package static var hasProtobuf: Bool { true }

  package init(protobuf bytes: [UInt8]) throws(KubernetesError) {
    let wire = try WireNamespace(decoding: bytes, "Namespace")
    self.init(metadata: try ObjectMetadata(wire.metadata, Self.resource))
    isTerminating = wire.status.phase == "Terminating"
  }
}

extension Node {
  package static var hasProtobuf: Bool { true }

  package init(protobuf bytes: [UInt8]) throws(KubernetesError) {
    let wire = try WireNode(decoding: bytes, "Node")
    self.init(metadata: try ObjectMetadata(wire.metadata, Self.resource))
    isUnschedulable = wire.spec.unschedulable
    conditions = wire.status.conditions.map(Condition.init)
    kubeletVersion = wire.status.nodeInfo.kubeletVersion
    allocatable = wire.status.allocatable.mapValues(\.string)
  }
}
