import JSON

/// `metrics.k8s.io/v1beta1`, where the cluster has it: a load that rises and falls over minutes.
enum Metrics {
  static let version: GroupVersion = {
    var version = GroupVersion(group: "metrics.k8s.io", version: "v1beta1")
    version.resources = [
      ResourceType(line: "nodes - NodeMetrics C GL - - -", group: "metrics.k8s.io", version: "v1beta1"),
      ResourceType(line: "pods - PodMetrics N GL - - -", group: "metrics.k8s.io", version: "v1beta1"),
    ]
    return version
  }()

  /// Percent of what was asked for.
  static func utilization(of key: ObjectKey, at time: WallTime) -> Int {
    let phase = Int(key.name.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF })
    let position = (Int(time.unixSeconds) + phase) % 600
    return 20 + (position < 300 ? position : 600 - position) / 3
  }
}

extension Cluster {
  func metrics(_ info: RequestInfo) throws(APIError) -> Reply {
    guard ["get", "list"].contains(info.verb) else { throw .methodNotAllowed }
    let kind = info.resource == "nodes" ? "NodeMetrics" : "PodMetrics"
    guard info.resource == "nodes" || info.resource == "pods" else { throw .unknownResource }
    let objects = store.resource(type("", info.resource)).list(
      namespace: info.resource == "nodes" ? "" : info.namespace)
    let items = objects.filter { info.resource == "nodes" || $0.json[at: "status", "phase"] == "Running" }.map {
      metrics(of: $0)
    }
    if info.name.isEmpty {
      return Reply(json: [
        "kind": .string("\(kind)List"), "apiVersion": "metrics.k8s.io/v1beta1", "metadata": [:], "items": .array(items),
      ])
    }
    guard var item = items.first(where: { $0[at: "metadata", "name"] == .string(info.name) }) else {
      throw .notFound(GroupResource(group: "metrics.k8s.io", resource: info.resource), info.name)
    }
    item["kind"] = .string(kind)
    item["apiVersion"] = "metrics.k8s.io/v1beta1"
    return Reply(json: item)
  }

  private func metrics(of object: StoredObject) -> JSON {
    let load = Metrics.utilization(of: object.key, at: wallTime)
    let usage: JSON = ["cpu": .string("\(load * 1_000_000)n"), "memory": .string("\(32 + load)Mi")]
    var json: JSON = [
      "metadata": ["name": .string(object.key.name), "creationTimestamp": .string(wallTime.text())],
      "timestamp": .string(wallTime.text()), "window": "15s",
    ]
    if object.key.namespace.isEmpty {
      json["usage"] = usage
    } else {
      json[at: "metadata", "namespace"] = .string(object.key.namespace)
      let containers = object.json[at: "spec", "containers"]?.array ?? []
      json["containers"] = .array(containers.map { ["name": $0["name"] ?? "", "usage": usage] })
    }
    return json
  }
}
