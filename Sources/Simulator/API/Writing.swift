import HTTP
import JSON

/// Create, update and patch.
extension Cluster {
  func create(_ call: Call) throws(APIError) -> Reply {
    let media = try MediaType(call.request, hasProtobuf: ProtobufEncoder.encodes(call.type.kind))
    var (json, warnings) = try body(call)
    try completeMetadata(&json, call)
    json["status"] = nil
    let writer = FieldWriter(manager: call.manager, apiVersion: call.type.apiVersion)
    let object = try create(json, call.type, isDryRun: call.isDryRun) { json, time in
      FieldManager.update(from: nil, to: &json, call.type, by: writer, time: time)
    }
    return reply(object, call.type, media, status: 201).warning(warnings)
  }

  /// Name and namespace from the URL, and a generated name.
  private func completeMetadata(_ json: inout JSON, _ call: Call) throws(APIError) {
    json.setDefault("metadata", [:])
    if call.type.isNamespaced {
      let namespace = json[at: "metadata", "namespace"]?.string ?? ""
      if !namespace.isEmpty, namespace != call.info.namespace {
        throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
      }
      json[at: "metadata", "namespace"] = .string(call.info.namespace)
    } else {
      json[at: "metadata", "namespace"] = nil
    }
    if json[at: "metadata", "resourceVersion"]?.string ?? "" != "" {
      throw .badRequest("resourceVersion should not be set on objects to be created")
    }
    if json[at: "metadata", "name"]?.string ?? "" == "", let prefix = json[at: "metadata", "generateName"]?.string {
      json[at: "metadata", "name"] = .string(prefix + random.nameSuffix())
    }
  }

  /// What every new object goes through, whoever makes it.
  ///
  /// - Parameter manage: records who set which fields, before admission adds its own.
  func create(
    _ json: JSON, _ type: ResourceType, isDryRun: Bool = false, manage: (inout JSON, _ time: String) -> Void
  ) throws(APIError) -> StoredObject {
    var json = json
    let time = wallTime.text()
    json["kind"] = nil
    json["apiVersion"] = nil
    Conversion.toStorage(&json, type)
    let name = json[at: "metadata", "name"]?.string ?? ""
    let namespace = json[at: "metadata", "namespace"]?.string ?? ""
    json.update("metadata") { metadata in
      metadata["uid"] = .string(random.uid())
      metadata["creationTimestamp"] = .string(time)
      metadata["generation"] = Generation.kinds.contains(type.kind) ? 1 : nil
      metadata["deletionTimestamp"] = nil
      metadata["deletionGracePeriodSeconds"] = nil
      for list in ["labels", "annotations", "ownerReferences", "finalizers"]
      where metadata[list]?.isEmptyCollection == true {
        metadata[list] = nil
      }
    }
    if type.isNamespaced { try admitToNamespace(namespace, type, name) }
    Defaults.apply(to: &json, kind: type.kind)
    manage(&json, time)
    try Admission.create(&json, type, self)
    let errors = Validation.create(json, type)
    if !errors.isEmpty { throw .invalid(group: type.group, kind: type.kind, name: name, errors) }
    let resource = store.resource(type)
    let key = ObjectKey(namespace: type.isNamespaced ? namespace : "", name: name)
    if resource[key] != nil { throw .alreadyExists(type.groupResource, name) }
    try QuotaAdmission.create(json, type, self)
    Admission.allocate(&json, type, self)
    if isDryRun { return StoredObject(json: json, key: key, version: store.version) }
    return write(.added, json, key, resource)
  }

  private func admitToNamespace(_ name: String, _ type: ResourceType, _ object: String) throws(APIError) {
    let namespaces = GroupResource(group: "", resource: "namespaces")
    guard let type_ = Catalog.resource("", "namespaces"),
      let namespace = store.resource(type_)[ObjectKey(namespace: "", name: name)]
    else { throw .notFound(namespaces, name) }
    guard namespace.isDeleting else { return }
    throw .forbidden(
      type.groupResource, object,
      "unable to create new content in namespace \(name) because it is being terminated",
      causes: [
        [
          "reason": "NamespaceTerminating", "message": .string("namespace \(name) is being terminated"),
          "field": "metadata.namespace",
        ]
      ])
  }

