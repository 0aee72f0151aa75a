import JSON

/// Validation by kind, in the order in which the API server reports.
enum Validation {
  static func create(_ json: JSON, _ type: ResourceType) -> [FieldError] {
    MetadataValidation.metadata(json, type) + kind(json, type.kind)
  }

  static func update(_ json: JSON, from old: JSON, _ type: ResourceType) -> [FieldError] {
    MetadataValidation.update(json, old) + MetadataValidation.metadata(json, type) + kind(json, type.kind)
      + immutable(json, old, type.kind)
  }

  private static func kind(_ json: JSON, _ kind: String) -> [FieldError] {
    switch kind {
    case "Pod": PodValidation.spec(json["spec"], "spec")
    case "Deployment": WorkloadValidation.deployment(json)
    case "ReplicaSet", "StatefulSet", "DaemonSet": WorkloadValidation.replicated(json)
    case "Job": WorkloadValidation.job(json["spec"] ?? [:], "spec", generated: true)
    case "CronJob": WorkloadValidation.cronJob(json)
    case "Service": ServiceValidation.service(json)
    case "Ingress": ServiceValidation.ingress(json)
    case "HorizontalPodAutoscaler": ScalingValidation.autoscaler(json)
    case "PodDisruptionBudget": ScalingValidation.disruptionBudget(json)
    case "Secret": ConfigurationValidation.secret(json)
    case "ConfigMap": ConfigurationValidation.configMap(json)
    case "Role", "ClusterRole": ConfigurationValidation.role(json)
    case "RoleBinding", "ClusterRoleBinding": ConfigurationValidation.roleBinding(json)
    default: []
    }
  }

  private static func immutable(_ new: JSON, _ old: JSON, _ kind: String) -> [FieldError] {
    func fixed(_ path: [String], _ why: String = "field is immutable") -> [FieldError] {
      func value(_ json: JSON) -> JSON? { path.reduce(Optional(json)) { $0?[$1] } }
      guard value(new) != value(old) else { return [] }
      return [.invalid(path.joined(separator: "."), value(new) ?? .null, why)]
    }
    switch kind {
    case "Deployment", "ReplicaSet", "DaemonSet": return fixed(["spec", "selector"])
    case "StatefulSet": return WorkloadValidation.statefulSetUpdate(new, old)
    case "Job":
      return fixed(["spec", "completions"]) + fixed(["spec", "selector"]) + fixed(["spec", "template"])
        + fixed(["spec", "completionMode"])
    case "Pod": return podUpdate(new, old)
    case "Service":
      let wasHeadless = old[at: "spec", "type"] != "ExternalName"
      let address = old[at: "spec", "clusterIP"]
      guard wasHeadless, address != nil, new[at: "spec", "type"] != "ExternalName" else { return [] }
      return new[at: "spec", "clusterIPs"] == old[at: "spec", "clusterIPs"]
        ? [] : [.invalid("spec.clusterIPs[0]", new[at: "spec", "clusterIPs"] ?? .null, "may not change once set")]
    case "Secret":
      var errors = fixed(["type"])
      if old["immutable"] == true {
        if new["immutable"] != true {
          errors.append(.forbidden("immutable", "field is immutable when `immutable` is set"))
        }
        if new["data"] != old["data"] {
          errors.append(.forbidden("data", "field is immutable when `immutable` is set"))
        }
      }
      return errors
    case "ConfigMap" where old["immutable"] == true:
      var errors: [FieldError] = []
      if new["immutable"] != true {
        errors.append(.forbidden("immutable", "field is immutable when `immutable` is set"))
      }
      if new["data"] != old["data"] { errors.append(.forbidden("data", "field is immutable when `immutable` is set")) }
      return errors
    case "RoleBinding", "ClusterRoleBinding": return fixed(["roleRef"], "cannot change roleRef")
    default: return []
    }
  }

  /// Only images, deadlines and new tolerations of a pod may change.
  private static func podUpdate(_ new: JSON, _ old: JSON) -> [FieldError] {
    func comparable(_ json: JSON) -> JSON {
      var spec = json["spec"] ?? [:]
      for list in ["containers", "initContainers"] { spec.updateEach(list) { $0["image"] = nil } }
      for field in ["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "schedulingGates"] {
        spec[field] = nil
      }
      return spec
    }
    guard comparable(new) != comparable(old) else { return [] }
    return [
      .forbidden(
        "spec",
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
          + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
          + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)")
    ]
  }
}

func nonNegative(_ json: JSON?, _ path: String) -> [FieldError] {
  guard let value = json?.int, value < 0 else { return [] }
  return [.invalid(path, .int(value), "must be greater than or equal to 0")]
}
