import HTTP

/// One rule of RBAC.
package struct Rule {
  let verbs: [String]
  let group: String
  let resources: [String]

  package init(_ verbs: [String], _ resources: [String], in group: String = "") {
    self.verbs = verbs
    self.group = group
    self.resources = resources
  }

  fileprivate var json: String {
    #"{"verbs":\#(list(verbs)),"apiGroups":["\#(group)"],"resources":\#(list(resources))}"#
  }

  private func list(_ texts: [String]) -> String { "[\(texts.map { "\"\($0)\"" }.joined(separator: ","))]" }
}

/// Gives a user rights in a namespace, by a role and its binding, as the administrator whose transport it is.
package func grant(
  _ rules: [Rule], to user: String, in namespace: String, as name: String = "limited",
  through administrator: any HTTPTransport
) async throws {
  let group = "rbac.authorization.k8s.io"
  let metadata = #""apiVersion":"\#(group)/v1","metadata":{"name":"\#(name)"}"#
  let bodies = [
    ("roles", #"{\#(metadata),"kind":"Role","rules":[\#(rules.map(\.json).joined(separator: ","))]}"#),
    (
      "rolebindings",
      #"{\#(metadata),"kind":"RoleBinding","roleRef":{"apiGroup":"\#(group)","kind":"Role","name":"\#(name)"},"#
        + #""subjects":[{"kind":"User","name":"\#(user)","apiGroup":"\#(group)"}]}"#
    ),
  ]
  for (resource, body) in bodies {
    var request = HTTPRequest(
      .post, "/apis/\(group)/v1/namespaces/\(namespace)/\(resource)", headers: ["Content-Type": "application/json"])
    request.body = Array(body.utf8)
    let response = try await administrator.send(request)
    guard response.status == 201 else { throw NotGranted(status: response.status) }
  }
}

package struct NotGranted: Error {
  let status: Int
}
