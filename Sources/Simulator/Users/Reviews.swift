import HTTP
import JSON

/// The reviews: who am I, and what may I do.
extension Cluster {
  /// The answer when the resource is a review, otherwise nil.
  func review(
    _ request: HTTPRequest, _ type: ResourceType, _ user: User, namespace: String
  ) throws(APIError) -> Reply? {
    guard type.verbs == ["create"], ["authentication.k8s.io", "authorization.k8s.io"].contains(type.group) else {
      return nil
    }
    var review = try plainBody(request)
    review["kind"] = .string(type.kind)
    review["apiVersion"] = .string(type.apiVersion)
    review.setDefault("metadata", [:])
    switch type.kind {
    case "SelfSubjectReview":
      review["metadata"] = ["creationTimestamp": .string(wallTime.text())]
      review["status"] = ["userInfo": user.json]
    case "SelfSubjectAccessReview":
      try accessReview(&review, user)
      manage(&review, request, type)
    case "SubjectAccessReview", "LocalSubjectAccessReview":
      let groups = (review[at: "spec", "groups"]?.array ?? []).compactMap(\.string)
      try accessReview(&review, User(name: review[at: "spec", "user"]?.string ?? "", groups: groups))
      manage(&review, request, type)
    case "SelfSubjectRulesReview":
      let namespace = review[at: "spec", "namespace"]?.string ?? ""
      if namespace.isEmpty { throw .badRequest("no namespace on request") }
      review["spec"] = [:]
      review["status"] = rulesStatus(user, namespace)
    case "TokenReview":
      let token = review[at: "spec", "token"]?.string ?? ""
      let known = token == adminToken ? User.admin : tokens[token].flatMap { $0.expires > wallTime ? $0.user : nil }
      review["status"] = known.map { ["authenticated": true, "user": $0.json] } ?? [:]
    default: return nil
    }
    return Reply(status: 201, json: review)
  }

  /// Access reviews come back as they were sent, with the field management of any created object.
  private func manage(_ review: inout JSON, _ request: HTTPRequest, _ type: ResourceType) {
    let status = review["status"]
    review["status"] = nil
    let writer = FieldWriter(manager: Call.manager(request), apiVersion: type.apiVersion)
    FieldManager.update(from: nil, to: &review, type, by: writer, time: wallTime.text())
    review["status"] = status
  }

  private func accessReview(_ review: inout JSON, _ user: User) throws(APIError) {
    let resource = review[at: "spec", "resourceAttributes"]
    let other = review[at: "spec", "nonResourceAttributes"]
    guard (resource == nil) != (other == nil) else {
      throw .invalid(
        group: "authorization.k8s.io", kind: review["kind"]?.string ?? "", name: "",
        [
          .invalid(
            "spec.resourceAttributes", resource ?? "null",
            resource == nil
              ? "exactly one of nonResourceAttributes or resourceAttributes must be specified"
              : "cannot be specified in combination with nonResourceAttributes")
        ])
    }
    var access = Access(verb: (resource ?? other)?["verb"]?.string ?? "")
    if let resource {
      let subresource = resource["subresource"]?.string ?? ""
      access.group = resource["group"]?.string ?? ""
      access.resource = (resource["resource"]?.string ?? "") + (subresource.isEmpty ? "" : "/\(subresource)")
      access.namespace = resource["namespace"]?.string ?? ""
      access.name = resource["name"]?.string ?? ""
      // Empty attributes are left out of the answer.
      review[at: "spec", "resourceAttributes"] = .object((resource.object ?? [:]).filter { $0.value != "" })
    } else {
      access.path = other?["path"]?.string ?? ""
    }
    let decision = isAllowed(user, access)
    var status: JSON = ["allowed": .bool(decision.allowed)]
    if !decision.reason.isEmpty { status["reason"] = .string(decision.reason) }
    review["status"] = status
  }

  private func rulesStatus(_ user: User, _ namespace: String) -> JSON {
    var resources: [JSON] = []
    var others: [JSON] = []
    if user.groups.contains("system:masters") {
      resources.append(["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]])
      others.append(["verbs": ["*"], "nonResourceURLs": ["*"]])
    }
    for (rule, _) in rules(for: user, namespace: namespace) {
      if rule["nonResourceURLs"] != nil { others.append(rule) } else { resources.append(rule) }
    }
    return ["resourceRules": .array(resources), "nonResourceRules": .array(others), "incomplete": false]
  }
}
