import JSON

/// Merging by schema: maps member by member, lists by key, everything else as a whole.
enum Merge {
  static func apply(_ configuration: JSON, onto live: JSON, _ type: TypeSchema?) -> JSON {
    members(configuration, onto: live) { type?[$0]?.type }
  }

  private static func members(_ new: JSON, onto old: JSON, _ typeOf: (String) -> ValueSchema?) -> JSON {
    guard case .object(var result) = old, case .object(let members) = new else { return new }
    for (name, value) in members {
      result[name] = result[name].map { merged(value, onto: $0, typeOf(name)) } ?? value
    }
    return .object(result)
  }

  private static func merged(_ new: JSON, onto old: JSON, _ type: ValueSchema?) -> JSON {
    switch (new, type) {
    case (.object, .structure(let name)):
      guard let structure = Schema.type(name), !structure.isAtomic else { return new }
      return members(new, onto: old) { structure[$0]?.type }
    case (.object, .map(let element, isAtomic: false)): return members(new, onto: old) { _ in element }
    case (.object, nil): return members(new, onto: old) { _ in nil }
    case (.array(let items), .list(let element, .byKeys(let keys))):
      return .array(merged(items, onto: old.array ?? [], element, keys))
    case (.array(let items), .list(_, .set)):
      let existing = old.array ?? []
      return .array(existing + items.filter { !existing.contains($0) })
    default: return new
    }
  }

  /// Applied items keep their order; the others stay where they are relative to them.
  private static func merged(_ new: [JSON], onto old: [JSON], _ type: ValueSchema, _ keys: [String]) -> [JSON] {
    let newKeys = new.map { FieldComparison.itemKey($0, keys) }
    let oldKeys = old.map { FieldComparison.itemKey($0, keys) }
    var result: [JSON] = []
    var next = 0
    for (key, item) in zip(newKeys, new) {
      guard let index = oldKeys.firstIndex(of: key) else {
        result.append(item)
        continue
      }
      while next < index {
        if !newKeys.contains(oldKeys[next]) { result.append(old[next]) }
        next += 1
      }
      next = max(next, index + 1)
      result.append(merged(item, onto: old[index], type))
    }
    while next < old.count {
      if !newKeys.contains(oldKeys[next]) { result.append(old[next]) }
      next += 1
    }
    return result
  }

  // MARK: - Removing what is no longer applied

  /// Removes the fields of `gone` unless something in them is kept.
  static func prune(_ json: inout JSON, _ gone: FieldSet, keeping kept: FieldSet, _ type: TypeSchema?) {
    pruneMembers(&json, gone, kept) { type?[$0]?.type }
  }

  private static func pruneMembers(
    _ json: inout JSON, _ gone: FieldSet, _ kept: FieldSet, _ typeOf: (String) -> ValueSchema?
  ) {
    for (element, child) in gone.children where element.hasPrefix("f:") {
      let name = String(element.dropFirst(2))
      guard var value = json[name] else { continue }
      if child.isMember && kept.children[element] == nil {
        json[name] = nil
        continue
      }
      prune(&value, child, kept.children[element] ?? FieldSet(), typeOf(name))
      let isEmpty = value.isEmptyObject || value.array?.isEmpty == true
      // Not `? nil :`, which would be JSON's own null.
      if isEmpty && kept.children[element] == nil { json[name] = nil } else { json[name] = value }
    }
  }

  private static func prune(_ json: inout JSON, _ gone: FieldSet, _ kept: FieldSet, _ type: ValueSchema?) {
    switch type {
    case .structure(let name):
      let structure = Schema.type(name)
      pruneMembers(&json, gone, kept) { structure?[$0]?.type }
    case .map(let element, _): pruneMembers(&json, gone, kept) { _ in element }
    case .list(let element, .byKeys(let keys)):
      guard let items = json.array else { return }
      json = .array(
        items.compactMap { item in
          let key = FieldComparison.itemKey(item, keys)
          guard let child = gone.children[key] else { return item }
          if child.isMember && kept.children[key] == nil { return nil }
          var item = item
          prune(&item, child, kept.children[key] ?? FieldSet(), element)
          return item
        })
    case .list(_, .set):
      json = .array((json.array ?? []).filter { gone.children[FieldComparison.elementKey($0)] == nil })
    case nil: pruneMembers(&json, gone, kept) { _ in nil }
    default: break
    }
  }
}
