import Kubernetes

/// What is known of one namespace.
struct NamespaceScope {
  var table = LiveTable()
  var link: WatchLink
  /// What is known of it may not be true any more.
  var isBroken = false

  init(clock: any Clock<Duration>) {
    link = WatchLink(clock: clock)
  }
}

/// What is shown of all namespaces of a cluster.
struct LiveView: Equatable {
  var apps: [AppKey: LiveApp] = [:]
  var unknown: Set<String> = []

  /// A namespace that alone is broken is unknown.
  init(_ scopes: [String: NamespaceScope]) {
    for (namespace, scope) in scopes {
      if scope.isBroken {
        unknown.insert(namespace)
      } else if let known = scope.table.known {
        apps.merge(known) { _, new in new }
      }
    }
  }
}
