import FoundationEssentials

/// What may leave the client of a cluster, whichever screen or command asks.
package enum AccessPolicy: String, Hashable, Sendable, Codable {
  case full
  /// Whatever changes something needs the cluster's name, typed by a person.
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
      guard !request.changesNothing, !request.isDryRun else { return }
      try checkConfirmation(cluster: cluster, confirmation: confirmation)
    case .readOnly:
      guard !request.changesNothing else { return }
      throw .readOnly(
        cluster: cluster, verb: request.verb.rawValue, resource: request.resource?.qualifiedName ?? request.http.path)
    }
  }

  /// Whether changes may be begun at all.
  func checkConfirmation(cluster: String, confirmation: String?) throws(KubernetesError) {
    guard self == .protected, confirmation != cluster else { return }
    throw .confirmationRequired(cluster: cluster)
  }
}

extension APIRequest {
  /// Judged by what is sent and not only by what it is called. A stream into a pod is a GET that can change anything,
  /// and so is a request through a proxy.
  fileprivate var changesNothing: Bool {
    if http.method == .post { return resource?.isReview == true && verb == .create && name == nil }
    return http.method == .get && verb != .connect && !isTunnel
  }

  /// A path that a person typed names its resource nowhere else: there it is looked for in the words, as the server reads
  /// them. An object that merely is called like that is refused too.
  private var isTunnel: Bool {
    guard resource == nil else { return Self.tunnels.contains(subresource ?? "") }
    let path = http.path.removingPercentEncoding ?? http.path
    return path.split(separator: "/").contains { Self.tunnels.contains(String($0)) }
  }

  /// The server judges it and stores nothing.
  fileprivate var isDryRun: Bool {
    http.query.contains { $0.name == "dryRun" && $0.value == "All" }
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
