import JSON

/// Which fields a value has, and which differ between two, by the schema (structured-merge-diff).
enum FieldComparison {
  struct Difference {
    /// Added or modified.
    var changed = FieldSet()
    var removed = FieldSet()
  }

  // MARK: - The fields of an applied configuration

  static func fields(of json: JSON, _ type: TypeSchema?) -> FieldSet {
    var set = FieldSet()
    for (name, value) in json.object ?? [:] {
      set.add("f:\(name)", fields(in: value, type?[name]?.type))
    }
    return set
  }

  private static func fields(in value: JSON, _ type: ValueSchema?) -> FieldSet {
    switch (value, type) {
    case (.object(let members), .structure(let name)):
      guard let structure = Schema.type(name), !structure.isAtomic, !members.isEmpty else { return .leaf }
      return fields(of: value, structure)
    case (.object(let members), .map(let element, isAtomic: false)):
      guard !members.isEmpty else { return .leaf }
      return members.reduce(into: FieldSet()) { $0.add("f:\($1.key)", fields(in: $1.value, element)) }
    case (.object(let members), nil):
      guard !members.isEmpty else { return .leaf }
      return members.reduce(into: FieldSet()) { $0.add("f:\($1.key)", fields(in: $1.value, nil)) }
    case (.array(let elements), .list(let element, .byKeys(let keys))):
      guard !elements.isEmpty else { return .leaf }
      return elements.reduce(into: FieldSet()) { set, item in
        var fields = fields(in: item, element)
        fields.isMember = true
        set.add(itemKey(item, keys), fields)
      }
    case (.array(let elements), .list(_, .set)):
      guard !elements.isEmpty else { return .leaf }
      return elements.reduce(into: FieldSet()) { $0.add(elementKey($1), .leaf) }
    default: return .leaf
    }
  }

  /// `k:{"name":"web"}`; an absent key has its default.
  static func itemKey(_ item: JSON, _ keys: [String]) -> String {
    var key: [String: JSON] = [:]
    for name in keys { key[name] = item[name] ?? (name == "protocol" ? "TCP" : nil) }
    return "k:" + String(decoding: JSON.object(key).encoded(), as: UTF8.self)
  }

  static func elementKey(_ element: JSON) -> String {
    "v:" + String(decoding: element.encoded(), as: UTF8.self)
  }

  // MARK: - Differences

  static func difference(from old: JSON, to new: JSON, _ type: TypeSchema?) -> Difference {
    var difference = Difference()
    compareMembers(old, new, { type?[$0]?.type }, root: true, &difference.changed, &difference.removed)
    return difference
  }

  /// Struct-valued Go fields exist in every object, so creating one does not add them, only what is in them.
  private static let alwaysPresent: Set<String> = [
    "metadata", "spec", "status", "strategy", "updateStrategy", "template", "jobTemplate", "containers",
    "scaleTargetRef",
    "loadBalancer", "source", "involvedObject",
  ]

  private static func compareMembers(
    _ old: JSON?, _ new: JSON?, _ typeOf: (String) -> ValueSchema?, root: Bool, _ changed: inout FieldSet,
    _ removed: inout FieldSet
  ) {
    let oldMembers = old?.object ?? [:]
    let newMembers = new?.object ?? [:]
    for (name, value) in newMembers {
      // What Go always writes, as a null, is there before anyone sets it.
      if root, value == .null, oldMembers[name] == nil { continue }
      var childChanged = FieldSet()
      var childRemoved = FieldSet()
      let existed = oldMembers[name] != nil || root && alwaysPresent.contains(name)
      compare(
        oldMembers[name], value, typeOf(name), existed: existed, root: root && alwaysPresent.contains(name),
        &childChanged, &childRemoved)
      changed.add("f:\(name)", childChanged)
      removed.add("f:\(name)", childRemoved)
    }
    for (name, value) in oldMembers where newMembers[name] == nil {
      removed.add("f:\(name)", everything(in: value, typeOf(name)))
    }
  }

  private static func compare(
    _ old: JSON?, _ new: JSON, _ type: ValueSchema?, existed: Bool, root: Bool, _ changed: inout FieldSet,
    _ removed: inout FieldSet
  ) {
    if old == new || root && old == nil && new.isEmptyObject { return }
    switch (new, type) {
    case (.object(let members), .structure(let name)) where Schema.type(name)?.isAtomic == false && !members.isEmpty:
      let structure = Schema.type(name)
      compareMembers(old, new, { structure?[$0]?.type }, root: root, &changed, &removed)
      changed.isMember = !existed
    case (.object(let members), .map(let element, isAtomic: false)) where !members.isEmpty:
      compareMembers(old, new, { _ in element }, root: false, &changed, &removed)
      changed.isMember = !existed
    case (.object(let members), nil) where !members.isEmpty:
      compareMembers(old, new, { _ in nil }, root: false, &changed, &removed)
      changed.isMember = !existed
    case (.array(let elements), .list(let element, .byKeys(let keys))) where !elements.isEmpty || old != nil:
      compareItems(old?.array ?? [], elements, element, keys, &changed, &removed)
      changed.isMember = !existed
    case (.array(let elements), .list(_, .set)):
      let before = Set(old?.array ?? [])
      for item in elements where !before.contains(item) { changed.add(elementKey(item), .leaf) }
      for item in before where !elements.contains(item) { removed.add(elementKey(item), .leaf) }
      changed.isMember = !existed
    default:
      changed = .leaf
    }
  }

  private static func compareItems(
    _ old: [JSON], _ new: [JSON], _ type: ValueSchema, _ keys: [String], _ changed: inout FieldSet,
    _ removed: inout FieldSet
  ) {
    var before: [String: JSON] = [:]
    for item in old { before[itemKey(item, keys)] = item }
    for item in new {
      let key = itemKey(item, keys)
      var childChanged = FieldSet()
      var childRemoved = FieldSet()
      let existing = before.removeValue(forKey: key)
      compare(existing, item, type, existed: existing != nil, root: false, &childChanged, &childRemoved)
      changed.add(key, childChanged)
      removed.add(key, childRemoved)
    }
    for (key, item) in before {
      var fields = everything(in: item, type)
      fields.isMember = true
      removed.add(key, fields)
    }
  }

  /// All fields in a value that has gone, with the ones they are in.
  private static func everything(in value: JSON, _ type: ValueSchema?) -> FieldSet {
    var set = fields(in: value, type)
    set.markMembers()
    return set
  }
}

extension FieldSet {
  fileprivate mutating func markMembers() {
    isMember = true
    for key in children.keys { children[key]?.markMembers() }
  }
}
