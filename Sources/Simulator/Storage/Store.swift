import JSON

/// What etcd holds: every object under one growing version, and who owns whom.
struct Store {
  /// The version of the last write.
  private(set) var version: Int
  private var resources: [GroupResource: ResourceStore] = [:]
  /// Objects by the uid of an owner.
  private var dependents: [String: Set<Reference>] = [:]
  private let history: ResourceStore.History

  struct Reference: Hashable {
    let resource: GroupResource
    let key: ObjectKey
  }

  init(version: Int, history: ResourceStore.History) {
    self.version = version
    self.history = history
  }

  /// Versions of one API share a store: the two HPA versions, and the two event groups.
  mutating func resource(_ type: ResourceType) -> ResourceStore {
    let group = type.group == "events.k8s.io" ? "" : type.group
    let id = GroupResource(group: group, resource: type.name)
    if let found = resources[id] { return found }
    let storedType = Catalog.resource(group, type.name) ?? type
    let made = ResourceStore(type: storedType, version: version, history: history)
    resources[id] = made
    return made
  }

  mutating func nextVersion() -> Int {
    version += 1
    return version
  }

  var all: some Collection<ResourceStore> { resources.values }

  func object(_ reference: Reference) -> StoredObject? { resources[reference.resource]?[reference.key] }

  func dependents(of uid: String) -> Set<Reference> { dependents[uid] ?? [] }

  /// Writes an object whose version was taken with `nextVersion`.
  mutating func record(
    _ kind: ResourceStore.Change.Kind, _ object: StoredObject, in store: ResourceStore, at time: Duration
  ) {
    let reference = Reference(resource: store.type.groupResource, key: object.key)
    if let before = store[object.key] {
      // Most writes leave the owners as they are.
      if kind == .modified, before.ownerUIDs == object.ownerUIDs {
        return store.record(kind, object, at: time)
      }
      for owner in before.ownerUIDs { dependents[owner]?.remove(reference) }
    }
    if kind != .deleted {
      for owner in object.ownerUIDs { dependents[owner, default: []].insert(reference) }
    }
    store.record(kind, object, at: time)
  }
}
