import JSON

/// `v1` Endpoints, which older clients still read: one object per service, named like it.
extension Cluster {
  func syncEndpoints(of service: StoredObject, pods: [StoredObject], ports: [JSON]) {
    let endpoints = type("", "endpoints")
    func address(_ pod: StoredObject) -> JSON {
      [
        "ip": pod.json[at: "status", "podIP"] ?? "", "nodeName": pod.json[at: "spec", "nodeName"] ?? "",
        "targetRef": [
          "kind": "Pod", "namespace": .string(pod.key.namespace), "name": .string(pod.key.name),
          "uid": .string(pod.uid),
        ],
      ]
    }
    let living = pods.filter { !$0.isDeleting }
    var subset: JSON = [
      "ports": .array(
        ports.map { port in port["name"] == "" ? .object((port.object ?? [:]).filter { $0.key != "name" }) : port })
    ]
    let ready = living.filter(\.isReadyPod).map(address)
    let unready = living.filter { !$0.isReadyPod }.map(address)
    if !ready.isEmpty { subset["addresses"] = .array(ready) }
    if !unready.isEmpty { subset["notReadyAddresses"] = .array(unready) }
    let subsets: JSON? = living.isEmpty ? nil : [subset]
    let trigger = JSON.string(wallTime.text())
    let annotation = "endpoints.kubernetes.io/last-change-trigger-time"
    guard let existing = find(endpoints, service.key) else {
      var labels = service.labels
      labels["endpoints.kubernetes.io/managed-by"] = "endpoint-controller"
      var json: JSON = [
        "metadata": [
          "name": .string(service.key.name), "namespace": .string(service.key.namespace), "labels": JSON(texts: labels),
          "annotations": .object([annotation: trigger]),
        ]
      ]
      json["subsets"] = subsets
      controllerCreate(json, endpoints)
      return
    }
    guard existing.json["subsets"] != subsets else { return }
    controllerUpdate(existing, endpoints) { json in
      json["subsets"] = subsets
      json[at: "metadata", "annotations", annotation] = trigger
    }
  }

  func removeEndpoints(of service: ObjectKey) {
    let endpoints = type("", "endpoints")
    if let object = find(endpoints, service) { delete(object, endpoints) }
  }
}
