import JSON

/// The admission plugin `ResourceQuota`: what would exceed a namespace's quota is not made.
enum QuotaAdmission {
  static func create(_ json: JSON, _ type: ResourceType, _ cluster: Cluster) throws(APIError) {
    guard type.isNamespaced, type.kind != "ResourceQuota" else { return }
    let namespace = json[at: "metadata", "namespace"]?.string ?? ""
    let name = json[at: "metadata", "name"]?.string
    for quota in cluster.quotas(in: namespace) {
      let hard = quota.hardLimits
      try requireBounds(json, type, hard, quota: quota.key.name, name)
      let asked = QuotaUsage.of(json, type)
      let concerned = hard.keys.filter { asked[$0].map { !$0.isZero } ?? false }.sorted()
      guard !concerned.isEmpty else { continue }
      let used = cluster.quotaUsage(in: namespace, of: hard.keys)
      let exceeded = concerned.filter { key in
        guard let limit = hard[key], let more = asked[key] else { return false }
        return (used[key] ?? .zero) + more > limit
      }
      guard !exceeded.isEmpty else { continue }
      func list(_ amounts: [String: Quantity]) -> String {
        exceeded.map { "\($0)=\((amounts[$0] ?? .zero).canonical)" }.joined(separator: ",")
      }
      throw .forbidden(
        type.groupResource, name,
        "exceeded quota: \(quota.key.name), requested: \(list(asked)), used: \(list(used)), limited: \(list(hard))")
    }
  }

  /// A quota of processor or memory can only be kept where every container says what it takes.
  private static func requireBounds(
    _ json: JSON, _ type: ResourceType, _ hard: [String: Quantity], quota: String, _ name: String?
  ) throws(APIError) {
    guard type.kind == "Pod" else { return }
    let containers = json[at: "spec", "containers"]?.array ?? []
    let missing = hard.keys.sorted().compactMap { key -> String? in
      guard let (list, resource) = QuotaUsage.bound(key) else { return nil }
      let silent = containers.filter { $0[at: "resources", list, resource] == nil }.compactMap { $0["name"]?.string }
      return silent.isEmpty ? nil : "\(key) for: \(silent.joined(separator: ","))"
    }
    guard !missing.isEmpty else { return }
    throw .forbidden(
      type.groupResource, name, "failed quota: \(quota): must specify \(missing.joined(separator: "; "))")
  }
}

/// What one object counts for, by the names that quotas use.
enum QuotaUsage {
  /// Core kinds that a quota may also name without `count/`.
  private static let plain: Set<String> = [
    "pods", "services", "secrets", "configmaps", "persistentvolumeclaims", "replicationcontrollers",
  ]

  static func of(_ json: JSON, _ type: ResourceType) -> [String: Quantity] {
    var usage = ["count/\(type.name)\(type.group.isEmpty ? "" : ".\(type.group)")": Quantity.one]
    if type.group.isEmpty, plain.contains(type.name), !(type.kind == "Pod" && isFinished(json)) {
      usage[type.name] = .one
    }
    guard type.kind == "Pod", !isFinished(json) else { return usage }
    for key in ["cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"] {
      guard let (list, resource) = bound(key) else { continue }
      usage[key] = (json[at: "spec", "containers"]?.array ?? []).reduce(.zero) { sum, container in
        sum + (container[at: "resources", list, resource]?.string.flatMap { Quantity($0) } ?? .zero)
      }
    }
    return usage
  }

  /// Where a container says it; nil for what only counts objects.
  static func bound(_ key: String) -> (list: String, resource: String)? {
    switch key {
    case "cpu", "memory": ("requests", key)
    case "requests.cpu", "requests.memory": ("requests", String(key.dropFirst("requests.".count)))
    case "limits.cpu", "limits.memory": ("limits", String(key.dropFirst("limits.".count)))
    default: nil
    }
  }

  private static func isFinished(_ json: JSON) -> Bool {
    let phase = json[at: "status", "phase"]
    return phase == "Succeeded" || phase == "Failed"
  }
}

extension Cluster {
  func quotas(in namespace: String) -> [StoredObject] {
    store.resource(type("", "resourcequotas")).list(namespace: namespace)
  }

  func quotaUsage(in namespace: String, of keys: some Collection<String>) -> [String: Quantity] {
    var usage: [String: Quantity] = [:]
    for resource in QuotaUsage.resources(of: keys) {
      for object in store.resource(resource).list(namespace: namespace) {
        usage.merge(QuotaUsage.of(object.json, resource)) { $0 + $1 }
      }
    }
    return usage.filter { keys.contains($0.key) }
  }
}

extension QuotaUsage {
  /// The resources that must be counted for these names.
  fileprivate static func resources(of keys: some Collection<String>) -> [ResourceType] {
    let names = Set(
      keys.map { key -> GroupResource in
        guard key.hasPrefix("count/") else {
          return GroupResource(group: "", resource: plain.contains(key) ? key : "pods")
        }
        let parts = key.dropFirst("count/".count).split(separator: ".", maxSplits: 1).map(String.init)
        return GroupResource(group: parts.count > 1 ? parts[1] : "", resource: parts.first ?? "")
      })
    return names.compactMap { Catalog.resource($0.group, $0.resource) }
  }
}

extension StoredObject {
  var hardLimits: [String: Quantity] {
    (json[at: "spec", "hard"]?.object ?? [:]).compactMapValues { amount in
      (amount.string ?? amount.int.map(String.init)).flatMap { Quantity($0) }
    }
  }
}
