import JSON
import Model
import Storage

/// An app's objects, for a repository that a cluster is kept in step with.
package struct ManifestExport: Hashable, Sendable {
  /// `shop/production/web-namespace/web`
  package let path: [String]
  package let objects: [JSON]
  /// The Secret is not among the objects, because its values would be.
  package let secretName: String
  package let secretKeys: [String]
}

extension Engine {
  /// Every app as the next deploy would render it, without asking a cluster, by name. Secrets are left out.
  package func manifestExports() async throws(EngineError) -> [ManifestExport] {
    let snapshot = try await stored { () throws(StoreError) in try await store.snapshot() }
    let projects = Dictionary(uniqueKeysWithValues: snapshot.projects.map { ($0.id, $0.name) })
    let clusters = Dictionary(uniqueKeysWithValues: snapshot.clusters.map { ($0.id, $0) })
    var exports: [ManifestExport] = []
    for app in snapshot.apps {
      guard let cluster = clusters[app.clusterID], let project = projects[cluster.projectID] else { continue }
      let keys = try await stored { () throws(StoreError) in try await store.secretKeys(of: app.id) }
      let input = RenderingInput(
        app: app, revision: app.currentRevision, configuration: app.configuration,
        // Without values: that there are some makes the Deployment refer to them.
        secrets: Dictionary(uniqueKeysWithValues: keys.map { ($0, "") }),
        cluster: ClusterTraits(ingressClass: cluster.ingressClass, certificateIssuer: cluster.certificateIssuer))
      exports.append(
        ManifestExport(
          path: [project, cluster.name, app.namespace, app.name],
          objects: input.manifests().filter { $0.reference.resource != .secrets }.map(\.body),
          secretName: input.secretName, secretKeys: keys))
    }
    return exports.sorted { $0.path.lexicographicallyPrecedes($1.path) }
  }
}
