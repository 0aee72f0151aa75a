import JSON

/// The cells of each kind's row.
enum TableCells {
  static func cells(of object: StoredObject, _ kind: String, now: WallTime) -> [JSON] {
    let json = object.json
    let name = JSON.string(object.key.name)
    let age = JSON.string(self.age(json[at: "metadata", "creationTimestamp"], now))
    let spec = json["spec"] ?? [:]
    let status = json["status"] ?? [:]
    func count(_ name: String) -> Int { status[name]?.int ?? 0 }
    switch kind {
    case "Pod": return PodCells.cells(object, name, age, now)
    case "Namespace": return [name, status["phase"] ?? "", age]
    case "Deployment":
      return [
        name, .string("\(count("readyReplicas"))/\(object.specReplicas)"), .int(count("updatedReplicas")),
        .int(count("availableReplicas")), age,
      ] + template(spec) + [.string(LabelSelector.text(spec["selector"]))]
    case "ReplicaSet":
      return [name, .int(object.specReplicas), .int(count("replicas")), .int(count("readyReplicas")), age]
        + template(spec) + [
          .string(LabelSelector.text(spec["selector"]))
        ]
    case "StatefulSet":
      return [name, .string("\(count("readyReplicas"))/\(object.specReplicas)"), age] + template(spec)
    case "DaemonSet":
      return [
        name, .int(count("desiredNumberScheduled")), .int(count("currentNumberScheduled")), .int(count("numberReady")),
        .int(count("updatedNumberScheduled")), .int(count("numberAvailable")),
        .string(labels(spec[at: "template", "spec", "nodeSelector"])), age,
      ] + template(spec) + [.string(LabelSelector.text(spec["selector"]))]
    case "Service": return service(spec, status, name, age)
    case "Ingress": return ingress(spec, status, name, age)
    case "Job": return job(object, name, age, now)
    case "CronJob":
      return [
        name, spec["schedule"] ?? "", spec["timeZone"] ?? "<none>", .string(spec["suspend"] == true ? "True" : "False"),
        .int(status["active"]?.array?.count ?? 0), .string(self.age(status["lastScheduleTime"], now, absent: "<none>")),
        age,
      ] + template(spec[at: "jobTemplate", "spec"] ?? [:]) + ["<none>"]
    case "HorizontalPodAutoscaler": return autoscaler(spec, status, name, age)
    case "PodDisruptionBudget":
      return [
        name, text(spec["minAvailable"], absent: "N/A"), text(spec["maxUnavailable"], absent: "N/A"),
        .int(count("disruptionsAllowed")), age,
      ]
    case "Secret": return [name, json["type"] ?? "", .int(json["data"]?.object?.count ?? 0), age]
    case "ConfigMap":
      return [name, .int((json["data"]?.object?.count ?? 0) + (json["binaryData"]?.object?.count ?? 0)), age]
    case "ServiceAccount": return [name, .int(json["secrets"]?.array?.count ?? 0), age]
    case "Node": return node(object, name, age)
    case "Event": return event(object, now)
    case "Endpoints":
      let addresses = (json["subsets"]?.array ?? []).flatMap { subset in
        (subset["addresses"]?.array ?? []).flatMap { address in
          (subset["ports"]?.array ?? []).map { "\(address["ip"]?.string ?? ""):\($0["port"]?.int ?? 0)" }
        }
      }
      return [name, .string(addresses.isEmpty ? "<none>" : joined(addresses)), age]
    case "EndpointSlice":
      let ports = (json["ports"]?.array ?? []).compactMap { $0["port"]?.int.map(String.init) }
      let addresses = (json["endpoints"]?.array ?? []).compactMap { $0["addresses"]?[0]?.string }
      return [name, json["addressType"] ?? "", .string(joined(ports)), .string(joined(addresses)), age]
    case "Role", "ClusterRole": return [name, json[at: "metadata", "creationTimestamp"] ?? ""]
    case "RoleBinding", "ClusterRoleBinding":
      func subjects(_ kind: String) -> JSON {
        let names = (json["subjects"]?.array ?? []).filter { $0["kind"] == .string(kind) }.map { subject in
          (subject["namespace"]?.string.map { "\($0)/" } ?? "") + (subject["name"]?.string ?? "")
        }
        return .string(names.joined(separator: ", "))
      }
      let role = "\(json[at: "roleRef", "kind"]?.string ?? "")/\(json[at: "roleRef", "name"]?.string ?? "")"
      return [name, .string(role), age, subjects("User"), subjects("Group"), subjects("ServiceAccount")]
    case "PersistentVolumeClaim":
      return [
        name, status["phase"] ?? "", spec["volumeName"] ?? "", "", "", spec["storageClassName"] ?? "", "<unset>", age,
        spec["volumeMode"] ?? "",
      ]
    case "IngressClass": return [name, spec["controller"] ?? "", "<none>", age]
    default: return [name, age]
    }
  }

