import JSON

/// The discovery documents, as `kubectl api-resources` and every client reads them first.
enum Discovery {
  static let version: JSON = [
    "major": "1", "minor": "36", "emulationMajor": "1", "emulationMinor": "36", "minCompatibilityMajor": "1",
    "minCompatibilityMinor": "35", "gitVersion": "v1.36.2", "gitCommit": "0000000000000000000000000000000000000000",
    "gitTreeState": "clean", "buildDate": "2026-07-01T00:00:00Z", "goVersion": "go1.26.6", "compiler": "gc",
    "platform": "linux/amd64",
  ]

  /// `/api`.
  static let coreVersions: JSON = [
    "kind": "APIVersions", "versions": ["v1"],
    "serverAddressByClientCIDRs": [["clientCIDR": "0.0.0.0/0", "serverAddress": "127.0.0.1:6443"]],
  ]

  /// Groups in order, the preferred version of each first.
  private static func groups(_ options: ClusterOptions) -> [(name: String, versions: [GroupVersion])] {
    var groups: [(name: String, versions: [GroupVersion])] = []
    for version in served(options) where !version.group.isEmpty {
      if let index = groups.firstIndex(where: { $0.name == version.group }) {
        groups[index].versions.append(version)
      } else {
        groups.append((version.group, [version]))
      }
    }
    return groups
  }

  static func served(_ options: ClusterOptions) -> [GroupVersion] {
    options.hasMetrics ? Catalog.versions + [Metrics.version] : Catalog.versions
  }

  /// `/apis`.
  static func groupList(_ options: ClusterOptions) -> JSON {
    [
      "kind": "APIGroupList", "apiVersion": "v1",
      "groups": .array(groups(options).map { group($0.name, $0.versions) }),
    ]
  }

  /// `/apis/GROUP`.
  static func group(named name: String, _ options: ClusterOptions) -> JSON? {
    guard let found = groups(options).first(where: { $0.name == name }) else { return nil }
    var json = group(found.name, found.versions)
    json["kind"] = "APIGroup"
    json["apiVersion"] = "v1"
    return json
  }

  private static func group(_ name: String, _ versions: [GroupVersion]) -> JSON {
    let texts: [JSON] = versions.map { ["groupVersion": .string($0.text), "version": .string($0.version)] }
    return ["name": .string(name), "versions": .array(texts), "preferredVersion": texts[0]]
  }

  /// `/api/v1` and `/apis/GROUP/VERSION`.
  static func resourceList(_ version: GroupVersion) -> JSON {
    var list: JSON = [
      "kind": "APIResourceList", "groupVersion": .string(version.text),
      "resources": .array(version.resources.map(resource)),
    ]
    if !version.group.isEmpty { list["apiVersion"] = "v1" }
    return list
  }

  private static func resource(_ type: ResourceType) -> JSON {
    var json: JSON = [
      "name": .string(type.name), "singularName": .string(type.singular), "namespaced": .bool(type.isNamespaced),
      "kind": .string(type.kind), "verbs": .array(type.verbs.map(JSON.string)),
    ]
    if let (group, version) = type.kindVersion {
      json["group"] = .string(group)
      json["version"] = .string(version)
    }
    if !type.shortNames.isEmpty { json["shortNames"] = .array(type.shortNames.map(JSON.string)) }
    if !type.categories.isEmpty { json["categories"] = .array(type.categories.map(JSON.string)) }
    json["storageVersionHash"] = type.storageVersionHash.map(JSON.string)
    return json
  }

  // MARK: - Aggregated discovery (KEP-3352)

  static let aggregatedMediaType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"

  /// - Parameter core: of `/api`, otherwise of `/apis`.
  static func aggregated(core: Bool, _ options: ClusterOptions) -> JSON {
    var items: [JSON] = []
    if core {
      items = [["metadata": [:], "versions": [aggregatedVersion(Catalog.versions[0])]]]
    } else {
      items = groups(options).map { name, versions in
        ["metadata": ["name": .string(name)], "versions": .array(versions.map(aggregatedVersion))]
      }
    }
    return [
      "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": [:], "items": .array(items),
    ]
  }

  private static func aggregatedVersion(_ version: GroupVersion) -> JSON {
    var resources: [JSON] = []
    for type in version.resources {
      let kind: JSON = [
        "group": .string(type.kindVersion?.group ?? ""), "version": .string(type.kindVersion?.version ?? ""),
        "kind": .string(type.kind),
      ]
      let verbs = JSON.array(type.verbs.map(JSON.string))
      if let slash = type.name.firstIndex(of: "/") {
        let subresource: JSON = [
          "subresource": .string(String(type.name[type.name.index(after: slash)...])), "responseKind": kind,
          "verbs": verbs,
        ]
        let last = resources.count - 1
        resources[last]["subresources"] = .array((resources[last]["subresources"]?.array ?? []) + [subresource])
      } else {
        var resource: JSON = [
          "resource": .string(type.name), "responseKind": kind,
          "scope": type.isNamespaced ? "Namespaced" : "Cluster", "singularResource": .string(type.singular),
          "verbs": verbs,
        ]
        if !type.shortNames.isEmpty { resource["shortNames"] = .array(type.shortNames.map(JSON.string)) }
        if !type.categories.isEmpty { resource["categories"] = .array(type.categories.map(JSON.string)) }
        resources.append(resource)
      }
    }
    return ["version": .string(version.version), "resources": .array(resources), "freshness": "Current"]
  }
}
