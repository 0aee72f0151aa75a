import HTTP
import JSON

/// What is to be done, in the words of RBAC.
struct Access {
  var verb: String
  var group = ""
  /// With its subresource, as `pods/log`.
  var resource = ""
  var namespace = ""
  var name = ""
  /// For paths that are no resources.
  var path: String?
}

struct Decision {
  let allowed: Bool
  /// Which binding allows it.
  let reason: String

  static let denied = Decision(allowed: false, reason: "")
}

/// Role-based access control, from the roles and bindings in the store.
extension Cluster {
  func authorize(_ info: RequestInfo, _ user: User) throws(APIError) {
    var access = Access(verb: info.verb)
    if info.isResource, !info.resource.isEmpty {
      access.group = info.group
      access.resource = info.fullResource
      access.namespace = info.namespace
      access.name = info.name
    } else {
      access.path = info.path
    }
    if isAllowed(user, access).allowed { return }
    guard access.path == nil else {
      let why = "User \"\(user.name)\" cannot \(info.verb) path \"\(info.path)\""
      throw APIError(403, "Forbidden", "forbidden: \(why)", details: [:])
    }
    let isClusterScoped = Catalog.resource(info.group, info.resource)?.isNamespaced == false
    let scope =
      info.namespace.isEmpty || isClusterScoped && info.resource != "namespaces"
        || info.resource == "namespaces" && info.name.isEmpty
      ? "at the cluster scope" : "in the namespace \"\(info.namespace)\""
    throw .forbidden(
      GroupResource(group: info.group, resource: info.resource), info.name.isEmpty ? nil : info.name,
      "User \"\(user.name)\" cannot \(info.verb) resource \"\(info.fullResource)\" in API group \"\(info.group)\" \(scope)"
    )
  }

  func isAllowed(_ user: User, _ access: Access) -> Decision {
    if user.groups.contains("system:masters") { return Decision(allowed: true, reason: "") }
    for (rule, reason) in rules(for: user, namespace: access.namespace) where rule.allows(access) {
      return Decision(allowed: true, reason: reason)
    }
    return .denied
  }

  /// Every rule that binds the user, cluster-wide ones first, with the binding it comes from.
  func rules(for user: User, namespace: String) -> [(rule: JSON, reason: String)] {
    var rules: [(JSON, String)] = []
    guard let clusterBindings = Catalog.resource("rbac.authorization.k8s.io", "clusterrolebindings"),
      let bindings = Catalog.resource("rbac.authorization.k8s.io", "rolebindings")
    else { return [] }
    for binding in store.resource(clusterBindings).all {
      guard let subject = binding.subject(for: user) else { continue }
      let role = binding.json[at: "roleRef", "name"]?.string ?? ""
      let reason =
        "RBAC: allowed by ClusterRoleBinding \"\(binding.key.name)\" of ClusterRole \"\(role)\" to \(subject)"
      rules += self.rules(of: binding).map { ($0, reason) }
    }
    guard !namespace.isEmpty else { return rules }
    for binding in store.resource(bindings).list(namespace: namespace) {
      guard let subject = binding.subject(for: user) else { continue }
      let role =
        "\(binding.json[at: "roleRef", "kind"]?.string ?? "") \"\(binding.json[at: "roleRef", "name"]?.string ?? "")\""
      let reason = "RBAC: allowed by RoleBinding \"\(binding.key.name)/\(namespace)\" of \(role) to \(subject)"
      rules += self.rules(of: binding).map { ($0, reason) }
    }
    return rules
  }

  private func rules(of binding: StoredObject) -> [JSON] {
    let isClusterRole = binding.json[at: "roleRef", "kind"] == "ClusterRole"
    let name = binding.json[at: "roleRef", "name"]?.string ?? ""
    guard let type = Catalog.resource("rbac.authorization.k8s.io", isClusterRole ? "clusterroles" : "roles") else {
      return []
    }
    let key = ObjectKey(namespace: isClusterRole ? "" : binding.key.namespace, name: name)
    return store.resource(type)[key]?.json["rules"]?.array ?? []
  }
}

extension StoredObject {
  /// How the binding names the user, or nil when it does not.
  fileprivate func subject(for user: User) -> String? {
    for subject in json["subjects"]?.array ?? [] {
      let name = subject["name"]?.string ?? ""
      let namespace = subject["namespace"]?.string ?? ""
      switch subject["kind"]?.string {
      case "User" where user.name == name: return "User \"\(name)\""
      case "Group" where user.groups.contains(name): return "Group \"\(name)\""
      case "ServiceAccount" where user.name == "system:serviceaccount:\(namespace):\(name)":
        return "ServiceAccount \"\(name)/\(namespace)\""
      default: continue
      }
    }
    return nil
  }
}

extension JSON {
  /// Whether a policy rule covers the access (pkg/registry/rbac/validation).
  fileprivate func allows(_ access: Access) -> Bool {
    func has(_ list: String, _ value: String) -> Bool {
      guard let values = self[list]?.array else { return false }
      return values.contains("*") || values.contains(.string(value))
    }
    guard has("verbs", access.verb) else { return false }
    if let path = access.path {
      return (self["nonResourceURLs"]?.array ?? []).contains { url in
        guard let url = url.string else { return false }
        return url == "*" || url == path || url.hasSuffix("*") && path.hasPrefix(url.dropLast())
      }
    }
    guard has("apiGroups", access.group) else { return false }
    let subresource = access.resource.split(separator: "/", maxSplits: 1).dropFirst().first
    let isNamed = has("resources", access.resource) || subresource.map { has("resources", "*/\($0)") } ?? false
    guard isNamed else { return false }
    guard let names = self["resourceNames"]?.array, !names.isEmpty else { return true }
    return names.contains(.string(access.name))
  }
}
