import JSON

/// The garbage collector: what nobody owns any more goes, and foreground deletions wait for what they own.
extension Cluster {
  /// The collector has something to do before the object can go.
  func awaitsCollection(_ object: StoredObject) -> Bool {
    let finalizers = object.json[at: "metadata", "finalizers"]?.array ?? []
    return finalizers.contains("foregroundDeletion") || finalizers.contains("orphan")
  }

  /// An owner was deleted, or is being deleted in the foreground.
  func collectGarbage(of uid: String) {
    let owner = deletingOwner(uid)
    if owner?.object.json[at: "metadata", "finalizers"]?.array?.contains("orphan") == true, let owner {
      orphan(owner)
      return
    }
    for reference in store.dependents(of: uid).sorted(by: { $0.key < $1.key }) {
      guard let object = store.object(reference),
        let type = Catalog.resource(reference.resource.group, reference.resource.resource)
      else { continue }
      let others = (object.json[at: "metadata", "ownerReferences"]?.array ?? []).filter { $0["uid"] != .string(uid) }
      let hasOtherOwner = others.contains { reference in
        reference["uid"]?.string.map { isAlive($0) } ?? false
      }
      if hasOtherOwner {
        if owner == nil {
          controllerUpdate(object, type) { $0[at: "metadata", "ownerReferences"] = .array(others) }
        }
      } else if !object.isDeleting {
        var options = DeleteOptions()
        options.propagation = owner == nil ? nil : type.kind == "Pod" ? nil : "Foreground"
        delete(object, type, options)
      }
    }
    if let owner { finishForeground(owner) }
  }

  /// Something that was owned has gone: its owner may follow.
  func collectOwners(of object: StoredObject) {
    for reference in object.json[at: "metadata", "ownerReferences"]?.array ?? [] {
      guard let uid = reference["uid"]?.string, deletingOwner(uid) != nil else { continue }
      enqueue(WorkItem(controller: .garbage, key: object.key, uid: uid))
    }
  }

  private func isAlive(_ uid: String) -> Bool { uids[uid].flatMap { store.object($0) } != nil }

  private func deletingOwner(_ uid: String) -> (object: StoredObject, type: ResourceType)? {
    guard let reference = uids[uid], let object = store.object(reference), object.uid == uid, object.isDeleting,
      let type = Catalog.resource(reference.resource.group, reference.resource.resource)
    else { return nil }
    return (object, type)
  }

  private func finishForeground(_ owner: (object: StoredObject, type: ResourceType)) {
    let blocks = store.dependents(of: owner.object.uid).contains { reference in
      let references = store.object(reference)?.json[at: "metadata", "ownerReferences"]?.array ?? []
      return references.contains { $0["uid"] == .string(owner.object.uid) && $0["blockOwnerDeletion"] == true }
    }
    guard !blocks else { return }
    drop(finalizer: "foregroundDeletion", of: owner)
  }

  private func orphan(_ owner: (object: StoredObject, type: ResourceType)) {
    for reference in store.dependents(of: owner.object.uid) {
      guard let object = store.object(reference),
        let type = Catalog.resource(reference.resource.group, reference.resource.resource)
      else { continue }
      let others = (object.json[at: "metadata", "ownerReferences"]?.array ?? []).filter {
        $0["uid"] != .string(owner.object.uid)
      }
      controllerUpdate(object, type) { $0[at: "metadata", "ownerReferences"] = others.isEmpty ? nil : .array(others) }
    }
    drop(finalizer: "orphan", of: owner)
  }

  private func drop(finalizer: String, of owner: (object: StoredObject, type: ResourceType)) {
    var json = owner.object.json
    let rest = (json[at: "metadata", "finalizers"]?.array ?? []).filter { $0 != .string(finalizer) }
    json[at: "metadata", "finalizers"] = rest.isEmpty ? nil : .array(rest)
    if rest.isEmpty {
      remove(owner.object, owner.type, json: json)
    } else {
      write(.modified, json, owner.object.key, store.resource(owner.type))
    }
  }
}
