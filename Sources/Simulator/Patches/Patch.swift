import JSON

/// The patch types other than apply.
enum Patch {
  /// RFC 7386.
  static func merge(_ patch: JSON, into target: JSON) -> JSON {
    guard case .object(let members) = patch else { return patch }
    var result = target.object == nil ? JSON.object([:]) : target
    for (name, value) in members {
      if value == .null {
        result[name] = nil
      } else {
        result[name] = merge(value, into: result[name] ?? .null)
      }
    }
    return result
  }
}

// MARK: - Strategic merge

/// Strategic merge patch (k8s.io/apimachinery/pkg/util/strategicpatch): lists with a merge key are merged by it.
enum StrategicMerge {
  static func patch(_ target: JSON, with patch: JSON, _ type: TypeSchema?) throws(APIError) -> JSON {
    try members(target, patch) { type?[$0]?.type }
  }

  private static func members(
    _ target: JSON, _ patch: JSON, _ typeOf: (String) -> ValueSchema?
  ) throws(APIError) -> JSON {
    guard case .object(let members) = patch else { return patch }
    var result = target.object == nil ? JSON.object([:]) : target
    switch members["$patch"]?.string {
    case "delete": return [:]
    case "replace":
      var replacement = patch
      replacement["$patch"] = nil
      return replacement
    default: break
    }
    if let retained = members["$retainKeys"]?.array, let object = result.object {
      result = .object(object.filter { retained.contains(.string($0.key)) })
    }
    for (name, value) in members where !name.hasPrefix("$") {
      if value == .null {
        result[name] = nil
      } else {
        result[name] = try merged(result[name], value, typeOf(name))
      }
    }
    for (name, value) in members {
      if name.hasPrefix("$deleteFromPrimitiveList/") {
        let list = String(name.dropFirst("$deleteFromPrimitiveList/".count))
        result[list] = .array((result[list]?.array ?? []).filter { value.array?.contains($0) != true })
      } else if name.hasPrefix("$setElementOrder/") {
        let list = String(name.dropFirst("$setElementOrder/".count))
        if let type = typeOf(list) { order(&result, list, value.array ?? [], type) }
      }
    }
    return result
  }

  private static func merged(_ target: JSON?, _ patch: JSON, _ type: ValueSchema?) throws(APIError) -> JSON {
    switch (patch, type) {
    case (.object, .structure(let name)):
      let structure = Schema.type(name)
      return try members(target ?? [:], patch) { structure?[$0]?.type }
    case (.object, .map(let element, _)): return try members(target ?? [:], patch) { _ in element }
    case (.object, _): return try members(target ?? [:], patch) { _ in nil }
    case (.array(let items), .list(let element, .byKeys(let keys))):
      return .array(try merged(target?.array ?? [], items, element, keys[0]))
    case (.array(let items), .list(_, .set)):
      let existing = target?.array ?? []
      return .array(existing + items.filter { !existing.contains($0) })
    default: return patch
    }
  }

  private static func merged(
    _ target: [JSON], _ patch: [JSON], _ type: ValueSchema, _ key: String
  ) throws(APIError) -> [JSON] {
    if patch.contains(where: { $0["$patch"] == "replace" }) { return patch.filter { $0["$patch"] == nil } }
    var result = target
    for item in patch {
      guard let value = item[key] else {
        throw .badRequest(
          "map: \(String(decoding: item.encoded(), as: UTF8.self)) does not contain declared merge key: \(key)")
      }
      let index = result.firstIndex { $0[key] == value }
      if item["$patch"] == "delete" {
        if let index { result.remove(at: index) }
      } else if let index {
        result[index] = try merged(result[index], item, type)
      } else {
        result.append(item)
      }
    }
    return result
  }

  private static func order(_ object: inout JSON, _ list: String, _ wanted: [JSON], _ type: ValueSchema) {
    guard case .list(_, let merge) = type, let items = object[list]?.array else { return }
    func rank(_ item: JSON) -> Int? {
      guard case .byKeys(let keys) = merge else { return wanted.firstIndex(of: item) }
      return wanted.firstIndex { $0[keys[0]] == item[keys[0]] }
    }
    let ordered = items.filter { rank($0) != nil }.sorted { rank($0)! < rank($1)! }
    object[list] = .array(ordered + items.filter { rank($0) == nil })
  }
}
