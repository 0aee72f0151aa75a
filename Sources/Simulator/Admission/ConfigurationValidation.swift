import JSON

/// Validation of secrets, config maps and RBAC objects.
enum ConfigurationValidation {
  static func secret(_ json: JSON) -> [FieldError] {
    var errors = keys(json["data"], "data", "data")
    let required: [String: [String]] = [
      "kubernetes.io/tls": ["tls.crt", "tls.key"], "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
      "kubernetes.io/dockercfg": [".dockercfg"], "kubernetes.io/ssh-auth": ["ssh-privatekey"],
    ]
    for key in required[json["type"]?.string ?? ""] ?? [] where json[at: "data", key] == nil {
      errors.append(.required("data[\(key)]"))
    }
    return errors
  }

  static func configMap(_ json: JSON) -> [FieldError] {
    keys(json["data"], "data", "data") + keys(json["binaryData"], "binaryData", "binaryData")
  }

  private static func keys(_ data: JSON?, _ path: String, _ whole: String) -> [FieldError] {
    let members = data?.texts ?? [:]
    var errors: [FieldError] = members.keys.sorted().flatMap { key in
      Names.configKeyErrors(key).map { FieldError.invalid("\(path)[\(key)]", .string(key), $0) }
    }
    if members.values.reduce(0, { $0 + $1.utf8.count }) > 1 << 20 { errors.append(.tooLong("", 1 << 20)) }
    return errors
  }

  static func role(_ json: JSON) -> [FieldError] {
    (json["rules"]?.array ?? []).enumerated().flatMap { index, rule -> [FieldError] in
      var errors: [FieldError] = []
      if rule["verbs"]?.array?.isEmpty ?? true {
        errors.append(.required("rules[\(index)].verbs", "verbs must contain at least one value"))
      }
      guard rule["nonResourceURLs"] == nil else { return errors }
      if rule["apiGroups"]?.array?.isEmpty ?? true {
        errors.append(.required("rules[\(index)].apiGroups", "resource rules must supply at least one api group"))
      }
      if rule["resources"]?.array?.isEmpty ?? true {
        errors.append(.required("rules[\(index)].resources", "resource rules must supply at least one resource"))
      }
      return errors
    }
  }

  static func roleBinding(_ json: JSON) -> [FieldError] {
    var errors: [FieldError] = []
    let reference = json["roleRef"] ?? [:]
    if !["Role", "ClusterRole"].contains(reference["kind"]) {
      errors.append(.notSupported("roleRef.kind", reference["kind"] ?? "", ["ClusterRole", "Role"]))
    }
    if reference["name"]?.string ?? "" == "" { errors.append(.required("roleRef.name")) }
    for (index, subject) in (json["subjects"]?.array ?? []).enumerated() {
      if subject["name"]?.string ?? "" == "" { errors.append(.required("subjects[\(index)].name")) }
      if subject["kind"] == "ServiceAccount", subject["namespace"]?.string ?? "" == "" {
        errors.append(.required("subjects[\(index)].namespace"))
      }
    }
    return errors
  }
}
