/// How a person names an app: `PROJECT/CLUSTER/APP`, `PROJECT/CLUSTER/NAMESPACE/APP`, or its id.
///
/// Names hold no slash, so the number of parts decides.
package enum AppReference: Hashable, Sendable, CustomStringConvertible {
  case id(AppID)
  case path(project: String, cluster: String, namespace: String?, name: String)

  /// nil for text with two parts, more than four, or an empty one.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    switch parts.count {
    case 1: self = .id(AppID(rawValue: text))
    case 3: self = .path(project: parts[0], cluster: parts[1], namespace: nil, name: parts[2])
    case 4: self = .path(project: parts[0], cluster: parts[1], namespace: parts[2], name: parts[3])
    default: return nil
    }
  }

  package var description: String {
    switch self {
    case .id(let id): id.rawValue
    case .path(let project, let cluster, let namespace, let name):
      ([project, cluster] + (namespace.map { [$0] } ?? []) + [name]).joined(separator: "/")
    }
  }
}

/// How a person names a cluster: `PROJECT/CLUSTER`, or its id.
package enum ClusterReference: Hashable, Sendable, CustomStringConvertible {
  case id(ClusterID)
  case path(project: String, name: String)

  /// nil for text with more than two parts, or an empty one.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    switch parts.count {
    case 1: self = .id(ClusterID(rawValue: text))
    case 2: self = .path(project: parts[0], name: parts[1])
    default: return nil
    }
  }

  package var description: String {
    switch self {
    case .id(let id): id.rawValue
    case .path(let project, let name): "\(project)/\(name)"
    }
  }
}
