import JSON

extension KubernetesClient {
  /// Finds a resource by any of the names that kubectl takes: `pods`, `pod`, `po`, `deployments.apps`, `deployments.v1.apps`.
  /// Of several with one name the core group's comes first, then the groups as the server orders them.
  ///
  /// - Returns: nil when the server has none of that name.
  package func resource(named name: String) async throws(KubernetesError) -> Resource? {
    let wanted = ResourceName(name)
    for root in ["/api", "/apis"] {
      var request = APIRequest(path: root)
      request.http.headers["Accept"] = "\(Self.aggregatedDiscovery),\(MediaType.json)"
      let document = try await json(request)
      if document.text("kind") == "APIGroupDiscoveryList" {
        let found = document.list("items").lazy.flatMap { DiscoveredResource.all(inGroup: $0) }.first(
          where: wanted.names)
        if let found { return found.resource }
        continue
      }
      // Servers before 1.27 answer with the versions only.
      for version in document.preferredVersions {
        let list = try await json(APIRequest(path: "\(root)/\(version)"))
        if let found = DiscoveredResource.all(inVersion: list).first(where: wanted.names) { return found.resource }
      }
    }
    return nil
  }

  /// KEP-3352.
  private static let aggregatedDiscovery = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
}

/// What a person typed, taken apart: `NAME`, `NAME.GROUP` or `NAME.VERSION.GROUP`.
private struct ResourceName {
  let name: String
  let rest: String

  init(_ text: String) {
    let parts = text.lowercased().split(separator: ".", maxSplits: 1)
    name = parts.first.map(String.init) ?? ""
    rest = parts.count > 1 ? String(parts[1]) : ""
  }

  func names(_ candidate: DiscoveredResource) -> Bool {
    let (group, version) = (candidate.resource.group, candidate.resource.version)
    return candidate.names.contains(name) && (rest.isEmpty || rest == group || rest == "\(version).\(group)")
  }
}

private struct DiscoveredResource {
  let resource: Resource
  /// Plural, singular, short names.
  let names: Set<String>

  /// Of one item of an APIGroupDiscoveryList; the preferred version comes first.
  static func all(inGroup item: JSON) -> [DiscoveredResource] {
    let group = item.object("metadata").text("name")
    return item.list("versions").flatMap { version in
      version.list("resources").map { entry in
        DiscoveredResource(
          entry, plural: entry.text("resource"), group: group, version: version.text("version"),
          kind: entry.object("responseKind").text("kind"), isNamespaced: entry.text("scope") == "Namespaced",
          singular: entry.text("singularResource"))
      }
    }
  }

  /// Of an APIResourceList.
  static func all(inVersion list: JSON) -> [DiscoveredResource] {
    let parts = list.text("groupVersion").split(separator: "/").map(String.init)
    return list.list("resources").filter { !$0.text("name").contains("/") }.map { entry in
      DiscoveredResource(
        entry, plural: entry.text("name"), group: parts.count > 1 ? parts[0] : "", version: parts.last ?? "",
        kind: entry.text("kind"), isNamespaced: entry.flag("namespaced"), singular: entry.text("singularName"))
    }
  }

  private init(
    _ entry: JSON, plural: String, group: String, version: String, kind: String, isNamespaced: Bool, singular: String
  ) {
    resource = Resource(group: group, version: version, plural: plural, kind: kind, isNamespaced: isNamespaced)
    names = Set([plural, singular, kind.lowercased()] + entry.textList("shortNames"))
  }
}

extension JSON {
  /// Of `/api` (APIVersions) or `/apis` (APIGroupList), as paths below it.
  fileprivate var preferredVersions: [String] {
    text("kind") == "APIVersions"
      ? textList("versions") : list("groups").map { $0.object("preferredVersion").text("groupVersion") }
  }
}
