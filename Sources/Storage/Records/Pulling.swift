import Foundation
import GRDB
import Model

/// A change of this store that comes from a server.
package enum PulledChange: Hashable, Sendable {
  case createProject(Project)
  /// Without credentials: a server never gives them away.
  case createCluster(Cluster)
  case createApp(App)
  /// Only where the app is still configured as it was when the change was planned.
  case updateApp(AppID, from: AppConfiguration, to: AppConfiguration)
  case deleteSecret(AppID, key: String)
  /// Only where nothing but these apps, configured like this, goes with it.
  case deleteProject(ProjectID, apps: [AppID: AppConfiguration])
  case deleteCluster(ClusterID, apps: [AppID: AppConfiguration])
  case deleteApp(AppID, configuration: AppConfiguration)
}

extension Store {
  /// Makes the change and remembers the new base in one transaction, so that no crash comes between them.
  ///
  /// - Returns: false when somebody has changed here what the plan was made from. Nothing is done then.
  package func pull(
    _ change: PulledChange, remembering memory: [SyncMemoryChange], of remote: RemoteID
  ) async throws(StoreError) -> Bool {
    let (now, keyring) = (now, keyring)
    return try await write { db in
      guard try change.apply(keyring: keyring, at: now, db) else { return false }
      for change in memory { try change.apply(to: remote, at: now, db) }
      return true
    }
  }
}

extension PulledChange {
  /// False when the plan no longer fits.
  fileprivate func apply(keyring: Keyring, at now: Date, _ db: Database) throws -> Bool {
    switch self {
    case .createProject(let project):
      guard try !exists("project WHERE name = ?", [project.name], db) else { return false }
      try project.insert(db)
    case .createCluster(let cluster):
      guard try exists("project WHERE id = ?", [cluster.projectID.rawValue], db),
        try !exists("cluster WHERE project_id = ? AND name = ?", [cluster.projectID.rawValue, cluster.name], db)
      else { return false }
      try cluster.insert(kubeconfig: try keyring.vault(db).seal([], at: .kubeconfig(of: cluster.id)), db)
    case .createApp(let app):
      guard try exists("cluster WHERE id = ?", [app.clusterID.rawValue], db),
        try !exists(
          "app WHERE cluster_id = ? AND namespace = ? AND name = ?", [app.clusterID.rawValue, app.namespace, app.name],
          db)
      else { return false }
      try app.insert(db)
    case .updateApp(let id, let from, let to):
      guard try configurations("id = ?", id.rawValue, db) == [id: from] else { return false }
      try db.execute(
        sql: "UPDATE app SET configuration = ?, updated_at = ? WHERE id = ?",
        arguments: [try to.json(), now.text, id.rawValue])
    case .deleteSecret(let app, let key):
      try db.execute(sql: "DELETE FROM secret WHERE app_id = ? AND key = ?", arguments: [app.rawValue, key])
    case .deleteProject(let id, let apps):
      let below = "cluster_id IN (SELECT id FROM cluster WHERE project_id = ?)"
      guard try configurations(below, id.rawValue, db) == apps else { return false }
      try db.execute(sql: "DELETE FROM project WHERE id = ?", arguments: [id.rawValue])
    case .deleteCluster(let id, let apps):
      guard try configurations("cluster_id = ?", id.rawValue, db) == apps else { return false }
      try db.execute(sql: "DELETE FROM cluster WHERE id = ?", arguments: [id.rawValue])
    case .deleteApp(let id, let configuration):
      guard try configurations("id = ?", id.rawValue, db) == [id: configuration] else { return false }
      try db.execute(sql: "DELETE FROM app WHERE id = ?", arguments: [id.rawValue])
    }
    return true
  }

  private func exists(_ condition: String, _ arguments: StatementArguments, _ db: Database) throws -> Bool {
    try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT * FROM \(condition))", arguments: arguments) ?? false
  }

  private func configurations(
    _ condition: String, _ argument: String, _ db: Database
  ) throws -> [AppID: AppConfiguration] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT id, configuration FROM app WHERE \(condition)", arguments: [argument])
    return Dictionary(
      try rows.map { (AppID(rawValue: $0["id"]), try $0.configuration()) }, uniquingKeysWith: { $1 })
  }
}
