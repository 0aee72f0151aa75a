extension Kubeconfig {
  /// One context and what it needs, with files taken in as data: `kubectl config view --minify --flatten --raw`.
  ///
  /// A token file stays a file, because it rotates.
  package func minified(
    context name: String? = nil, files: FileSource = .disk
  ) throws(KubeconfigError) -> Kubeconfig {
    let (context, cluster, user) = try entries(of: name)
    var config = Kubeconfig()
    config.currentContext = context.name
    config.contexts = [context]
    var flatCluster = cluster
    flatCluster.certificateAuthority = try cluster.certificateAuthority.flattened(files)
    config.clusters = [flatCluster]
    if var user {
      user.clientCertificate = try user.clientCertificate.flattened(files)
      user.clientKey = try user.clientKey.flattened(files)
      config.users = [user]
    }
    return config
  }

  /// The entries that a context, by default the current one, pairs. A context without a user is anonymous.
  func entries(of name: String?) throws(KubeconfigError) -> (Context, Cluster, User?) {
    let available = contexts.map(\.name).sorted()
    guard let name = name ?? currentContext else { throw .noCurrentContext(available: available) }
    guard let context = contexts.first(where: { $0.name == name }) else {
      throw .noSuchContext(name, available: available)
    }
    guard let cluster = clusters.first(where: { $0.name == context.cluster }) else {
      throw .noSuchCluster(context.cluster, context: name)
    }
    let user = users.first { $0.name == context.user }
    if user == nil, !context.user.isEmpty { throw .noSuchUser(context.user, context: name) }
    return (context, cluster, user)
  }
}

extension Kubeconfig.Material {
  func flattened(_ files: FileSource) throws(KubeconfigError) -> Self {
    try content(files).map { .data($0) } ?? .absent
  }

  func content(_ files: FileSource) throws(KubeconfigError) -> Secret? {
    switch self {
    case .absent: return nil
    case .data(let secret): return secret
    case .file(let path):
      guard let bytes = try files.bytes(of: path) else { throw .unreadable(file: path, reason: "no such file") }
      return Secret(bytes)
    }
  }
}
