import Kubernetes
import Model
import Storage

extension Engine {
  /// What `connect` needs to know.
  package struct ClusterRequest: Hashable, Sendable {
    package var project: ProjectID
    package var name: String
    /// A kubeconfig file; nil for what kubectl would use.
    package var kubeconfig: String?
    /// nil for the current context.
    package var context: String?
    package var consent: PluginConsent
    package var isReadOnly: Bool
    package var isProtected: Bool

    package init(
      project: ProjectID, name: String, kubeconfig: String? = nil, context: String? = nil,
      consent: PluginConsent = .none,
      isReadOnly: Bool = false, isProtected: Bool = false
    ) {
      self.project = project
      self.name = name
      self.kubeconfig = kubeconfig
      self.context = context
      self.consent = consent
      self.isReadOnly = isReadOnly
      self.isProtected = isProtected
    }
  }

  /// The contexts a person can pick from. Reads files and nothing else.
  package func kubeconfig(file: String?) throws(EngineError) -> Kubeconfig {
    do {
      return try Kubeconfig.load(explicit: file, environment: surroundings.environment)
    } catch {
      throw .kubeconfig(error)
    }
  }

  /// Stores one context of a kubeconfig, minified and flattened, and asks the cluster for its version.
  ///
  /// A cluster that does not answer is stored all the same, as `error` with the reason: it may be away only now.
  package func connect(_ request: ClusterRequest) async throws(EngineError) -> Cluster {
    try check([Validation.recordName(request.name, field: "name")])
    let project = try await stored { () throws(StoreError) in try await store.project(request.project) }
    let minified: Kubeconfig
    let connection: ClusterConnection
    do {
      minified = try kubeconfig(file: request.kubeconfig).minified(context: request.context)
      connection = try minified.connection(environment: surroundings.environment)
    } catch let error as KubeconfigError {
      throw .kubeconfig(error)
    } catch let error as EngineError {
      throw error
    } catch {
      throw .cancelled
    }
    let plugin = connection.execPlugin
    if let plugin, !request.consent.allows(plugin) { throw .pluginNotAllowed(cluster: nil, plugin.shown) }
    var cluster = Cluster(
      projectID: request.project, name: request.name, endpoint: connection.endpoint.server.absoluteString,
      context: connection.context, namespace: connection.namespace, createdAt: now,
      isReadOnly: request.isReadOnly, isProtected: request.isProtected, isInsecure: connection.isInsecure)
    do {
      let consent = plugin.map { PluginConsent.given(fingerprint: $0.fingerprint) } ?? .none
      _ = try await client(named: request.name, for: connection) { consent }.version()
      cluster.status = .connected
    } catch {
      cluster.status = .error
      cluster.statusMessage = EngineError.cluster(request.name, error).explanation.text
    }
    let (record, kubeconfig) = (cluster, minified.encoded())
    let connected = try await audited(
      "connect cluster", subject: "\(project.name)/\(request.name)"
    ) { () throws(EngineError) in
      try await stored { () throws(StoreError) in
        let cluster = try await store.connectCluster(record, kubeconfig: kubeconfig)
        if let plugin {
          try await store.agreeToPlugin(plugin.fingerprint, of: cluster.id, by: surroundings.author)
        }
        return cluster
      }
    }
    // One that came from a server had no kubeconfig until now.
    forgetClient(of: connected.id)
    return connected
  }

  /// The command that the cluster's kubeconfig runs for credentials; nil where it runs none.
  package func plugin(of id: ClusterID) async throws(EngineError) -> ShownPlugin? {
    let cluster = try await stored { () throws(StoreError) in try await store.cluster(id) }
    return try await connection(of: cluster).execPlugin?.shown
  }

  /// The person has seen this command and agrees to it: that one may run from now on, and no other.
  ///
  /// - Throws: `.pluginNotAllowed` when the kubeconfig has another command by now.
  package func allowPlugin(_ plugin: ShownPlugin, of id: ClusterID) async throws(EngineError) {
    let cluster = try await stored { () throws(StoreError) in try await store.cluster(id) }
    let project = try await stored { () throws(StoreError) in try await store.project(cluster.projectID) }
    if let present = try await self.plugin(of: id), present != plugin {
      throw .pluginNotAllowed(cluster: cluster.name, present)
    }
    try await audited("allow credential command", subject: "\(project.name)/\(cluster.name)") {
      () throws(EngineError) in
      try await stored { () throws(StoreError) in
        try await store.agreeToPlugin(plugin.fingerprint, of: id, by: surroundings.author)
      }
    }
    // Its kubeconfig may have been changed by another process.
    forgetClient(of: id)
  }

  /// Forgets a cluster with its apps; what runs there goes on running.
  package func disconnect(_ id: ClusterID) async throws(EngineError) {
    let cluster = try await stored { () throws(StoreError) in try await store.cluster(id) }
    let project = try await stored { () throws(StoreError) in try await store.project(cluster.projectID) }
    try await audited("disconnect cluster", subject: "\(project.name)/\(cluster.name)") { () throws(EngineError) in
      try await stored { () throws(StoreError) in try await store.deleteCluster(id) }
    }
    forgetClient(of: id)
  }

  /// From the next request on, nothing but reads leaves the client of such a cluster.
  package func setReadOnly(_ isReadOnly: Bool, _ id: ClusterID) async throws(EngineError) {
    let cluster = try await stored { () throws(StoreError) in try await store.cluster(id) }
    let project = try await stored { () throws(StoreError) in try await store.project(cluster.projectID) }
    let action = isReadOnly ? "make cluster read-only" : "make cluster writable"
    try await audited(action, subject: "\(project.name)/\(cluster.name)") { () throws(EngineError) in
      try await stored { () throws(StoreError) in try await store.setReadOnly(isReadOnly, of: id) }
    }
  }

  /// Whether changes of that cluster need its name typed. Taking the protection away needs it too.
  package func setProtected(_ isProtected: Bool, _ id: ClusterID) async throws(EngineError) {
    let cluster = try await stored { () throws(StoreError) in try await store.cluster(id) }
    let project = try await stored { () throws(StoreError) in try await store.project(cluster.projectID) }
    // Asked of the record: what may be sent to a read-only cluster says nothing of its protection.
    guard isProtected || !cluster.isProtected || isConfirmed(cluster) else {
      throw .cluster(cluster.name, .confirmationRequired(cluster: cluster.name))
    }
    let action = isProtected ? "protect cluster" : "take protection from cluster"
    try await audited(action, subject: "\(project.name)/\(cluster.name)") { () throws(EngineError) in
      try await stored { () throws(StoreError) in try await store.setProtected(isProtected, of: id) }
    }
  }

  /// How Ingresses of that cluster are served; what is there already changes with the next deploys.
  package func updateCluster(
    _ id: ClusterID, ingressClass: String?, certificateIssuer: String?
  ) async throws(EngineError) -> Cluster {
    var cluster = try await stored { () throws(StoreError) in try await store.cluster(id) }
    let project = try await stored { () throws(StoreError) in try await store.project(cluster.projectID) }
    cluster.ingressClass = ingressClass ?? cluster.ingressClass
    cluster.certificateIssuer = certificateIssuer ?? cluster.certificateIssuer
    try check([
      Validation.objectName(cluster.ingressClass, field: "ingress-class"),
      Validation.objectName(cluster.certificateIssuer, field: "issuer"),
    ])
    let changed = cluster
    return try await audited("update cluster", subject: "\(project.name)/\(cluster.name)") { () throws(EngineError) in
      try await stored { () throws(StoreError) in try await store.updateCluster(changed) }
      return changed
    }
  }
}
