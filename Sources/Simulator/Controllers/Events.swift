import JSON

/// What makes two events the same, so that the second is counted on the first.
struct EventIdentity: Hashable {
  let object: String
  let reason: String
  let message: String
  let fieldPath: String
  let component: String
}

extension Cluster {
  /// Records an event about an object; a repeated one raises its count.
  func recordEvent(
    about object: StoredObject, _ type: ResourceType, _ severity: String, _ reason: String, _ message: String,
    component: String, host: String? = nil, fieldPath: String = ""
  ) {
    let events = self.type("", "events")
    let time = wallTime
    let identity = EventIdentity(
      object: object.uid, reason: reason, message: message, fieldPath: fieldPath, component: component)
    if let key = eventKeys[identity], let event = find(events, key) {
      controllerUpdate(event, events, manager: component) { json in
        json["count"] = .int((json["count"]?.int ?? 1) + 1)
        json["lastTimestamp"] = .string(time.text())
      }
      return
    }
    let namespace = object.key.namespace.isEmpty ? "default" : object.key.namespace
    let name = "\(object.key.name).\(String(time.nanoseconds + Int64(random.next() % 1_000_000), radix: 16))"
    var involved: JSON = [
      "kind": .string(type.kind), "name": .string(object.key.name), "uid": .string(object.uid),
      "apiVersion": .string(type.apiVersion), "resourceVersion": .string(String(object.version)),
    ]
    if !object.key.namespace.isEmpty { involved["namespace"] = .string(object.key.namespace) }
    if !fieldPath.isEmpty { involved["fieldPath"] = .string(fieldPath) }
    var json: JSON = [
      "metadata": ["name": .string(name), "namespace": .string(namespace)], "involvedObject": involved,
      "reason": .string(reason), "message": .string(message), "type": .string(severity),
    ]
    if component == "default-scheduler" {
      json["eventTime"] = .string(time.text(.microseconds))
      json["action"] = "Binding"
      json["reportingComponent"] = .string(component)
      json["reportingInstance"] = .string("\(component)-vm")
    } else {
      json["source"] = ["component": .string(component)]
      if let host { json[at: "source", "host"] = .string(host) }
      json["firstTimestamp"] = .string(time.text())
      json["lastTimestamp"] = .string(time.text())
      json["count"] = 1
      json["reportingComponent"] = .string(component)
      json["reportingInstance"] = .string(host ?? "")
      eventKeys[identity] = ObjectKey(namespace: namespace, name: name)
    }
    if component == "default-scheduler" {
      createSchedulerEvent(json)
    } else {
      controllerCreate(json, events, manager: component == "kubelet" ? component : Cluster.controllerManager)
    }
    // The server keeps events for an hour.
    let key = ObjectKey(namespace: namespace, name: name)
    timeline.plan(after: .seconds(3600)) { cluster in
      cluster.eventKeys[identity] = nil
      guard let event = cluster.find(events, key) else { return }
      cluster.remove(event, events, json: event.json)
    }
  }

  /// The scheduler writes through events.k8s.io, whose field names its managed fields bear.
  private func createSchedulerEvent(_ json: JSON) {
    let writer = FieldWriter(manager: "kube-scheduler", apiVersion: "events.k8s.io/v1")
    _ = try? create(json, type("", "events")) { json, time in
      let fields = [
        "action", "eventTime", "note", "reason", "regarding", "reportingController", "reportingInstance", "type",
      ]
      var managed = ManagedFields(nil)
      let set = FieldSet(children: Dictionary(uniqueKeysWithValues: fields.map { ("f:\($0)", FieldSet.leaf) }))
      managed.update(by: writer, FieldComparison.Difference(changed: set), time: time)
      json[at: "metadata", "managedFields"] = managed.json
    }
  }
}
