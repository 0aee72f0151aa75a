import HTTP
import JSON

/// Delete, with grace periods, finalizers and propagation.
extension Cluster {
  struct DeleteOptions {
    var gracePeriodSeconds: Int?
    var propagation: String?
    var uid: String?
    var resourceVersion: String?
    var isDryRun = false
  }

  func delete(_ call: Call) throws(APIError) -> Reply {
    let media = try MediaType(call.request, hasProtobuf: ProtobufEncoder.encodes(call.type.kind))
    let object = try existing(call)
    let options = try deleteOptions(call)
    if let uid = options.uid, uid != object.uid {
      throw .conflict(
        call.type.groupResource, call.info.name,
        "Precondition failed: UID in precondition: \(uid), UID in object meta: \(object.uid)")
    }
    if let version = options.resourceVersion, version != String(object.version) {
      throw .conflict(
        call.type.groupResource, call.info.name,
        "Precondition failed: ResourceVersion in precondition: \(version), ResourceVersion in object meta: \(object.version)"
      )
    }
    if call.type.kind == "Namespace", ["default", "kube-system", "kube-public"].contains(object.key.name) {
      throw .forbidden(call.type.groupResource, object.key.name, "this namespace may not be deleted")
    }
    guard let remaining = delete(object, call.type, options) else {
      return Reply(json: Cluster.deleted(object, call.type))
    }
    return reply(remaining, call.type, media)
  }

  private static func deleted(_ object: StoredObject, _ type: ResourceType) -> JSON {
    var details = type.groupResource.details(name: object.key.name)
    details["uid"] = .string(object.uid)
    return ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "details": details]
  }

  private func deleteOptions(_ call: Call) throws(APIError) -> DeleteOptions {
    var options = DeleteOptions()
    let json = call.request.body.isEmpty ? [:] : try plainBody(call.request)
    options.gracePeriodSeconds =
      json["gracePeriodSeconds"]?.int ?? call.request.parameter("gracePeriodSeconds").flatMap(Int.init)
    options.propagation = json["propagationPolicy"]?.string ?? call.request.parameter("propagationPolicy")
    options.uid = json[at: "preconditions", "uid"]?.string
    options.resourceVersion = json[at: "preconditions", "resourceVersion"]?.string
    options.isDryRun = call.isDryRun || json["dryRun"]?.array?.contains("All") == true
    if json["orphanDependents"] == true || call.request.flag("orphanDependents") { options.propagation = "Orphan" }
    if let policy = options.propagation, !["Background", "Foreground", "Orphan"].contains(policy) {
      throw .invalid(
        group: "meta.k8s.io", kind: "DeleteOptions", name: "",
        [
          .notSupported(
            "propagationPolicy", .string(policy), ["Foreground", "Background", "Orphan", "nil"])
        ])
    }
    return options
  }

  func deleteCollection(_ call: Call) throws(APIError) -> Reply {
    let selection = try Selection(call)
    let options = try deleteOptions(call)
    let media = try MediaType(call.request, hasProtobuf: false)
    let objects = store.resource(call.type).list(namespace: call.info.namespace).filter(selection.matches)
    for object in objects { _ = delete(object, call.type, options) }
    _ = media
    var bytes = Array(
      #"{"kind":"\#(call.type.kind)List","apiVersion":"\#(call.type.apiVersion)","metadata":{"resourceVersion":"\#(store.version)"},"items":["#
        .utf8)
    for (index, object) in objects.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: object.encoded)
    }
    bytes.append(contentsOf: "]}\n".utf8)
    return Reply(body: .whole(bytes))
  }

  /// What is left of the object, or nil when it has gone.
  @discardableResult
  func delete(_ object: StoredObject, _ type: ResourceType, _ options: DeleteOptions = DeleteOptions()) -> StoredObject?
  {
    if type.kind == "Pod" { return deletePod(object, options) }
    var json = object.json
    var finalizers = (json[at: "metadata", "finalizers"]?.array ?? []).filter {
      $0 != "foregroundDeletion" && $0 != "orphan"
    }
    // As the server sorts them: its own first.
    switch options.propagation {
    case "Foreground": finalizers.insert("foregroundDeletion", at: 0)
    case "Orphan": finalizers.insert("orphan", at: 0)
    default:
      finalizers = json[at: "metadata", "finalizers"]?.array ?? []
    }
    json[at: "metadata", "finalizers"] = finalizers.isEmpty ? nil : .array(finalizers)
    if type.kind == "Namespace" {
      guard !object.isDeleting else { return object }
      json[at: "metadata", "deletionTimestamp"] = .string(wallTime.text())
      json[at: "status", "phase"] = "Terminating"
    } else if finalizers.isEmpty {
      if !options.isDryRun { remove(object, type, json: json) }
      return nil
    } else if !object.isDeleting {
      json[at: "metadata", "deletionTimestamp"] = .string(wallTime.text())
      json[at: "metadata", "deletionGracePeriodSeconds"] = 0
      if let generation = json[at: "metadata", "generation"]?.int {
        json[at: "metadata", "generation"] = .int(generation + 1)
      }
    }
    if options.isDryRun { return StoredObject(json: json, key: object.key, version: object.version) }
    if json == object.json { return object }
    return write(.modified, json, object.key, store.resource(type))
  }

  /// A pod on a node goes when its kubelet has stopped it, any other at once.
  private func deletePod(_ pod: StoredObject, _ options: DeleteOptions) -> StoredObject? {
    guard let type = Catalog.resource("", "pods") else { return nil }
    var json = pod.json
    var seconds = options.gracePeriodSeconds ?? json[at: "spec", "terminationGracePeriodSeconds"]?.int ?? 30
    let phase = json[at: "status", "phase"]
    if json[at: "spec", "nodeName"] == nil || phase == "Succeeded" || phase == "Failed" { seconds = 0 }
    if pod.isDeleting {
      let current = json[at: "metadata", "deletionGracePeriodSeconds"]?.int ?? 0
      if seconds >= current, seconds != 0 { return pod }
    }
    seconds = max(0, seconds)
    if !pod.isDeleting {
      json[at: "metadata", "generation"] = .int((json[at: "metadata", "generation"]?.int ?? 0) + 1)
    }
    json[at: "metadata", "deletionTimestamp"] = .string((wallTime + .seconds(seconds)).text())
    json[at: "metadata", "deletionGracePeriodSeconds"] = .int(seconds)
    let marked = StoredObject(json: json, key: pod.key, version: pod.version)
    if options.isDryRun { return marked }
    if seconds == 0, (json[at: "metadata", "finalizers"]?.array ?? []).isEmpty { return remove(pod, type, json: json) }
    return write(.modified, json, pod.key, store.resource(type))
  }

  /// Takes an object out of the store; what depended on it is collected.
  @discardableResult
  func remove(_ object: StoredObject, _ type: ResourceType, json: JSON) -> StoredObject {
    write(.deleted, json, object.key, store.resource(type))
  }
}
