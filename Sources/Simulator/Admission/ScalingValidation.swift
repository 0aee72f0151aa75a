import JSON

/// Validation of autoscalers and disruption budgets.
enum ScalingValidation {
  static func autoscaler(_ json: JSON) -> [FieldError] {
    let spec = json["spec"] ?? [:]
    var errors: [FieldError] = []
    let least = spec["minReplicas"]?.int ?? 1
    let most = spec["maxReplicas"]?.int ?? 0
    if least < 1 { errors.append(.invalid("spec.minReplicas", .int(least), "must be greater than or equal to 1")) }
    if most < 1 { errors.append(.invalid("spec.maxReplicas", .int(most), "must be greater than 0")) }
    if most < least {
      errors.append(.invalid("spec.maxReplicas", .int(most), "must be greater than or equal to `minReplicas`"))
    }
    let target = spec["scaleTargetRef"] ?? [:]
    if target["kind"]?.string ?? "" == "" { errors.append(.required("spec.scaleTargetRef.kind")) }
    if target["name"]?.string ?? "" == "" { errors.append(.required("spec.scaleTargetRef.name")) }
    for (index, metric) in (spec["metrics"]?.array ?? []).enumerated() {
      errors += self.metric(metric, "spec.metrics[\(index)]")
    }
    return errors
  }

  private static func metric(_ metric: JSON, _ path: String) -> [FieldError] {
    let types = ["ContainerResource", "External", "Object", "Pods", "Resource"]
    guard let type = metric["type"]?.string, !type.isEmpty else {
      return [.required("\(path).type", "must specify a metric source type")]
    }
    guard types.contains(type) else { return [.notSupported("\(path).type", .string(type), types)] }
    let field = type.prefix(1).lowercased() + type.dropFirst()
    guard let source = metric[field] else {
      return [.required("\(path).\(field)", "must populate information for the given metric source")]
    }
    guard type == "Resource" else { return [] }
    var errors: [FieldError] = []
    if source["name"]?.string ?? "" == "" {
      errors.append(.required("\(path).resource.name", "must specify a resource name"))
    }
    let target = source["target"] ?? [:]
    if let utilization = target["averageUtilization"]?.int, utilization < 1 {
      errors.append(.invalid("\(path).resource.target.averageUtilization", .int(utilization), "must be greater than 0"))
    }
    if target["averageUtilization"] == nil && target["averageValue"] == nil {
      errors.append(
        .required(
          "\(path).resource.target.averageUtilization",
          "must set either a target raw value or a target utilization"))
    }
    return errors
  }

  static func disruptionBudget(_ json: JSON) -> [FieldError] {
    let spec = json["spec"] ?? [:]
    var errors: [FieldError] = []
    if spec["minAvailable"] != nil && spec["maxUnavailable"] != nil {
      errors.append(.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set"))
    }
    errors += WorkloadValidation.intOrPercent(spec["minAvailable"], "spec.minAvailable")
    errors += WorkloadValidation.intOrPercent(spec["maxUnavailable"], "spec.maxUnavailable")
    if let selector = spec["selector"] { errors += MetadataValidation.selector(selector, "spec.selector") }
    return errors
  }
}
