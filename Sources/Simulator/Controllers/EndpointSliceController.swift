import JSON

/// Endpoint slices: which pods stand behind a service.
extension Cluster {
  func syncEndpointSlice(_ key: ObjectKey) {
    let slices = type("discovery.k8s.io", "endpointslices")
    guard let service = find(type("", "services"), key), let selector = service.json[at: "spec", "selector"]?.texts,
      !selector.isEmpty
    else { return }
    let pods = store.resource(type("", "pods")).list(namespace: key.namespace).filter { pod in
      selector.allSatisfy { pod.labels[$0.key] == $0.value } && !pod.isFinishedPod
        && pod.json[at: "status", "podIP"] != nil
    }
    let ports = ports(of: service, pods.first)
    syncEndpoints(of: service, pods: pods, ports: ports)
    let existing = controlled(by: service.uid, slices).first
    let content: JSON = [
      "addressType": "IPv4", "endpoints": .array(pods.map(endpoint)), "ports": .array(ports),
    ]
    let trigger = JSON.string(wallTime.text())
    if let existing {
      guard existing.json["endpoints"] != content["endpoints"] || existing.json["ports"] != content["ports"] else {
        return
      }
      controllerUpdate(existing, slices) { json in
        json["endpoints"] = content["endpoints"]
        json["ports"] = content["ports"]
        json[at: "metadata", "annotations", "endpoints.kubernetes.io/last-change-trigger-time"] = trigger
      }
      return
    }
    var labels = service.labels
    labels["endpointslice.kubernetes.io/managed-by"] = "endpointslice-controller.k8s.io"
    labels["kubernetes.io/service-name"] = key.name
    var json = content
    json["metadata"] = [
      "generateName": .string("\(key.name)-"), "name": .string("\(key.name)-\(random.nameSuffix())"),
      "namespace": .string(key.namespace), "labels": JSON(texts: labels),
      "annotations": ["endpoints.kubernetes.io/last-change-trigger-time": trigger],
      "ownerReferences": [ownerReference(service, type("", "services"))],
    ]
    controllerCreate(json, slices)
  }

  private func endpoint(_ pod: StoredObject) -> JSON {
    let isReady = pod.isReadyPod
    return [
      "addresses": [pod.json[at: "status", "podIP"] ?? ""],
      "conditions": [
        "ready": .bool(isReady && !pod.isDeleting), "serving": .bool(isReady), "terminating": .bool(pod.isDeleting),
      ],
      "targetRef": [
        "kind": "Pod", "namespace": .string(pod.key.namespace), "name": .string(pod.key.name), "uid": .string(pod.uid),
      ],
      "nodeName": pod.json[at: "spec", "nodeName"] ?? "",
    ]
  }

  /// Named target ports are looked up in the pod.
  private func ports(of service: StoredObject, _ pod: StoredObject?) -> [JSON] {
    (service.json[at: "spec", "ports"]?.array ?? []).compactMap { port in
      var number = port["targetPort"]
      if let name = number?.string {
        let containers = pod?.json[at: "spec", "containers"]?.array ?? []
        number = containers.flatMap { $0["ports"]?.array ?? [] }.first { $0["name"] == .string(name) }?["containerPort"]
      }
      guard let number else { return nil }
      return ["name": port["name"] ?? "", "protocol": port["protocol"] ?? "TCP", "port": number]
    }
  }
}
