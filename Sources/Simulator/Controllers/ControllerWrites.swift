import JSON

/// How controllers write: with field management, without the checks a person's request meets.
extension Cluster {
  static let controllerManager = "kube-controller-manager"

  func type(_ group: String, _ plural: String) -> ResourceType {
    Catalog.resource(group, plural)!  // Only called with names that the catalog has.
  }

  func find(_ type: ResourceType, _ key: ObjectKey) -> StoredObject? { store.resource(type)[key] }

  /// The objects of that type that the owner controls, in the order of their keys.
  func controlled(by uid: String, _ type: ResourceType) -> [StoredObject] {
    controlledInNoOrder(by: uid, type).sorted { $0.key < $1.key }
  }

  /// For counting them.
  func controlledInNoOrder(by uid: String, _ type: ResourceType) -> [StoredObject] {
    let resource = store.resource(type)
    let id = type.groupResource
    return store.dependents(of: uid).compactMap { reference in
      reference.resource == id ? resource[reference.key] : nil
    }.filter { $0.controllerUID == uid }
  }

  /// Creates an object; nil when the API server refuses it (the namespace is going, the quota is used up).
  @discardableResult
  func controllerCreate(_ json: JSON, _ type: ResourceType, manager: String = controllerManager) -> StoredObject? {
    let writer = FieldWriter(manager: manager, apiVersion: type.apiVersion)
    return try? create(json, type) { json, time in
      FieldManager.update(from: nil, to: &json, type, by: writer, time: time)
    }
  }

  /// Changes an object, or its status and annotations; writes only what differs.
  @discardableResult
  func controllerUpdate(
    _ object: StoredObject, _ type: ResourceType, status: Bool = false, manager: String = controllerManager,
    _ change: (inout JSON) -> Void
  ) -> StoredObject {
    guard let current = find(type, object.key), current.uid == object.uid else { return object }
    var json = current.json
    change(&json)
    if json == current.json { return current }
    let writer = FieldWriter(manager: manager, apiVersion: type.apiVersion, subresource: status ? "status" : "")
    let written = try? replace(current, with: json, type, isStatus: status, validates: false) { old, new, time in
      FieldManager.update(from: old, to: &new, type, by: writer, time: time)
    }
    return written ?? current
  }

  func ownerReference(_ owner: StoredObject, _ type: ResourceType) -> JSON {
    [
      "apiVersion": .string(type.apiVersion), "kind": .string(type.kind), "name": .string(owner.key.name),
      "uid": .string(owner.uid), "controller": true, "blockOwnerDeletion": true,
    ]
  }

  /// A pod from a template, named after its owner; nil when the API server refuses it.
  @discardableResult
  func createPod(
    from template: JSON?, owner: StoredObject, _ ownerType: ResourceType, name: String? = nil,
    labels: [String: String] = [:]
  ) -> StoredObject? {
    try? madePod(from: template, owner: owner, ownerType, name: name, labels: labels)
  }

  /// A pod, or why there is none, of which an event tells.
  func podOrRefusal(
    from template: JSON?, owner: StoredObject, _ ownerType: ResourceType, component: String
  ) -> Result<StoredObject, APIError> {
    do throws(APIError) {
      return .success(try madePod(from: template, owner: owner, ownerType))
    } catch {
      recordEvent(
        about: owner, ownerType, "Warning", "FailedCreate", "Error creating: \(error.message)", component: component)
      return .failure(error)
    }
  }

  private func madePod(
    from template: JSON?, owner: StoredObject, _ ownerType: ResourceType, name: String? = nil,
    labels: [String: String] = [:]
  ) throws(APIError) -> StoredObject {
    var metadata: JSON = ["namespace": .string(owner.key.namespace)]
    if let name {
      metadata["name"] = .string(name)
    } else {
      metadata["generateName"] = .string("\(owner.key.name)-")
      metadata["name"] = .string("\(owner.key.name)-\(random.nameSuffix())")
    }
    let templateLabels = template?[at: "metadata", "labels"]?.texts ?? [:]
    metadata["labels"] = JSON(texts: templateLabels.merging(labels) { $1 })
    metadata["annotations"] = template?[at: "metadata", "annotations"]
    metadata["ownerReferences"] = [ownerReference(owner, ownerType)]
    let pods = type("", "pods")
    let writer = FieldWriter(manager: Cluster.controllerManager, apiVersion: pods.apiVersion)
    return try create(["metadata": metadata, "spec": template?["spec"] ?? [:]], pods) { json, time in
      FieldManager.update(from: nil, to: &json, pods, by: writer, time: time)
    }
  }
}
