import GRDB
import Model

extension Store {
  /// By name; those of every project where `project` is nil.
  package func clusters(of project: ProjectID? = nil) async throws(StoreError) -> [Cluster] {
    try await read { try Cluster.all(of: project, $0) }
  }

  package func cluster(_ id: ClusterID) async throws(StoreError) -> Cluster {
    try await read { try Cluster.with(id, $0) }
  }

  package func cluster(_ reference: ClusterReference) async throws(StoreError) -> Cluster {
    try await read { db in
      switch reference {
      case .id(let id): return try Cluster.with(id, db)
      case .path(let project, let name): return try Cluster.named(name, in: Project.named(project, db), db)
      }
    }
  }

  /// Returns the cluster as it is kept: moments to the microsecond.
  @discardableResult
  package func createCluster(_ cluster: Cluster, kubeconfig: String) async throws(StoreError) -> Cluster {
    let keyring = keyring
    return try await write { db in
      _ = try Project.with(cluster.projectID, db)
      let sealed = try keyring.vault(db).seal(Array(kubeconfig.utf8), at: .kubeconfig(of: cluster.id))
      try cluster.insert(kubeconfig: sealed, db)
      return try Cluster.with(cluster.id, db)
    }
  }

  /// Changes what is known of it, never its project or its creation.
  package func updateCluster(_ cluster: Cluster) async throws(StoreError) {
    try await write { db in
      try db.change(
        """
        UPDATE cluster SET name = ?, endpoint = ?, context = ?, namespace = ?, status = ?, status_message = ?,
          ingress_class = ?, certificate_issuer = ?
        WHERE id = ?
        """,
        [
          cluster.name, cluster.endpoint, cluster.context, cluster.namespace, cluster.status.rawValue,
          cluster.statusMessage, cluster.ingressClass, cluster.certificateIssuer, cluster.id.rawValue,
        ], duplicate: .duplicate(.cluster, name: cluster.name))
      try db.expectChange(orThrow: .notFound(.cluster, cluster.id.rawValue))
    }
  }

  /// Kept apart from everything else that is known of a cluster, so that no stale record takes the protection away.
  package func setReadOnly(_ isReadOnly: Bool, of id: ClusterID) async throws(StoreError) {
    try await write { db in
      try db.execute(
        sql: "UPDATE cluster SET read_only = ? WHERE id = ?", arguments: [isReadOnly, id.rawValue])
      try db.expectChange(orThrow: .notFound(.cluster, id.rawValue))
    }
  }

  /// As `setReadOnly`: no other update touches it.
  package func setProtected(_ isProtected: Bool, of id: ClusterID) async throws(StoreError) {
    try await write { db in
      try db.execute(
        sql: "UPDATE cluster SET protected = ? WHERE id = ?", arguments: [isProtected, id.rawValue])
      try db.expectChange(orThrow: .notFound(.cluster, id.rawValue))
    }
  }

  /// What its kubeconfig says of it. Clusters that were connected before this was kept learn it with their next request.
  package func setInsecure(_ isInsecure: Bool, of id: ClusterID) async throws(StoreError) {
    try await write { db in
      try db.execute(sql: "UPDATE cluster SET insecure = ? WHERE id = ?", arguments: [isInsecure, id.rawValue])
      try db.expectChange(orThrow: .notFound(.cluster, id.rawValue))
    }
  }

  /// Deletes its apps, revisions and secrets with it. What runs on it is left alone.
  package func deleteCluster(_ id: ClusterID) async throws(StoreError) {
    try await write { db in
      try db.execute(sql: "DELETE FROM cluster WHERE id = ?", arguments: [id.rawValue])
      try db.expectChange(orThrow: .notFound(.cluster, id.rawValue))
    }
  }