  // MARK: - Parts

  /// As `kubectl` prints ages (k8s.io/apimachinery/pkg/util/duration).
  static func age(_ time: JSON?, _ now: WallTime, absent: String = "<unknown>") -> String {
    guard let time = time?.string.flatMap({ WallTime($0) }) else { return absent }
    return human(now - time)
  }

  static func human(_ duration: Duration) -> String {
    let seconds = Int(duration.components.seconds)
    if seconds < -1 { return "<invalid>" }
    if seconds < 0 { return "0s" }
    if seconds < 120 { return "\(seconds)s" }
    let minutes = seconds / 60
    if minutes < 10 { return seconds % 60 == 0 ? "\(minutes)m" : "\(minutes)m\(seconds % 60)s" }
    if minutes < 180 { return "\(minutes)m" }
    let hours = minutes / 60
    if hours < 8 { return minutes % 60 == 0 ? "\(hours)h" : "\(hours)h\(minutes % 60)m" }
    if hours < 48 { return "\(hours)h" }
    if hours < 192 { return hours % 24 == 0 ? "\(hours / 24)d" : "\(hours / 24)d\(hours % 24)h" }
    if hours < 24 * 365 * 2 { return "\(hours / 24)d" }
    if hours < 24 * 365 * 8 {
      let days = hours / 24 % 365
      return days == 0 ? "\(hours / 24 / 365)y" : "\(hours / 24 / 365)y\(days)d"
    }
    return "\(hours / 24 / 365)y"
  }

  private static func text(_ value: JSON?, absent: String) -> JSON {
    switch value {
    case .int(let number): .string(String(number))
    case .string(let text): .string(text)
    default: .string(absent)
    }
  }

  private static func template(_ spec: JSON) -> [JSON] {
    let containers = spec[at: "template", "spec", "containers"]?.array ?? []
    return ["name", "image"].map { field in
      .string(containers.compactMap { $0[field]?.string }.joined(separator: ","))
    }
  }

  private static func labels(_ json: JSON?) -> String {
    let texts = json?.texts ?? [:]
    if texts.isEmpty { return "<none>" }
    return texts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
  }

  /// At most three, and how many more.
  private static func joined(_ parts: [String]) -> String {
    if parts.isEmpty { return "<unset>" }
    let shown = parts.prefix(3).joined(separator: ",")
    return parts.count > 3 ? "\(shown) + \(parts.count - 3) more..." : shown
  }

  // MARK: - Kinds

  private static func service(_ spec: JSON, _ status: JSON, _ name: JSON, _ age: JSON) -> [JSON] {
    let ports = (spec["ports"]?.array ?? []).map { port in
      let node = port["nodePort"]?.int.map { ":\($0)" } ?? ""
      return "\(port["port"]?.int ?? 0)\(node)/\(port["protocol"]?.string ?? "TCP")"
    }
    let external: String
    switch spec["type"]?.string {
    case "LoadBalancer":
      let addresses = (status[at: "loadBalancer", "ingress"]?.array ?? []).compactMap {
        $0["ip"]?.string ?? $0["hostname"]?.string
      }
      external = addresses.isEmpty ? "<pending>" : addresses.joined(separator: ",")
    case "ExternalName": external = spec["externalName"]?.string ?? ""
    default:
      let addresses = (spec["externalIPs"]?.array ?? []).compactMap(\.string)
      external = addresses.isEmpty ? "<none>" : addresses.joined(separator: ",")
    }
    return [
      name, spec["type"] ?? "", spec["clusterIP"] ?? "<none>", .string(external),
      .string(ports.isEmpty ? "<none>" : ports.joined(separator: ",")), age, .string(labels(spec["selector"])),
    ]
  }

  private static func ingress(_ spec: JSON, _ status: JSON, _ name: JSON, _ age: JSON) -> [JSON] {
    let hosts = (spec["rules"]?.array ?? []).compactMap { $0["host"]?.string }
    let addresses = (status[at: "loadBalancer", "ingress"]?.array ?? []).compactMap {
      $0["ip"]?.string ?? $0["hostname"]?.string
    }
    return [
      name, spec["ingressClassName"] ?? "<none>", .string(hosts.isEmpty ? "*" : joined(hosts)),
      .string(addresses.joined(separator: ",")), .string(spec["tls"] == nil ? "80" : "80, 443"), age,
    ]
  }