  /// Stores one version and tells the controllers.
  @discardableResult
  func write(
    _ kind: ResourceStore.Change.Kind, _ json: JSON, _ key: ObjectKey, _ resource: ResourceStore
  ) -> StoredObject {
    var json = json
    let version = store.nextVersion()
    json[at: "metadata", "resourceVersion"] = .string(String(version))
    let previous = resource[key]
    let object = StoredObject(json: json, key: key, version: version, previous: previous)
    store.record(kind, object, in: resource, at: timeline.now)
    uids[object.uid] = kind == .deleted ? nil : Store.Reference(resource: resource.type.groupResource, key: key)
    changed(kind, object, previous: previous, resource.type)
    return object
  }

  // MARK: - Updates

  func update(_ call: Call) throws(APIError) -> Reply {
    let media = try MediaType(call.request, hasProtobuf: ProtobufEncoder.encodes(call.type.kind))
    let (json, warnings) = try body(call)
    try checkName(json[at: "metadata", "name"]?.string ?? "", call)
    let namespace = json[at: "metadata", "namespace"]?.string ?? ""
    if call.type.isNamespaced, !namespace.isEmpty, namespace != call.info.namespace {
      throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
    }
    let object = try update(call, existing(call)) { (_) throws(APIError) in json }
    return reply(object, call.type, media).warning(warnings)
  }

  func checkName(_ name: String, _ call: Call) throws(APIError) {
    guard name != call.info.name else { return }
    throw .badRequest(
      name.isEmpty
        ? "name must be provided"
        : "the name of the object (\(name)) does not match the name on the URL (\(call.info.name))")
  }

  /// Changes a stored object by the rules of the resource or its status subresource.
  func update(
    _ call: Call, _ old: StoredObject, _ change: (JSON) throws(APIError) -> JSON
  ) throws(APIError) -> StoredObject {
    let writer = FieldWriter(
      manager: call.manager, apiVersion: call.type.apiVersion, subresource: call.isStatus ? "status" : "")
    var new = try change(served(old, call.type))
    new["kind"] = nil
    new["apiVersion"] = nil
    Conversion.toStorage(&new, call.type)
    let asked = new[at: "metadata", "resourceVersion"]?.string ?? ""
    if !asked.isEmpty, asked != String(old.version) { throw .modified(call.type.groupResource, call.info.name) }
    if let uid = new[at: "metadata", "uid"]?.string, !uid.isEmpty, uid != old.uid {
      throw .conflict(
        call.type.groupResource, call.info.name,
        "Precondition failed: UID in precondition: \(uid), UID in object meta: \(old.uid)")
    }
    return try replace(old, with: new, call.type, isStatus: call.isStatus, isDryRun: call.isDryRun) { old, new, time in
      FieldManager.update(from: old, to: &new, call.type, by: writer, time: time)
    }
  }

  func served(_ object: StoredObject, _ type: ResourceType) -> JSON {
    Conversion.served(object, as: type) ?? object.json
  }

