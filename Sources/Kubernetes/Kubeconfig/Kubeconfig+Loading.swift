import Foundation

extension Kubeconfig {
  /// Finds and merges what kubectl would: the explicit file, else those of `KUBECONFIG`, else `~/.kube/config`, else
  /// the service account of the pod that this runs in.
  ///
  /// - Parameters:
  ///   - explicit: of `--kubeconfig`; it alone counts, and it must exist.
  ///   - environment: `KUBECONFIG`, `HOME`, `KUBERNETES_SERVICE_HOST` and `_PORT` are looked at.
  package static func load(
    explicit: String?, environment: [String: String], files: FileSource = .disk
  ) throws(KubeconfigError) -> Kubeconfig {
    if let explicit, !explicit.isEmpty {
      guard let config = try read(explicit, files) else {
        throw .unreadable(file: explicit, reason: "no such file")
      }
      return config
    }
    let paths = searchPaths(environment)
    var merged = Kubeconfig()
    for path in paths {
      if let config = try read(path, files) { merged.merge(config) }
    }
    guard merged == Kubeconfig() else { return merged }
    if let inCluster = try inCluster(environment, files) { return inCluster }
    throw .noConfiguration(tried: paths)
  }

  static func searchPaths(_ environment: [String: String]) -> [String] {
    if let list = environment["KUBECONFIG"], !list.isEmpty {
      var seen: Set<String> = []
      return list.split(separator: ":").map(String.init).filter { seen.insert($0).inserted }
    }
    guard let home = environment["HOME"], !home.isEmpty else { return [] }
    return [home + "/.kube/config"]
  }

  private static func read(_ path: String, _ files: FileSource) throws(KubeconfigError) -> Kubeconfig? {
    let absolute = path.hasPrefix("/") ? path : files.currentFolder + "/" + path
    guard let bytes = try files.bytes(of: absolute) else { return nil }
    return try Kubeconfig(parsing: String(decoding: bytes, as: UTF8.self), file: absolute)
  }

  /// The first file to name an entry wins, with the whole entry; the first to set the current context wins.
  mutating func merge(_ later: Kubeconfig) {
    currentContext = currentContext ?? later.currentContext
    clusters += later.clusters.filter { new in !clusters.contains { $0.name == new.name } }
    users += later.users.filter { new in !users.contains { $0.name == new.name } }
    contexts += later.contexts.filter { new in !contexts.contains { $0.name == new.name } }
  }

  private static let serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount"

  /// client-go's `rest.InClusterConfig`.
  private static func inCluster(
    _ environment: [String: String], _ files: FileSource
  ) throws(KubeconfigError) -> Kubeconfig? {
    guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
      let port = environment["KUBERNETES_SERVICE_PORT"], !port.isEmpty,
      try files.bytes(of: serviceAccount + "/token") != nil
    else { return nil }
    var cluster = Cluster(name: "in-cluster")
    cluster.server = "https://" + (host.contains(":") ? "[\(host)]" : host) + ":" + port
    if try files.bytes(of: serviceAccount + "/ca.crt") != nil {
      cluster.certificateAuthority = .file(serviceAccount + "/ca.crt")
    }
    var user = User(name: "in-cluster")
    user.tokenFile = serviceAccount + "/token"
    var context = Context(name: "in-cluster", cluster: cluster.name, user: user.name)
    if let namespace = try files.bytes(of: serviceAccount + "/namespace") {
      context.namespace = String(decoding: namespace, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    var config = Kubeconfig()
    (config.clusters, config.users, config.contexts) = ([cluster], [user], [context])
    config.currentContext = context.name
    return config
  }
}

/// Where files are read from, so that a test needs none.
package struct FileSource: Sendable {
  /// Nil when there is no such file.
  private let read: @Sendable (String) throws -> [UInt8]?
  let currentFolder: String

  package init(currentFolder: String = "/", read: @escaping @Sendable (String) throws -> [UInt8]?) {
    self.currentFolder = currentFolder
    self.read = read
  }

  package static let disk = FileSource(currentFolder: FileManager.default.currentDirectoryPath) { path in
    do {
      return Array(try Data(contentsOf: URL(filePath: path)))
    } catch CocoaError.fileReadNoSuchFile {
      return nil
    }
  }

  func bytes(of path: String) throws(KubeconfigError) -> [UInt8]? {
    do {
      return try read(path)
    } catch {
      throw .unreadable(file: path, reason: error.localizedDescription)
    }
  }
}