  private static func job(_ object: StoredObject, _ name: JSON, _ age: JSON, _ now: WallTime) -> [JSON] {
    let spec = object.json["spec"] ?? [:]
    let status = object.json["status"] ?? [:]
    let conditions = Conditions(status)
    let state =
      conditions["Complete"] != nil
      ? "Complete"
      : conditions["Failed"] != nil
        ? "Failed" : object.isDeleting ? "Terminating" : spec["suspend"] == true ? "Suspended" : "Running"
    let succeeded = status["succeeded"]?.int ?? 0
    let completions =
      spec["completions"]?.int.map { "\(succeeded)/\($0)" } ?? "\(succeeded)/1 of \(spec["parallelism"]?.int ?? 1)"
    var duration = ""
    if let start = status["startTime"]?.string.flatMap({ WallTime($0) }) {
      let end = status["completionTime"]?.string.flatMap { WallTime($0) } ?? now
      duration = human(end - start)
    }
    return [name, .string(state), .string(completions), .string(duration), age] + template(spec) + [
      .string(LabelSelector.text(spec["selector"]))
    ]
  }

  private static func autoscaler(_ spec: JSON, _ status: JSON, _ name: JSON, _ age: JSON) -> [JSON] {
    let reference =
      "\(spec[at: "scaleTargetRef", "kind"]?.string ?? "")/\(spec[at: "scaleTargetRef", "name"]?.string ?? "")"
    let current = status["currentMetrics"]?.array ?? []
    let targets = (spec["metrics"]?.array ?? []).enumerated().map { index, metric -> String in
      let metricName = metric[at: "resource", "name"]?.string ?? ""
      let value = index < current.count ? current[index][at: "resource", "current", "averageUtilization"]?.int : nil
      let shown = value.map { "\($0)%" } ?? "<unknown>"
      guard let wanted = metric[at: "resource", "target", "averageUtilization"]?.int else {
        return "\(metricName): \(shown)/\(metric[at: "resource", "target", "averageValue"]?.string ?? "<auto>")"
      }
      return "\(metricName): \(shown)/\(wanted)%"
    }
    return [
      name, .string(reference), .string(targets.isEmpty ? "<none>" : targets.joined(separator: ", ")),
      text(spec["minReplicas"], absent: "<unset>"), text(spec["maxReplicas"], absent: ""),
      .int(status["currentReplicas"]?.int ?? 0), age,
    ]
  }

  private static func node(_ object: StoredObject, _ name: JSON, _ age: JSON) -> [JSON] {
    let status = object.json["status"] ?? [:]
    let ready = status["conditions"]?.array?.first { $0["type"] == "Ready" }
    var state = ready?["status"] == "True" ? "Ready" : ready == nil ? "Unknown" : "NotReady"
    if object.json[at: "spec", "unschedulable"] == true { state += ",SchedulingDisabled" }
    let prefix = "node-role.kubernetes.io/"
    let roles = object.labels.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.sorted()
    func address(_ type: String) -> JSON {
      status["addresses"]?.array?.first { $0["type"] == .string(type) }?["address"] ?? "<none>"
    }
    let info = status["nodeInfo"] ?? [:]
    return [
      name, .string(state), .string(roles.isEmpty ? "<none>" : roles.joined(separator: ",")), age,
      info["kubeletVersion"] ?? "",
      address("InternalIP"), address("ExternalIP"), info["osImage"] ?? "<unknown>",
      info["kernelVersion"] ?? "<unknown>",
      info["containerRuntimeVersion"] ?? "<unknown>",
    ]
  }

  private static func event(_ object: StoredObject, _ now: WallTime) -> [JSON] {
    let json = object.json
    func seen(_ field: String) -> String {
      let time = json[field] == .null || json[field] == nil ? json["eventTime"] : json[field]
      return age(time, now)
    }
    let involved = json["involvedObject"] ?? [:]
    let count = json["count"]?.int ?? 1
    let last = count > 1 ? "\(seen("lastTimestamp")) (x\(count) over \(seen("firstTimestamp")))" : seen("lastTimestamp")
    let component = json[at: "source", "component"]?.string ?? json["reportingComponent"]?.string ?? ""
    let host = json[at: "source", "host"]?.string.map { ", \($0)" } ?? ""
    return [
      .string(last), json["type"] ?? "", json["reason"] ?? "",
      .string("\(involved["kind"]?.string?.lowercased() ?? "")/\(involved["name"]?.string ?? "")"),
      involved["fieldPath"] ?? "", .string(component + host), json["message"] ?? "", .string(seen("firstTimestamp")),
      .int(count),
      .string(object.key.name),
    ]
  }
}