  /// What every update goes through, whoever makes it. An update that changes nothing writes nothing.
  func replace(
    _ old: StoredObject, with new: JSON, _ type: ResourceType, isStatus: Bool, isDryRun: Bool = false,
    validates: Bool = true,
    manage: (_ old: JSON, _ new: inout JSON, _ time: String) -> Void
  ) throws(APIError) -> StoredObject {
    var new = new
    keepSystemMetadata(of: old, in: &new)
    if isStatus {
      // Only the status and the annotations change.
      var kept = old.json
      kept["status"] = new["status"]
      kept[at: "metadata", "annotations"] = new[at: "metadata", "annotations"]
      kept[at: "metadata", "managedFields"] = new[at: "metadata", "managedFields"]
      if type.kind == "Namespace" || type.kind == "Node" || type.kind == "Pod" {
        kept[at: "metadata", "labels"] = new[at: "metadata", "labels"]
      }
      new = kept
    } else if hasStatus(type) {
      new["status"] = old.json["status"]
    }
    // The stored spec has its defaults; left as it is, all versions of the object share it.
    if isStatus { new["spec"] = nil }
    Defaults.apply(to: &new, kind: type.kind)
    Admission.carryOver(from: old.json, to: &new, type)
    if isStatus { new["spec"] = old.json["spec"] }
    manage(old.json, &new, wallTime.text())
    if validates, !isStatus {
      let errors = Validation.update(new, from: old.json, type)
      if !errors.isEmpty { throw .invalid(group: type.group, kind: type.kind, name: old.key.name, errors) }
    }
    if !isStatus, Generation.kinds.contains(type.kind), Generation.changed(old.json, new, type.kind) {
      new[at: "metadata", "generation"] = .int((old.json[at: "metadata", "generation"]?.int ?? 0) + 1)
    }
    if new == old.json { return old }
    if isDryRun { return StoredObject(json: new, key: old.key, version: old.version) }
    if old.isDeleting, isFinished(new) {
      return remove(old, type, json: new)
    }
    return write(.modified, new, old.key, store.resource(type))
  }

  private func hasStatus(_ type: ResourceType) -> Bool {
    Catalog.version(group: type.group, version: type.version)?["\(type.name)/status"] != nil
  }

  private func keepSystemMetadata(of old: StoredObject, in new: inout JSON) {
    new.setDefault("metadata", [:])
    new.update("metadata") { metadata in
      for field in [
        "name", "namespace", "uid", "creationTimestamp", "generation", "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "resourceVersion", "selfLink", "generateName",
      ] { metadata[field] = old.json["metadata"]?[field] }
      for list in ["labels", "annotations", "ownerReferences", "finalizers"]
      where metadata[list]?.isEmptyCollection == true {
        metadata[list] = nil
      }
      if metadata["managedFields"] == nil { metadata["managedFields"] = old.json[at: "metadata", "managedFields"] }
    }
  }

  /// Nothing holds a deleted object any more.
  func isFinished(_ json: JSON) -> Bool {
    (json[at: "metadata", "finalizers"]?.array ?? []).isEmpty
      && (json[at: "metadata", "deletionGracePeriodSeconds"]?.int ?? 0) == 0
      && (json[at: "spec", "finalizers"]?.array ?? []).isEmpty
  }
}

/// `metadata.generation`: which kinds have one, and what raises it.
enum Generation {
  static let kinds: Set<String> = [
    "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob", "Ingress", "PodDisruptionBudget", "Pod",
    "EndpointSlice", "NetworkPolicy", "ReplicationController", "IngressClass",
  ]

  static func changed(_ old: JSON, _ new: JSON, _ kind: String) -> Bool {
    switch kind {
    case "EndpointSlice":
      func content(_ json: JSON) -> JSON {
        var json = json
        json["metadata"] = .null
        return json
      }
      return content(old) != content(new) || old[at: "metadata", "labels"] != new[at: "metadata", "labels"]
    case "Deployment":
      // Annotations count: a rollback used to be one.
      return old["spec"] != new["spec"] || userAnnotations(old) != userAnnotations(new)
    default: return old["spec"] != new["spec"]
    }
  }

  private static func userAnnotations(_ json: JSON) -> [String: String] {
    (json[at: "metadata", "annotations"]?.texts ?? [:]).filter { !$0.key.hasPrefix("deployment.kubernetes.io/") }
  }
}

extension JSON {
  var isEmptyCollection: Bool {
    switch self {
    case .object(let members): members.isEmpty
    case .array(let elements): elements.isEmpty
    default: false
    }
  }
}
