import JSON

/// One thing that somebody may or may not do (`ResourceAttributes`).
package struct AccessQuestion: Hashable, Sendable {
  /// RBAC's verb: `patch`, `create`.
  package var verb: String
  package var resource: Resource
  package var subresource: String
  /// Empty for all namespaces and for resources of the whole cluster.
  package var namespace: String
  /// Empty for any.
  package var name: String

  package init(
    _ verb: String, _ resource: Resource, subresource: String = "", in namespace: String = "", name: String = ""
  ) {
    self.verb = verb
    self.resource = resource
    self.subresource = subresource
    self.namespace = namespace
    self.name = name
  }
}

package struct AccessAnswer: Hashable, Sendable {
  package var isAllowed: Bool
  /// In the server's words, where it gives any.
  package var reason: String
}

/// What a SelfSubjectRulesReview lists for one namespace. A server whose authorizer cannot list everything says that it is
/// incomplete; then only a SelfSubjectAccessReview is sure.
package struct AccessRules: Hashable, Sendable {
  package struct Rule: Hashable, Sendable {
    package var verbs: Set<String>
    package var groups: Set<String>
    /// With `/SUBRESOURCE` where one is meant.
    package var resources: Set<String>
    /// Empty means any.
    package var names: Set<String>
  }

  /// What may be done with paths that are no resources: `/healthz`.
  package struct PathRule: Hashable, Sendable {
    package var verbs: Set<String>
    package var paths: Set<String>
  }

  package var namespace: String
  package var rules: [Rule]
  package var pathRules: [PathRule] = []
  package var isIncomplete: Bool

  package init(namespace: String, rules: [Rule], pathRules: [PathRule] = [], isIncomplete: Bool) {
    self.namespace = namespace
    self.rules = rules
    self.pathRules = pathRules
    self.isIncomplete = isIncomplete
  }

  /// Nil when the rules do not tell.
  package func allows(_ question: AccessQuestion) -> Bool? {
    let resource = question.resource.plural + (question.subresource.isEmpty ? "" : "/" + question.subresource)
    let anySubresource = "*/" + question.subresource
    let isAllowed = rules.contains { rule in
      rule.verbs.containsOrAll(question.verb) && rule.groups.containsOrAll(question.resource.group)
        && (rule.resources.containsOrAll(resource)
          || (!question.subresource.isEmpty && rule.resources.contains(anySubresource)))
        && (rule.names.isEmpty || rule.names.contains(question.name))
    }
    return isAllowed ? true : (isIncomplete ? nil : false)
  }
}

extension Set<String> {
  fileprivate func containsOrAll(_ element: String) -> Bool { contains(element) || contains("*") }
}

extension KubernetesClient {
  /// Asks the server whether we may (SelfSubjectAccessReview).
  package func review(_ question: AccessQuestion) async throws(KubernetesError) -> AccessAnswer {
    var attributes: JSON = [
      "verb": .string(question.verb), "group": .string(question.resource.group),
      "version": .string(question.resource.version), "resource": .string(question.resource.plural),
    ]
    if !question.subresource.isEmpty { attributes["subresource"] = .string(question.subresource) }
    if !question.namespace.isEmpty { attributes["namespace"] = .string(question.namespace) }
    if !question.name.isEmpty { attributes["name"] = .string(question.name) }
    return try await access(["resourceAttributes": attributes])
  }

  /// The same for a path that is no resource.
  package func review(_ verb: String, path: String) async throws(KubernetesError) -> AccessAnswer {
    try await access(["nonResourceAttributes": ["verb": .string(verb), "path": .string(path)]])
  }

  private func access(_ spec: JSON) async throws(KubernetesError) -> AccessAnswer {
    let status = try await review(.selfSubjectAccessReviews, spec)
    return AccessAnswer(isAllowed: status.flag("allowed"), reason: status.text("reason"))
  }

  /// Asks the server for all that we may do in a namespace (SelfSubjectRulesReview).
  package func rules(in namespace: String) async throws(KubernetesError) -> AccessRules {
    let status = try await review(.selfSubjectRulesReviews, ["namespace": .string(namespace)])
    let rules = status.list("resourceRules").map { rule in
      AccessRules.Rule(
        verbs: Set(rule.textList("verbs")), groups: Set(rule.textList("apiGroups")),
        resources: Set(rule.textList("resources")), names: Set(rule.textList("resourceNames")))
    }
    let paths = status.list("nonResourceRules").map { rule in
      AccessRules.PathRule(verbs: Set(rule.textList("verbs")), paths: Set(rule.textList("nonResourceURLs")))
    }
    return AccessRules(
      namespace: namespace, rules: rules, pathRules: paths, isIncomplete: status.flag("incomplete"))
  }

  /// Who the server takes us for (SelfSubjectReview).
  package func username() async throws(KubernetesError) -> String {
    try await review(.selfSubjectReviews, nil).object("userInfo").text("username")
  }

  private func review(_ resource: Resource, _ spec: JSON?) async throws(KubernetesError) -> JSON {
    var body: JSON = ["apiVersion": .string(resource.apiVersion), "kind": .string(resource.kind)]
    body["spec"] = spec
    var request = APIRequest(.create, resource)
    request.setBody(body.encoded(), type: MediaType.json)
    return try await json(request).object("status")
  }
}
