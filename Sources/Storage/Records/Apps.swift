import Foundation
import GRDB
import Model

extension Store {
  /// By name; those of every cluster where `cluster` is nil.
  package func apps(of cluster: ClusterID? = nil) async throws(StoreError) -> [App] {
    try await read { try App.all(of: cluster, $0) }
  }

  package func app(_ id: AppID) async throws(StoreError) -> App {
    try await read { try App.with(id, $0) }
  }

  /// The app that a person named.
  ///
  /// - Throws: `.ambiguous` when the name stands in more than one namespace of the cluster.
  package func app(_ reference: AppReference) async throws(StoreError) -> App {
    try await read { db in
      switch reference {
      case .id(let id):
        return try App.with(id, db)
      case .path(let project, let cluster, let namespace, let name):
        let cluster = try Cluster.named(cluster, in: Project.named(project, db), db)
        let apps = try App.all(of: cluster.id, db).filter {
          $0.name == name && (namespace == nil || $0.namespace == namespace)
        }
        guard let app = apps.first else { throw StoreError.notFound(.app, reference.description) }
        guard apps.count == 1 else {
          throw StoreError.ambiguous(
            name: reference.description,
            candidates: apps.map { "\(project)/\(cluster.name)/\($0.namespace)/\($0.name)" })
        }
        return app
      }
    }
  }

  /// Returns the app as it is kept: moments to the microsecond.
  @discardableResult
  package func createApp(_ app: App) async throws(StoreError) -> App {
    try await write { db in
      _ = try Cluster.with(app.clusterID, db)
      try app.insert(db)
      return try App.with(app.id, db)
    }
  }

  /// Changes what the app should run as. Nothing is deployed.
  @discardableResult
  package func updateApp(_ id: AppID, configuration: AppConfiguration) async throws(StoreError) -> App {
    let now = now
    return try await write { db in
      try App.setConfiguration(configuration, of: id, at: now, db)
      return try App.with(id, db)
    }
  }

  /// The same, only where the app is still configured as `old` says, unless that is nil.
  ///
  /// - Returns: nil where it is not.
  package func updateApp(
    _ id: AppID, configuration: AppConfiguration, from old: AppConfiguration?
  ) async throws(StoreError) -> App? {
    let now = now
    return try await write { db in
      let app = try App.with(id, db)
      guard old == nil || app.configuration == old else { return nil }
      try App.setConfiguration(configuration, of: id, at: now, db)
      return try App.with(id, db)
    }
  }

  /// Changes a part of it, over whatever else was changed meanwhile.
  package func updateApp(
    _ id: AppID, _ change: @escaping @Sendable (inout AppConfiguration) -> Void
  ) async throws(StoreError) {
    let now = now
    try await write { db in
      var configuration = try App.with(id, db).configuration
      change(&configuration)
      try App.setConfiguration(configuration, of: id, at: now, db)
    }
  }

  @discardableResult
  package func updateApp(_ id: AppID, status: App.Status, message: String?) async throws(StoreError) -> App {
    let now = now
    return try await write { db in
      try App.setStatus(status, message: message, of: id, at: now, db)
      return try App.with(id, db)
    }
  }

  /// Deletes its revisions and secrets with it. What runs on the cluster is left alone.
  package func deleteApp(_ id: AppID) async throws(StoreError) {
    try await write { db in
      try db.execute(sql: "DELETE FROM app WHERE id = ?", arguments: [id.rawValue])
      try db.expectChange(orThrow: .notFound(.app, id.rawValue))
    }
  }
}

extension App {
  init(_ row: Row) throws {
    try self.init(row, configuration: row.configuration())
  }

  private init(_ row: Row, configuration: AppConfiguration) throws {
    self.init(
      id: AppID(rawValue: row["id"]), clusterID: ClusterID(rawValue: row["cluster_id"]), name: row["name"],
      namespace: row["namespace"], configuration: configuration, status: try row.value("status"),
      statusMessage: row["status_message"], currentRevision: row["current_revision"],
      createdAt: try row.date("created_at"), updatedAt: try row.date("updated_at"))
  }

  /// - Parameter known: what need not be decoded again.
  static func all(of cluster: ClusterID?, _ db: Database, _ known: KnownConfigurations? = nil) throws -> [App] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT * FROM app WHERE ?1 IS NULL OR cluster_id = ?1 ORDER BY name, namespace, id",
      arguments: [cluster?.rawValue])
    guard let known else { return try rows.map { try App($0) } }
    return try known.decoding(rows).map { try App($0, configuration: $1) }
  }

  static func with(_ id: AppID, _ db: Database) throws -> App {
    guard let row = try Row.fetchOne(db, sql: "SELECT * FROM app WHERE id = ?", arguments: [id.rawValue]) else {
      throw StoreError.notFound(.app, id.rawValue)
    }
    return try App(row)
  }

  static func setConfiguration(
    _ configuration: AppConfiguration, of id: AppID, at now: Date, _ db: Database
  ) throws {
    try db.execute(
      sql: "UPDATE app SET configuration = ?, updated_at = ? WHERE id = ?",
      arguments: [try configuration.json(), now.text, id.rawValue])
  }

  static func setStatus(
    _ status: Status, message: String?, of id: AppID, at now: Date, _ db: Database
  ) throws {
    try db.execute(
      sql: "UPDATE app SET status = ?, status_message = ?, updated_at = ? WHERE id = ?",
      arguments: [status.rawValue, message, now.text, id.rawValue])
  }

  func insert(_ db: Database) throws {
    try db.change(
      """
      INSERT INTO app (id, cluster_id, name, namespace, configuration, status, status_message, current_revision,
        created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        id.rawValue, clusterID.rawValue, name, namespace, try configuration.json(), status.rawValue, statusMessage,
        currentRevision, createdAt.text, updatedAt.text,
      ], duplicate: .duplicate(.app, name: "\(namespace)/\(name)"))
  }
}
