import JSON

/// `core/v1.Node`.
package struct Node: KubernetesObject {
  package static let resource = Resource.nodes

  package var metadata: ObjectMetadata
  /// Cordoned.
  package var isUnschedulable = false
  package var conditions: [Condition] = []
  package var kubeletVersion = ""
  /// Quantities by resource: `cpu`, `memory`, `pods`.
  package var allocatable: [String: String] = [:]

  package init(metadata: ObjectMetadata) {
    self.metadata = metadata
  }

  package var isReady: Bool { conditions.contains { $0.type == "Ready" && $0.isTrue } }
}

extension Node {
  package init(json: JSON) throws(KubernetesError) {
    self.init(metadata: try ObjectMetadata(of: json, Self.resource))
    isUnschedulable = json.object("spec").flag("unschedulable")
    let status = json.object("status")
    conditions = status.list("conditions").map(Condition.init)
    kubeletVersion = status.object("nodeInfo").text("kubeletVersion")
    allocatable = status.texts("allocatable")
  }
}
