import JSON

/// Validation of `metadata` (k8s.io/apimachinery/pkg/api/validation).
enum MetadataValidation {
  static func metadata(_ json: JSON, _ type: ResourceType) -> [FieldError] {
    let metadata = json["metadata"] ?? [:]
    var errors: [FieldError] = []
    let name = metadata["name"]?.string ?? ""
    if name.isEmpty {
      errors.append(.required("metadata.name", "name or generateName is required"))
    } else {
      errors += nameErrors(name, type).map { .invalid("metadata.name", .string(name), $0) }
    }
    errors += labels(metadata["labels"]?.texts ?? [:], "metadata.labels")
    errors += annotations(metadata["annotations"]?.texts ?? [:], "metadata.annotations")
    for (index, finalizer) in (metadata["finalizers"]?.array ?? []).enumerated() {
      let text = finalizer.string ?? ""
      errors += Names.qualifiedNameErrors(text).map { .invalid("metadata.finalizers[\(index)]", .string(text), $0) }
    }
    return errors
  }

  private static func nameErrors(_ name: String, _ type: ResourceType) -> [String] {
    switch type.name {
    case "namespaces": Names.labelErrors(name)
    case "services": Names.label1035Errors(name)
    case "roles", "clusterroles", "rolebindings", "clusterrolebindings":
      name == "." || name == ".."
        ? ["may not be '\(name)'"]
        : name.contains("/") || name.contains("%") ? ["may not contain '\(name.contains("/") ? "/" : "%")'"] : []
    case "cronjobs":
      Names.subdomainErrors(name) + (name.utf8.count > 52 ? ["must be no more than 52 characters"] : [])
    default: Names.subdomainErrors(name)
    }
  }

  static func labels(_ labels: [String: String], _ path: String) -> [FieldError] {
    labels.sorted { $0.key < $1.key }.flatMap { key, value in
      Names.qualifiedNameErrors(key).map { FieldError.invalid(path, .string(key), $0) }
        + Names.labelValueErrors(value).map { FieldError.invalid(path, .string(value), $0) }
    }
  }

  private static func annotations(_ annotations: [String: String], _ path: String) -> [FieldError] {
    var errors: [FieldError] = annotations.keys.sorted().flatMap { key in
      Names.qualifiedNameErrors(key.lowercased()).map { FieldError.invalid(path, .string(key), $0) }
    }
    if annotations.reduce(0, { $0 + $1.key.utf8.count + $1.value.utf8.count }) > 256 << 10 {
      errors.append(.tooLong(path, 256 << 10))
    }
    return errors
  }

  /// A `metav1.LabelSelector`.
  static func selector(_ selector: JSON, _ path: String) -> [FieldError] {
    var errors = labels(selector["matchLabels"]?.texts ?? [:], "\(path).matchLabels")
    for (index, expression) in (selector["matchExpressions"]?.array ?? []).enumerated() {
      let place = "\(path).matchExpressions[\(index)]"
      let values = expression["values"]?.array ?? []
      switch expression["operator"]?.string ?? "" {
      case "In", "NotIn":
        if values.isEmpty {
          errors.append(.required("\(place).values", "must be specified when `operator` is 'In' or 'NotIn'"))
        }
      case "Exists", "DoesNotExist":
        if !values.isEmpty {
          errors.append(
            .forbidden("\(place).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"))
        }
      case let other: errors.append(.invalid("\(place).operator", .string(other), "not a valid selector operator"))
      }
      let key = expression["key"]?.string ?? ""
      errors += Names.qualifiedNameErrors(key).map { .invalid("\(place).key", .string(key), $0) }
    }
    return errors
  }

  /// What no update may change.
  static func update(_ new: JSON, _ old: JSON) -> [FieldError] {
    ["name", "namespace", "uid", "creationTimestamp"].compactMap { field in
      let before = old[at: "metadata", field]
      let after = new[at: "metadata", field]
      guard before != after else { return nil }
      return .invalid("metadata.\(field)", after ?? "", "field is immutable")
    }
  }
}
