import Model
import Storage

/// What the records of a store are called, as other commands take it.
struct Catalog {
  let snapshot: StoreSnapshot
  private let projectNames: [ProjectID: String]
  private let clusters: [ClusterID: Cluster]
  /// How many apps of a cluster share a name, in different namespaces.
  private let namesakes: [ClusterID: [String: Int]]

  init(_ snapshot: StoreSnapshot) {
    self.snapshot = snapshot
    projectNames = Dictionary(snapshot.projects.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
    clusters = Dictionary(snapshot.clusters.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    namesakes = snapshot.apps.reduce(into: [:]) { $0[$1.clusterID, default: [:]][$1.name, default: 0] += 1 }
  }

  func name(of cluster: Cluster) -> String {
    ClusterReference.path(project: projectNames[cluster.projectID] ?? "", name: cluster.name).description
  }

  /// With its namespace only where it needs one.
  func name(of app: App) -> String {
    guard let cluster = clusters[app.clusterID] else { return app.id.rawValue }
    let isUnique = namesakes[app.clusterID]?[app.name] == 1
    return AppReference.path(
      project: projectNames[cluster.projectID] ?? "", cluster: cluster.name, namespace: isUnique ? nil : app.namespace,
      name: app.name
    ).description
  }
}

extension Session {
  func catalog() async throws(StoreError) -> Catalog {
    Catalog(try await store.snapshot())
  }

  /// A project by its name, or else by its id.
  func project(_ text: String) async throws(StoreError) -> Project {
    do {
      return try await store.project(named: text)
    } catch .notFound {
      do {
        return try await store.project(ProjectID(rawValue: text))
      } catch .notFound {
        throw .notFound(.project, text)
      }
    }
  }
}
