import HTTP
import JSON

/// Scale, eviction and binding.
extension Cluster {
  func scale(_ call: Call) throws(APIError) -> Reply {
    let object = try existing(call)
    switch call.info.verb {
    case "get": return Reply(json: Cluster.scale(of: object))
    case "update", "patch":
      let scale: JSON
      if call.info.verb == "patch" {
        scale = try patched(Cluster.scale(of: object), call)
      } else {
        scale = try plainBody(call.request)
      }
      return Reply(json: Cluster.scale(of: try setScale(scale, of: object, call)))
    default: throw .methodNotAllowed
    }
  }

  private func setScale(_ scale: JSON, of object: StoredObject, _ call: Call) throws(APIError) -> StoredObject {
    if let version = scale[at: "metadata", "resourceVersion"]?.string, !version.isEmpty,
      version != String(object.version)
    {
      throw .modified(call.type.groupResource, call.info.name)
    }
    let replicas: Int
    switch scale[at: "spec", "replicas"] {
    case nil, .null?: replicas = 0
    case let value?:
      guard let number = value.int else {
        throw .badRequest(
          "Scale in version \"v1\" cannot be handled as a Scale: json: cannot unmarshal string into Go struct field ScaleSpec.spec.replicas of type int32"
        )
      }
      replicas = number
    }
    if replicas < 0 {
      throw .invalid(
        group: "autoscaling", kind: "Scale", name: call.info.name,
        [.invalid("spec.replicas", .int(replicas), "must be greater than or equal to 0")])
    }
    var json = object.json
    json[at: "spec", "replicas"] = .int(replicas)
    let writer = FieldWriter(manager: call.manager, apiVersion: call.type.apiVersion, subresource: "scale")
    return try replace(object, with: json, call.type, isStatus: false, isDryRun: call.isDryRun) { old, new, time in
      FieldManager.update(from: old, to: &new, call.type, by: writer, time: time)
    }
  }

  private static func scale(of object: StoredObject) -> JSON {
    var metadata: JSON = [:]
    for field in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
      metadata[field] = object.json["metadata"]?[field]
    }
    var spec: JSON = [:]
    if let replicas = object.json[at: "spec", "replicas"], replicas != 0 { spec["replicas"] = replicas }
    return [
      "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": metadata, "spec": spec,
      "status": [
        "replicas": object.json[at: "status", "replicas"] ?? 0,
        "selector": .string(LabelSelector.text(object.json[at: "spec", "selector"])),
      ],
    ]
  }

  /// Deletes the pod unless a disruption budget forbids it.
  func evict(_ call: Call) throws(APIError) -> Reply {
    let pod = try existing(call)
    if let budgets = Catalog.resource("policy", "poddisruptionbudgets") {
      for budget in store.resource(budgets).list(namespace: pod.key.namespace) {
        guard LabelSelector(budget.json[at: "spec", "selector"])?.matches(pod.labels) == true else { continue }
        guard budget.json[at: "status", "disruptionsAllowed"]?.int ?? 0 > 0 else {
          throw APIError(
            429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.",
            details: [
              "causes": [
                [
                  "reason": "DisruptionBudget",
                  "message": .string(
                    "The disruption budget \(budget.key.name) needs \(budget.json[at: "status", "desiredHealthy"]?.int ?? 0) healthy pods and has \(budget.json[at: "status", "currentHealthy"]?.int ?? 0) currently"
                  ),
                ]
              ]
            ])
        }
      }
    }
    delete(pod, call.type)
    return Reply(
      status: 201, json: ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201])
  }

  func bind(_ call: Call) throws(APIError) -> Reply {
    let pod = try existing(call)
    guard let node = try plainBody(call.request)[at: "target", "name"]?.string else {
      throw .badRequest("target: Required value")
    }
    if let current = pod.json[at: "spec", "nodeName"]?.string {
      throw .conflict(
        GroupResource(group: "", resource: "pods/binding"), pod.key.name,
        "pod \(pod.key.name) is already assigned to node \"\(current)\"")
    }
    bindPod(pod, to: node)
    return Reply(
      status: 201, json: ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201])
  }
}
