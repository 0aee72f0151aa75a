import JSON

/// Validation of services and ingresses.
enum ServiceValidation {
  static func service(_ json: JSON) -> [FieldError] {
    let spec = json["spec"] ?? [:]
    let type = spec["type"]?.string ?? ""
    let ports = spec["ports"]?.array ?? []
    var errors: [FieldError] = []
    let isHeadless = spec["clusterIP"] == "None"
    if ports.isEmpty, !isHeadless, type != "ExternalName" { errors.append(.required("spec.ports")) }
    if type == "ExternalName" {
      let name = spec["externalName"]?.string ?? ""
      if name.isEmpty {
        errors.append(.required("spec.externalName"))
      } else {
        errors += Names.subdomainErrors(name).map { .invalid("spec.externalName", .string(name), $0) }
      }
    }
    var names: Set<String> = []
    for (index, port) in ports.enumerated() {
      errors += self.port(port, "spec.ports[\(index)]", needsName: ports.count > 1, &names)
    }
    if let selector = spec["selector"] { errors += MetadataValidation.labels(selector.texts, "spec.selector") }
    if let affinity = spec["sessionAffinity"], !["ClientIP", "None"].contains(affinity) {
      errors.append(.notSupported("spec.sessionAffinity", affinity, ["ClientIP", "None"]))
    }
    if !["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"].contains(type) {
      errors.append(
        .notSupported("spec.type", .string(type), ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]))
    }
    return errors
  }

  private static func port(
    _ port: JSON, _ path: String, needsName: Bool, _ names: inout Set<String>
  ) -> [FieldError] {
    var errors: [FieldError] = []
    let name = port["name"]?.string ?? ""
    if needsName, name.isEmpty {
      errors.append(.required("\(path).name"))
    } else if !name.isEmpty {
      errors += Names.labelErrors(name).map { .invalid("\(path).name", .string(name), $0) }
      if !names.insert(name).inserted { errors.append(.duplicate("\(path).name", .string(name))) }
    }
    let number = port["port"]?.int ?? 0
    if !(1...65535).contains(number) {
      errors.append(.invalid("\(path).port", .int(number), "must be between 1 and 65535, inclusive"))
    }
    if let name = port["protocol"], !["TCP", "UDP", "SCTP"].contains(name) {
      errors.append(.notSupported("\(path).protocol", name, ["SCTP", "TCP", "UDP"]))
    }
    switch port["targetPort"] {
    case .int(let target) where !(1...65535).contains(target):
      errors.append(.invalid("\(path).targetPort", .int(target), "must be between 1 and 65535, inclusive"))
    case .string(let target):
      errors += Names.portNameErrors(target).map { .invalid("\(path).targetPort", .string(target), $0) }
    default: break
    }
    return errors
  }

  static func ingress(_ json: JSON) -> [FieldError] {
    let spec = json["spec"] ?? [:]
    var errors: [FieldError] = []
    let rules = spec["rules"]?.array ?? []
    if rules.isEmpty, spec["defaultBackend"] == nil {
      errors.append(.invalid("spec", spec, "either `defaultBackend` or `rules` must be specified"))
    }
    for (index, tls) in (spec["tls"]?.array ?? []).enumerated() {
      for (position, host) in (tls["hosts"]?.array ?? []).enumerated() {
        errors += self.host(host.string ?? "", "spec.tls[\(index)].hosts[\(position)]")
      }
      if let name = tls["secretName"]?.string, !name.isEmpty {
        errors += Names.subdomainErrors(name).map { .invalid("spec.tls[\(index)].secretName", .string(name), $0) }
      }
    }
    if let backend = spec["defaultBackend"] { errors += self.backend(backend, "spec.defaultBackend") }
    for (index, rule) in rules.enumerated() {
      if let host = rule["host"]?.string, !host.isEmpty { errors += self.host(host, "spec.rules[\(index)].host") }
      guard let http = rule["http"] else { continue }
      let paths = http["paths"]?.array ?? []
      if paths.isEmpty { errors.append(.required("spec.rules[\(index)].http.paths")) }
      for (position, path) in paths.enumerated() {
        errors += self.path(path, "spec.rules[\(index)].http.paths[\(position)]")
      }
    }
    if let name = spec["ingressClassName"]?.string {
      errors += Names.subdomainErrors(name).map { .invalid("spec.ingressClassName", .string(name), $0) }
    }
    return errors
  }

  private static func host(_ host: String, _ path: String) -> [FieldError] {
    if host.contains("*") {
      let isValid = host.hasPrefix("*.") && Names.isSubdomain(String(host.dropFirst(2)))
      return isValid
        ? []
        : [
          .invalid(
            path, .string(host),
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower "
              + "case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex "
              + #"used for validation is '\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"#)
        ]
    }
    return Names.subdomainErrors(host).map { .invalid(path, .string(host), $0) }
  }

  private static func path(_ json: JSON, _ path: String) -> [FieldError] {
    var errors: [FieldError] = []
    let text = json["path"]?.string ?? ""
    switch json["pathType"]?.string {
    case nil: errors.append(.required("\(path).pathType", "pathType must be specified"))
    case "Exact", "Prefix":
      if !text.hasPrefix("/") { errors.append(.invalid("\(path).path", .string(text), "must be an absolute path")) }
      for forbidden in ["//", "/./", "/../", "%2f", "%2F"] where text.contains(forbidden) {
        errors.append(.invalid("\(path).path", .string(text), "must not contain '\(forbidden)'"))
      }
    case "ImplementationSpecific":
      if !text.isEmpty, !text.hasPrefix("/") {
        errors.append(.invalid("\(path).path", .string(text), "must be an absolute path"))
      }
    case let other?:
      errors.append(
        .notSupported("\(path).pathType", .string(other), ["Exact", "ImplementationSpecific", "Prefix"]))
    }
    return errors + backend(json["backend"] ?? [:], "\(path).backend")
  }

  private static func backend(_ backend: JSON, _ path: String) -> [FieldError] {
    guard let service = backend["service"] else {
      return backend["resource"] == nil
        ? [.required(path, "either backend.service or backend.resource is required")] : []
    }
    var errors: [FieldError] = []
    let name = service["name"]?.string ?? ""
    if name.isEmpty {
      errors.append(.required("\(path).service.name"))
    } else {
      errors += Names.label1035Errors(name).map { .invalid("\(path).service.name", .string(name), $0) }
    }
    let portName = service[at: "port", "name"]?.string ?? ""
    let number = service[at: "port", "number"]?.int ?? 0
    if portName.isEmpty && number == 0 {
      errors.append(.required("\(path)", "port name or number is required"))
    } else if portName.isEmpty, !(1...65535).contains(number) {
      errors.append(.invalid("\(path).service.port.number", .int(number), "must be between 1 and 65535, inclusive"))
    }
    return errors
  }
}
