import Foundation
import GRDB
import Model

/// What a plan was made from of one app.
package struct PlannedApp: Hashable, Sendable {
  package var configuration: AppConfiguration
  /// The checksums of its secrets by key, as `SyncedRecords` has them.
  package var secrets: [String: String]

  package init(configuration: AppConfiguration, secrets: [String: String]) {
    self.configuration = configuration
    self.secrets = secrets
  }
}

/// A change of this store that comes from a server.
package enum PulledChange: Hashable, Sendable {
  case createProject(Project)
  /// Without credentials: a server never gives them away.
  case createCluster(Cluster)
  case createApp(App)
  /// Only where the app is still configured as it was when the change was planned.
  case updateApp(AppID, from: AppConfiguration, to: AppConfiguration)
  /// Only where it still has the value of that checksum.
  case deleteSecret(AppID, key: String, checksum: String?)
  /// Only where nothing but these apps, as they were planned with, goes with it.
  case deleteProject(ProjectID, apps: [AppID: PlannedApp])
  case deleteCluster(ClusterID, apps: [AppID: PlannedApp])
  case deleteApp(AppID, PlannedApp)
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
    case .deleteSecret(let app, let key, let checksum):
      guard try secrets(of: app, keyring: keyring, db)[key] == checksum else { return false }
      try db.execute(sql: "DELETE FROM secret WHERE app_id = ? AND key = ?", arguments: [app.rawValue, key])
    case .deleteProject(let id, let apps):
      let below = "cluster_id IN (SELECT id FROM cluster WHERE project_id = ?)"
      guard try planned(below, id.rawValue, keyring: keyring, db) == apps else { return false }
      try db.execute(sql: "DELETE FROM project WHERE id = ?", arguments: [id.rawValue])
    case .deleteCluster(let id, let apps):
      guard try planned("cluster_id = ?", id.rawValue, keyring: keyring, db) == apps else { return false }
      try db.execute(sql: "DELETE FROM cluster WHERE id = ?", arguments: [id.rawValue])
    case .deleteApp(let id, let app):
      guard try planned("id = ?", id.rawValue, keyring: keyring, db) == [id: app] else { return false }
      try db.execute(sql: "DELETE FROM app WHERE id = ?", arguments: [id.rawValue])
    }
    return true
  }

  private func exists(_ condition: String, _ arguments: StatementArguments, _ db: Database) throws -> Bool {
    try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT * FROM \(condition))", arguments: arguments) ?? false
  }

  private func planned(
    _ condition: String, _ argument: String, keyring: Keyring, _ db: Database
  ) throws -> [AppID: PlannedApp] {
    try configurations(condition, argument, db).reduce(into: [:]) { apps, app in
      apps[app.key] = PlannedApp(configuration: app.value, secrets: try secrets(of: app.key, keyring: keyring, db))
    }
  }

  private func secrets(of app: AppID, keyring: Keyring, _ db: Database) throws -> [String: String] {
    let vault = try keyring.vault(db)
    return try SecretValues.of(app, vault: vault, db).values.mapValues { text in
      try ChecksumKey.syncChecksum(of: text, vault: vault, db)
    }
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
