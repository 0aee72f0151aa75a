import JSON

/// The namespace controller, and what every namespace is given.
extension Cluster {
  func syncNamespace(_ key: ObjectKey) {
    let namespaces = type("", "namespaces")
    guard let namespace = find(namespaces, key) else { return }
    guard namespace.isDeleting else { return furnish(namespace) }
    // The first pass deletes, later ones wait until nothing is left.
    var remaining: [String: Int] = [:]
    for resource in Array(store.all) where resource.type.isNamespaced {
      for object in resource.list(namespace: key.name) {
        if !object.isDeleting { delete(object, resource.type) }
      }
      let left = resource.list(namespace: key.name).count
      if left > 0 { remaining["\(resource.type.groupResource)"] = left }
    }
    let since = namespace.json[at: "metadata", "deletionTimestamp"]?.string.flatMap { WallTime($0) } ?? wallTime
    if remaining.isEmpty, wallTime < since + .seconds(5) {
      // Even an empty namespace takes the controller a few seconds.
      timeline.plan(after: since + .seconds(5) - wallTime) { $0.enqueue(WorkItem(controller: .namespace, key: key)) }
    } else if remaining.isEmpty {
      var json = namespace.json
      json[at: "spec", "finalizers"] = nil
      remove(namespace, namespaces, json: json)
    } else {
      reportRemaining(namespace, remaining)
      timeline.plan(after: .milliseconds(700)) { $0.enqueue(WorkItem(controller: .namespace, key: key)) }
    }
  }

  private func reportRemaining(_ namespace: StoredObject, _ remaining: [String: Int]) {
    let time = wallTime.text()
    let list = remaining.sorted { $0.key < $1.key }.map {
      "\($0.key)\($0.key.contains(".") ? "" : ".") has \($0.value) resource instances"
    }
    .joined(separator: ", ")
    controllerUpdate(namespace, type("", "namespaces"), status: true) { json in
      func condition(_ type: String, _ status: String, _ reason: String, _ message: String) -> JSON {
        let before = json[at: "status", "conditions"]?.array?.first { $0["type"] == .string(type) }
        return [
          "type": .string(type), "status": .string(status),
          "lastTransitionTime": before?["lastTransitionTime"] ?? .string(time),
          "reason": .string(reason), "message": .string(message),
        ]
      }
      json[at: "status", "conditions"] = [
        condition(
          "NamespaceDeletionDiscoveryFailure", "False", "ResourcesDiscovered", "All resources successfully discovered"),
        condition(
          "NamespaceDeletionGroupVersionParsingFailure", "False", "ParsedGroupVersions",
          "All legacy kube types successfully parsed"),
        condition(
          "NamespaceDeletionContentFailure", "False", "ContentDeleted",
          "All content successfully deleted, may be waiting on finalization"),
        condition("NamespaceContentRemaining", "True", "SomeResourcesRemain", "Some resources are remaining: \(list)"),
        condition(
          "NamespaceFinalizersRemaining", "False", "ContentHasNoFinalizers",
          "All content-preserving finalizers finished"),
      ]
    }
  }

  private func furnish(_ namespace: StoredObject) {
    let name = JSON.string(namespace.key.name)
    let accounts = type("", "serviceaccounts")
    if find(accounts, ObjectKey(namespace: namespace.key.name, name: "default")) == nil {
      controllerCreate(["metadata": ["name": "default", "namespace": name]], accounts)
    }
    let maps = type("", "configmaps")
    if find(maps, ObjectKey(namespace: namespace.key.name, name: "kube-root-ca.crt")) == nil {
      controllerCreate(
        [
          "metadata": [
            "name": "kube-root-ca.crt", "namespace": name,
            "annotations": [
              "kubernetes.io/description": "Contains a CA bundle that can be used to verify the kube-apiserver."
            ],
          ],
          "data": ["ca.crt": "-----BEGIN CERTIFICATE-----\nsimulated\n-----END CERTIFICATE-----\n"],
        ], maps)
    }
  }
}
