import JSON

/// A set of fields, in the shape of `FieldsV1`: `f:name` members, `k:{…}` list items by key, `v:…` set elements.
struct FieldSet: Equatable {
  /// The field itself belongs to the set (`.`, or a leaf).
  var isMember = false
  var children: [String: FieldSet] = [:]

  static let leaf = FieldSet(isMember: true)

  var isEmpty: Bool { !isMember && children.isEmpty }

  init(isMember: Bool = false, children: [String: FieldSet] = [:]) {
    self.isMember = isMember
    self.children = children
  }

  init(_ json: JSON) {
    let members = json.object ?? [:]
    if members.isEmpty {
      isMember = true
      return
    }
    for (key, value) in members {
      if key == "." { isMember = true } else { children[key] = FieldSet(value) }
    }
  }

  /// As `fieldsV1`, for a set that is not empty.
  var json: JSON {
    var members = children.mapValues(\.json)
    if isMember && !children.isEmpty { members["."] = [:] }
    return .object(members)
  }

  /// Adds a child unless it is empty.
  mutating func add(_ key: String, _ child: FieldSet) {
    if !child.isEmpty { children[key] = child }
  }

  func union(_ other: FieldSet) -> FieldSet {
    FieldSet(
      isMember: isMember || other.isMember, children: children.merging(other.children) { $0.union($1) })
  }

  func subtracting(_ other: FieldSet) -> FieldSet {
    var result = FieldSet(isMember: isMember && !other.isMember)
    for (key, child) in children {
      result.add(key, other.children[key].map(child.subtracting) ?? child)
    }
    return result
  }

  func intersection(_ other: FieldSet) -> FieldSet {
    var result = FieldSet(isMember: isMember && other.isMember)
    for (key, child) in children {
      if let match = other.children[key] { result.add(key, child.intersection(match)) }
    }
    return result
  }

  /// Whether a set that is stored as `fieldsV1` has a field of this one.
  func overlaps(_ stored: JSON) -> Bool {
    if isMember, stored.isMemberOfFields { return true }
    return children.contains { key, child in stored[key].map(child.overlaps) ?? false }
  }

  /// Whether a set that is stored as `fieldsV1` has every field of this one.
  func isContained(in stored: JSON) -> Bool {
    if isMember, !stored.isMemberOfFields { return false }
    return children.allSatisfy { key, child in stored[key].map(child.isContained) ?? false }
  }

  /// Removes a field and everything in it.
  mutating func remove(_ path: ArraySlice<String>) {
    guard let key = path.first else { return }
    if path.count == 1 {
      children[key] = nil
    } else if var child = children[key] {
      child.remove(path.dropFirst())
      children[key] = child.isEmpty ? nil : child
    }
  }

  /// Every member as it is written in a conflict: `.spec.containers[name="web"].image`.
  var paths: [String] {
    var all: [String] = []
    collect(prefix: "", into: &all)
    return all
  }

  private func collect(prefix: String, into all: inout [String]) {
    if isMember { all.append(prefix) }
    for (key, child) in children.sorted(by: { $0.key < $1.key }) {
      child.collect(prefix: prefix + FieldSet.text(of: key), into: &all)
    }
  }

  private static func text(of element: String) -> String {
    let content = element.dropFirst(2)
    switch element.prefix(2) {
    case "f:": return ".\(content)"
    case "v:": return "[=\(content)]"
    default:
      let keys = (try? JSON(parsing: String(content)))?.object ?? [:]
      let parts = keys.sorted { $0.key < $1.key }.map {
        "\($0.key)=\(String(decoding: $0.value.encoded(), as: UTF8.self))"
      }
      return "[\(parts.joined(separator: ","))]"
    }
  }
}

extension JSON {
  /// Whether the field of this node of `fieldsV1` belongs to the set, and not only some in it.
  fileprivate var isMemberOfFields: Bool { isEmptyObject || self["."] != nil }
}
