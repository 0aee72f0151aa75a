/// What may leave the client of a cluster, whichever screen or command asks.
package enum AccessPolicy: String, Hashable, Sendable, Codable {
  case full
  /// Deletes need the object's name, typed by a person.
  case protected
  /// Nothing but reads and the reviews, which store nothing.
  case readOnly
}

extension AccessPolicy {
  /// - Throws: `.readOnly` or `.confirmationRequired`, before anything is sent.
  func check(_ request: APIRequest, cluster: String, confirmation: String?) throws(KubernetesError) {
    switch self {
    case .full:
      return
    case .protected:
      guard request.verb == .delete, confirmation != request.name else { return }
      throw .confirmationRequired(cluster: cluster, name: request.name ?? "")
    case .readOnly:
      guard !request.changesNothing else { return }
      throw .readOnly(
        cluster: cluster, verb: request.verb.rawValue, resource: request.resource?.qualifiedName ?? request.http.path)
    }
  }
}

extension APIRequest {
  /// Judged by what is sent and not only by what it is called. A stream into a pod is a GET that can change anything,
  /// and so is a request through a proxy.
  fileprivate var changesNothing: Bool {
    if http.method == .post { return resource?.isReview == true && verb == .create && name == nil }
    return http.method == .get && verb != .connect && !Self.tunnels.contains(subresource ?? "")
  }

  private static let tunnels: Set<String> = ["exec", "attach", "portforward", "proxy"]
}

extension Resource {
  package static let selfSubjectAccessReviews = Resource(
    group: "authorization.k8s.io", plural: "selfsubjectaccessreviews", kind: "SelfSubjectAccessReview",
    isNamespaced: false)
  package static let selfSubjectRulesReviews = Resource(
    group: "authorization.k8s.io", plural: "selfsubjectrulesreviews", kind: "SelfSubjectRulesReview",
    isNamespaced: false)
  package static let selfSubjectReviews = Resource(
    group: "authentication.k8s.io", plural: "selfsubjectreviews", kind: "SelfSubjectReview", isNamespaced: false)

  var isReview: Bool {
    [Resource.selfSubjectAccessReviews, .selfSubjectRulesReviews, .selfSubjectReviews].contains(self)
  }
}
