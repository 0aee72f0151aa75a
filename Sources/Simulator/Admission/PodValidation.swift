import JSON

/// Validation of pod specs (pkg/apis/core/validation).
enum PodValidation {
  static func spec(_ spec: JSON?, _ path: String) -> [FieldError] {
    guard let spec else { return [.required("\(path).containers")] }
    var errors: [FieldError] = []
    let volumes = spec["volumes"]?.array ?? []
    errors += self.volumes(volumes, "\(path).volumes")
    let volumeNames = Set(volumes.compactMap { $0["name"]?.string })
    let containers = spec["containers"]?.array ?? []
    if containers.isEmpty { errors.append(.required("\(path).containers")) }
    var names: Set<String> = []
    for (index, container) in containers.enumerated() {
      errors += self.container(container, "\(path).containers[\(index)]", &names, volumeNames)
    }
    for (index, container) in (spec["initContainers"]?.array ?? []).enumerated() {
      errors += self.container(container, "\(path).initContainers[\(index)]", &names, volumeNames)
    }
    if let policy = spec["restartPolicy"], !["Always", "OnFailure", "Never"].contains(policy) {
      errors.append(.notSupported("\(path).restartPolicy", policy, ["Always", "Never", "OnFailure"]))
    }
    let dnsPolicies: [JSON] = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]
    if let policy = spec["dnsPolicy"], !dnsPolicies.contains(policy) {
      errors.append(
        .notSupported("\(path).dnsPolicy", policy, ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]))
    }
    if let seconds = spec["terminationGracePeriodSeconds"]?.int, seconds < 0 {
      errors.append(
        .invalid("\(path).terminationGracePeriodSeconds", .int(seconds), "must be greater than or equal to 0"))
    }
    if let seconds = spec["activeDeadlineSeconds"]?.int, seconds < 1 {
      errors.append(
        .invalid("\(path).activeDeadlineSeconds", .int(seconds), "must be between 1 and 2147483647, inclusive"))
    }
    if let account = spec["serviceAccountName"]?.string, !account.isEmpty {
      errors += Names.subdomainErrors(account).map { .invalid("\(path).serviceAccountName", .string(account), $0) }
    }
    for (key, value) in (spec["nodeSelector"]?.texts ?? [:]).sorted(by: { $0.key < $1.key }) {
      errors += MetadataValidation.labels([key: value], "\(path).nodeSelector")
    }
    return errors
  }

  private static func volumes(_ volumes: [JSON], _ path: String) -> [FieldError] {
    var errors: [FieldError] = []
    var seen: Set<String> = []
    for (index, volume) in volumes.enumerated() {
      let name = volume["name"]?.string ?? ""
      if name.isEmpty {
        errors.append(.required("\(path)[\(index)].name"))
      } else {
        errors += Names.labelErrors(name).map { .invalid("\(path)[\(index)].name", .string(name), $0) }
      }
      if !seen.insert(name).inserted { errors.append(.duplicate("\(path)[\(index)].name", .string(name))) }
      if (volume.object?.count ?? 0) > 2 {
        errors.append(.forbidden("\(path)[\(index)]", "may not specify more than 1 volume type"))
      }
    }
    return errors
  }

  private static func container(
    _ container: JSON, _ path: String, _ names: inout Set<String>, _ volumes: Set<String>
  ) -> [FieldError] {
    var errors: [FieldError] = []
    let name = container["name"]?.string ?? ""
    if name.isEmpty {
      errors.append(.required("\(path).name"))
    } else {
      errors += Names.labelErrors(name).map { .invalid("\(path).name", .string(name), $0) }
      if !names.insert(name).inserted { errors.append(.duplicate("\(path).name", .string(name))) }
    }
    let image = container["image"]?.string ?? ""
    if image.isEmpty {
      errors.append(.required("\(path).image"))
    } else if image != image.trimmingSpaces, path.hasPrefix("spec.containers") || path.hasPrefix("spec.initContainers")
    {
      // Templates are let through.
      errors.append(.invalid("\(path).image", .string(image), "must not have leading or trailing whitespace"))
    }
    errors += ports(container["ports"]?.array ?? [], "\(path).ports")
    errors += environment(container["env"]?.array ?? [], "\(path).env")
    errors += mounts(container["volumeMounts"]?.array ?? [], "\(path).volumeMounts", volumes)
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
      if let value = container[probe] { errors += self.probe(value, "\(path).\(probe)", probe) }
    }
    if let policy = container["imagePullPolicy"], !["Always", "IfNotPresent", "Never"].contains(policy) {
      errors.append(.notSupported("\(path).imagePullPolicy", policy, ["Always", "IfNotPresent", "Never"]))
    }
    errors += resources(container["resources"], "\(path).resources")
    return errors
  }

  private static func ports(_ ports: [JSON], _ path: String) -> [FieldError] {
    var errors: [FieldError] = []
    var names: Set<String> = []
    for (index, port) in ports.enumerated() {
      let place = "\(path)[\(index)]"
      if let name = port["name"]?.string, !name.isEmpty {
        errors += Names.portNameErrors(name).map { .invalid("\(place).name", .string(name), $0) }
        if !names.insert(name).inserted { errors.append(.duplicate("\(place).name", .string(name))) }
      }
      if let number = port["containerPort"]?.int, number != 0 {
        if !(1...65535).contains(number) {
          errors.append(.invalid("\(place).containerPort", .int(number), "must be between 1 and 65535, inclusive"))
        }
      } else {
        errors.append(.required("\(place).containerPort"))
      }
      if let number = port["hostPort"]?.int, number != 0, !(1...65535).contains(number) {
        errors.append(.invalid("\(place).hostPort", .int(number), "must be between 1 and 65535, inclusive"))
      }
      if let name = port["protocol"], !["TCP", "UDP", "SCTP"].contains(name) {
        errors.append(.notSupported("\(place).protocol", name, ["SCTP", "TCP", "UDP"]))
      }
    }
    return errors
  }

  private static func environment(_ variables: [JSON], _ path: String) -> [FieldError] {
    var errors: [FieldError] = []
    for (index, variable) in variables.enumerated() {
      let place = "\(path)[\(index)]"
      let name = variable["name"]?.string ?? ""
      if name.isEmpty {
        errors.append(.required("\(place).name"))
      } else {
        errors += Names.environmentNameErrors(name).map { .invalid("\(place).name", .string(name), $0) }
      }
      guard let source = variable["valueFrom"] else { continue }
      let count = source.object?.count ?? 0
      if count == 0 {
        errors.append(
          .invalid(
            "\(place).valueFrom", "",
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"))
      } else if let value = variable["value"]?.string, !value.isEmpty {
        errors.append(.invalid("\(place).valueFrom", "", "may not be specified when `value` is not empty"))
      } else if count > 1 {
        errors.append(.invalid("\(place).valueFrom", "", "may not have more than one field specified at a time"))
      }
      for reference in ["secretKeyRef", "configMapKeyRef"] {
        guard let value = source[reference] else { continue }
        if value["key"]?.string ?? "" == "" { errors.append(.required("\(place).valueFrom.\(reference).key")) }
        if value["name"]?.string ?? "" == "" { errors.append(.required("\(place).valueFrom.\(reference).name")) }
      }
    }
    return errors
  }

  private static func mounts(_ mounts: [JSON], _ path: String, _ volumes: Set<String>) -> [FieldError] {
    var errors: [FieldError] = []
    var paths: Set<String> = []
    for (index, mount) in mounts.enumerated() {
      let name = mount["name"]?.string ?? ""
      if name.isEmpty {
        errors.append(.required("\(path)[\(index)].name"))
      } else if !volumes.contains(name) {
        errors.append(.notFound("\(path)[\(index)].name", .string(name)))
      }
      let mountPath = mount["mountPath"]?.string ?? ""
      if mountPath.isEmpty { errors.append(.required("\(path)[\(index)].mountPath")) }
      if !paths.insert(mountPath).inserted {
        errors.append(.invalid("\(path)[\(index)].mountPath", .string(mountPath), "must be unique"))
      }
    }
    return errors
  }

  private static func probe(_ probe: JSON, _ path: String, _ kind: String) -> [FieldError] {
    var errors: [FieldError] = []
    let handlers = ["exec", "httpGet", "tcpSocket", "grpc"].filter { probe[$0] != nil }
    if handlers.isEmpty { errors.append(.required(path, "must specify a handler type")) }
    for extra in handlers.dropFirst() {
      errors.append(.forbidden("\(path).\(extra)", "may not specify more than 1 handler type"))
    }
    for field in ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] {
      if let value = probe[field]?.int, value < 0 {
        errors.append(.invalid("\(path).\(field)", .int(value), "must be greater than or equal to 0"))
      }
    }
    if kind != "readinessProbe", let value = probe["successThreshold"]?.int, value != 1 {
      errors.append(.invalid("\(path).successThreshold", .int(value), "must be 1"))
    }
    for handler in ["httpGet", "tcpSocket"] {
      if let port = probe[at: handler, "port"]?.int, !(1...65535).contains(port) {
        errors.append(.invalid("\(path).\(handler).port", .int(port), "must be between 1 and 65535, inclusive"))
      }
    }
    return errors
  }

  private static func resources(_ resources: JSON?, _ path: String) -> [FieldError] {
    var errors: [FieldError] = []
    for list in ["limits", "requests"] {
      for (name, amount) in (resources?[list]?.texts ?? [:]).sorted(by: { $0.key < $1.key }) {
        if let quantity = Quantity(amount), quantity.isNegative {
          errors.append(.invalid("\(path).\(list)[\(name)]", .string(amount), "must be greater than or equal to 0"))
        }
        let standard: Set<String> = ["cpu", "memory", "ephemeral-storage"]
        if !standard.contains(name), !name.contains("/"), !name.hasPrefix("hugepages-") {
          errors.append(
            .invalid("\(path).\(list)[\(name)]", .string(name), "must be a standard resource type or fully qualified"))
          errors.append(
            .invalid("\(path).\(list)[\(name)]", .string(name), "must be a standard resource for containers"))
        }
      }
    }
    for (name, limit) in (resources?["limits"]?.texts ?? [:]).sorted(by: { $0.key < $1.key }) {
      guard let request = resources?[at: "requests", name]?.string, let asked = Quantity(request),
        let most = Quantity(limit), asked > most
      else { continue }
      errors.append(
        .invalid("\(path).requests", .string(request), "must be less than or equal to \(name) limit of \(limit)"))
    }
    return errors
  }
}
