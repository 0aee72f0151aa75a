import JSON

/// Kinds that are served in another version than they are stored in: autoscaling/v1, and events.k8s.io/v1.
enum Conversion {
  /// The object as that version, with `kind` and `apiVersion`, or nil when it is served as stored.
  static func served(_ object: StoredObject, as type: ResourceType) -> JSON? {
    var json = object.json
    switch (type.group, type.version, type.name) {
    case ("autoscaling", "v1", "horizontalpodautoscalers"): autoscalerToV1(&json)
    case ("events.k8s.io", "v1", "events"): eventToV1(&json)
    default: return nil
    }
    json["kind"] = .string(type.kind)
    json["apiVersion"] = .string(type.apiVersion)
    return json
  }

  static func toStorage(_ json: inout JSON, _ type: ResourceType) {
    switch (type.group, type.version, type.name) {
    case ("autoscaling", "v1", "horizontalpodautoscalers"): autoscalerFromV1(&json)
    case ("events.k8s.io", "v1", "events"): rename(&json, eventNames.map { ($0.1, $0.0) })
    default: break
    }
  }

  private static func autoscalerToV1(_ json: inout JSON) {
    let cpu = json[at: "spec", "metrics"]?.array?.first { $0[at: "resource", "name"] == "cpu" }
    json[at: "spec", "targetCPUUtilizationPercentage"] = cpu?[at: "resource", "target", "averageUtilization"]
    json[at: "spec", "metrics"] = nil
    let current = json[at: "status", "currentMetrics"]?.array?.first { $0[at: "resource", "name"] == "cpu" }
    json[at: "status", "currentCPUUtilizationPercentage"] = current?[at: "resource", "current", "averageUtilization"]
    json[at: "status", "currentMetrics"] = nil
    json[at: "status", "conditions"] = nil
    json.update("status") { $0.setDefault("currentReplicas", 0) }
  }

  private static func autoscalerFromV1(_ json: inout JSON) {
    if let utilization = json[at: "spec", "targetCPUUtilizationPercentage"] {
      json[at: "spec", "metrics"] = [
        [
          "type": "Resource",
          "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": utilization]],
        ]
      ]
      json[at: "spec", "targetCPUUtilizationPercentage"] = nil
    }
  }

  /// Core name, events.k8s.io name.
  private static let eventNames = [
    ("message", "note"), ("involvedObject", "regarding"), ("source", "deprecatedSource"),
    ("firstTimestamp", "deprecatedFirstTimestamp"), ("lastTimestamp", "deprecatedLastTimestamp"),
    ("count", "deprecatedCount"), ("reportingComponent", "reportingController"),
  ]

  private static func eventToV1(_ json: inout JSON) {
    rename(&json, eventNames)
  }

  private static func rename(_ json: inout JSON, _ names: [(String, String)]) {
    for (from, to) in names where json[from] != nil {
      json[to] = json[from]
      json[from] = nil
    }
  }
}
