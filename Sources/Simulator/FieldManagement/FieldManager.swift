import JSON

/// Keeps `managedFields` through updates, and merges what is applied (k8s.io/apimachinery/pkg/util/managedfields).
enum FieldManager {
  /// Never managed.
  private static let system = [
    "name", "namespace", "creationTimestamp", "selfLink", "uid", "generation", "managedFields", "resourceVersion",
  ]

  static func update(
    from old: JSON?, to new: inout JSON, _ type: ResourceType, by writer: FieldWriter, time: String
  ) {
    var managed = ManagedFields(new[at: "metadata", "managedFields"] ?? old?[at: "metadata", "managedFields"])
    var difference = FieldComparison.difference(from: old ?? [:], to: new, type.schema)
    difference.changed.stripSystemFields()
    difference.removed.stripSystemFields()
    managed.update(by: writer, difference, time: time)
    new[at: "metadata", "managedFields"] = managed.json
  }

  /// Merges an applied configuration into the live object.
  static func apply(
    _ configuration: JSON, to live: JSON?, _ type: ResourceType, by writer: FieldWriter, force: Bool, time: String
  ) throws(APIError) -> JSON {
    var managed = ManagedFields(live?[at: "metadata", "managedFields"])
    let before = live ?? [:]
    var applied = FieldComparison.fields(of: configuration, type.schema)
    applied.stripSystemFields()
    let others = managed.others(than: writer)
    let last = managed.fields(of: writer)
    var merged = Merge.apply(configuration, onto: before, type.schema)
    let held = others.reduce(applied) { $0.union($1.fields) }
    Merge.prune(&merged, last.subtracting(held), keeping: held, type.schema)
    var difference = FieldComparison.difference(from: before, to: merged, type.schema)
    difference.changed.stripSystemFields()
    difference.removed.stripSystemFields()
    if !force { try refuseConflicts(difference.changed.intersection(applied), others) }
    managed.apply(by: writer, applied, changed: difference)
    if live == nil || applied != last || !difference.changed.isEmpty || !difference.removed.isEmpty {
      managed.setTime(of: writer, time)
    }
    merged[at: "metadata", "managedFields"] = managed.json
    return merged
  }

  private static func refuseConflicts(_ changed: FieldSet, _ others: [ManagedFields.Entry]) throws(APIError) {
    var conflicts: [(manager: String, path: String)] = []
    for other in others {
      for path in changed.intersection(other.fields).paths { conflicts.append((other.conflictName, path)) }
    }
    guard let first = conflicts.first else { return }
    let message: String
    if conflicts.count == 1 {
      message = "Apply failed with 1 conflict: conflict with \(first.manager): \(first.path)"
    } else {
      var lines: [String] = []
      for manager in Set(conflicts.map(\.manager)).sorted() {
        lines.append("conflicts with \(manager):")
        lines += conflicts.filter { $0.manager == manager }.map { "- \($0.path)" }
      }
      message = "Apply failed with \(conflicts.count) conflicts: \(lines.joined(separator: "\n"))"
    }
    let causes: [JSON] = conflicts.map {
      ["reason": "FieldManagerConflict", "message": "conflict with \($0.manager)", "field": .string($0.path)]
    }
    throw APIError(409, "Conflict", message, details: ["causes": .array(causes)])
  }
}

extension FieldSet {
  fileprivate mutating func stripSystemFields() {
    children["f:apiVersion"] = nil
    children["f:kind"] = nil
    for name in FieldManager.systemFields { remove(["f:metadata", "f:\(name)"]) }
    if var metadata = children["f:metadata"] {
      metadata.isMember = false
      children["f:metadata"] = metadata.isEmpty ? nil : metadata
    }
  }
}

extension FieldManager {
  fileprivate static var systemFields: [String] { system }
}