  /// The kubeconfig in the clear. It holds the cluster's keys: keep it for no longer than a request takes.
  package func kubeconfig(of id: ClusterID) async throws(StoreError) -> String {
    let keyring = keyring
    return try await read { db in
      let row = try Row.fetchOne(db, sql: "SELECT * FROM cluster WHERE id = ?", arguments: [id.rawValue])
      guard let sealed = row?.sealed("kubeconfig") else { throw StoreError.notFound(.cluster, id.rawValue) }
      var plaintext = try keyring.vault(db).open(sealed, at: .kubeconfig(of: id))
      defer { wipe(&plaintext) }
      return String(decoding: plaintext, as: UTF8.self)
    }
  }

  package func setKubeconfig(_ kubeconfig: String, of id: ClusterID) async throws(StoreError) {
    let keyring = keyring
    try await write { db in
      let sealed = try keyring.vault(db).seal(Array(kubeconfig.utf8), at: .kubeconfig(of: id))
      try db.execute(
        sql: "UPDATE cluster SET kubeconfig = ?, kubeconfig_key_version = ? WHERE id = ?",
        arguments: [sealed.data, sealed.keyVersion, id.rawValue])
      try db.expectChange(orThrow: .notFound(.cluster, id.rawValue))
    }
  }
}

extension Place {
  static func kubeconfig(of id: ClusterID) -> Place {
    Place(table: "cluster", column: "kubeconfig", row: [id.rawValue])
  }
}

extension Cluster {
  init(_ row: Row) throws {
    self.init(
      id: ClusterID(rawValue: row["id"]), projectID: ProjectID(rawValue: row["project_id"]), name: row["name"],
      endpoint: row["endpoint"], context: row["context"], namespace: row["namespace"],
      status: try row.value("status"), statusMessage: row["status_message"], createdAt: try row.date("created_at"),
      ingressClass: row["ingress_class"], certificateIssuer: row["certificate_issuer"],
      isReadOnly: row["read_only"], isProtected: row["protected"], isInsecure: row["insecure"])
  }

  /// Without the kubeconfig, which only `kubeconfig(of:)` reads.
  private static let columns = """
    id, project_id, name, endpoint, context, namespace, status, status_message, created_at, ingress_class,
    certificate_issuer, read_only, protected, insecure
    """

  static func all(of project: ProjectID?, _ db: Database) throws -> [Cluster] {
    try Row.fetchAll(
      db, sql: "SELECT \(columns) FROM cluster WHERE ?1 IS NULL OR project_id = ?1 ORDER BY name, id",
      arguments: [project?.rawValue]
    ).map { try Cluster($0) }
  }

  static func with(_ id: ClusterID, _ db: Database) throws -> Cluster {
    let row = try Row.fetchOne(db, sql: "SELECT \(columns) FROM cluster WHERE id = ?", arguments: [id.rawValue])
    guard let row else { throw StoreError.notFound(.cluster, id.rawValue) }
    return try Cluster(row)
  }

  static func named(_ name: String, in project: Project, _ db: Database) throws -> Cluster {
    let row = try Row.fetchOne(
      db, sql: "SELECT \(columns) FROM cluster WHERE project_id = ? AND name = ?",
      arguments: [project.id.rawValue, name])
    guard let row else { throw StoreError.notFound(.cluster, "\(project.name)/\(name)") }
    return try Cluster(row)
  }

  func insert(kubeconfig: Sealed, _ db: Database) throws {
    try db.change(
      """
      INSERT INTO cluster (id, project_id, name, endpoint, context, namespace, status, status_message, created_at,
        ingress_class, certificate_issuer, read_only, protected, insecure, kubeconfig, kubeconfig_key_version)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        id.rawValue, projectID.rawValue, name, endpoint, context, namespace, status.rawValue, statusMessage,
        createdAt.text, ingressClass, certificateIssuer, isReadOnly, isProtected, isInsecure, kubeconfig.data,
        kubeconfig.keyVersion,
      ], duplicate: .duplicate(.cluster, name: name))
  }
}
