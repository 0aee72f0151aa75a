import Foundation
import JSON

/// `core/v1.Pod`.
package struct Pod: KubernetesObject {
  package static let resource = Resource.pods

  package var metadata: ObjectMetadata
  /// Empty until it is scheduled.
  package var nodeName = ""
  /// Init containers first, each in the spec's order, then the others, then ephemeral ones.
  package var containers: [Container] = []
  package var phase = Phase.pending
  /// Set for a whole pod that failed: `Evicted`, `NodeLost`.
  package var reason = ""
  package var message = ""
  package var podIP = ""
  package var startedAt: Date?
  package var conditions: [Condition] = []

  package enum Phase: String, Hashable, Sendable {
    case pending = "Pending"
    case running = "Running"
    case succeeded = "Succeeded"
    case failed = "Failed"
    case unknown = "Unknown"
  }

  package init(metadata: ObjectMetadata) {
    self.metadata = metadata
  }

  package var isReady: Bool { conditions.contains { $0.type == "Ready" && $0.isTrue } }
  package var restartCount: Int { containers.reduce(0) { $0 + ($1.status?.restartCount ?? 0) } }
}

extension Pod {
  package init(json: JSON) throws(KubernetesError) {
    self.init(metadata: try ObjectMetadata(of: json, Self.resource))
    let (spec, status) = (json.object("spec"), json.object("status"))
    nodeName = spec.text("nodeName")
    phase = Phase(rawValue: status.text("phase")) ?? .unknown
    reason = status.text("reason")
    message = status.text("message")
    podIP = status.text("podIP")
    startedAt = status.date("startTime")
    conditions = status.list("conditions").map(Condition.init)
    for (role, key, statusKey) in Container.Role.fields {
      let statuses = status.list(statusKey)
      containers += spec.list(key).map { container in
        let name = container.text("name")
        return Container(json: container, role: role, status: statuses.first { $0.text("name") == name })
      }
    }
  }
}

/// A condition of any kind: `Ready`, `Available`, `Progressing`.
package struct Condition: Hashable, Sendable {
  package enum Value: String, Hashable, Sendable {
    case isTrue = "True"
    case isFalse = "False"
    case unknown = "Unknown"
  }

  package var type: String
  package var value: Value
  package var reason: String
  package var message: String
  package var changedAt: Date?

  package init(type: String, value: Value, reason: String = "", message: String = "", changedAt: Date? = nil) {
    self.type = type
    self.value = value
    self.reason = reason
    self.message = message
    self.changedAt = changedAt
  }

  package var isTrue: Bool { value == .isTrue }
}

extension Condition {
  init(json: JSON) {
    self.init(
      type: json.text("type"), value: Value(rawValue: json.text("status")) ?? .unknown, reason: json.text("reason"),
      message: json.text("message"), changedAt: json.date("lastTransitionTime"))
  }
}
