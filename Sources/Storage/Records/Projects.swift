import GRDB
import Model

extension Store {
  /// By name.
  package func projects() async throws(StoreError) -> [Project] {
    try await read { try Project.all($0) }
  }

  package func project(_ id: ProjectID) async throws(StoreError) -> Project {
    try await read { try Project.with(id, $0) }
  }

  package func project(named name: String) async throws(StoreError) -> Project {
    try await read { try Project.named(name, $0) }
  }

  @discardableResult
  package func createProject(name: String) async throws(StoreError) -> Project {
    let project = Project(name: name, createdAt: now)
    try await write { try project.insert($0) }
    return project
  }

  /// Deletes its clusters, apps, revisions and secrets with it. What runs on the clusters is left alone.
  package func deleteProject(_ id: ProjectID) async throws(StoreError) {
    try await write { db in
      try db.execute(sql: "DELETE FROM project WHERE id = ?", arguments: [id.rawValue])
      try db.expectChange(orThrow: .notFound(.project, id.rawValue))
    }
  }
}

extension Project {
  init(_ row: Row) throws {
    self.init(id: ProjectID(rawValue: row["id"]), name: row["name"], createdAt: try row.date("created_at"))
  }

  static func all(_ db: Database) throws -> [Project] {
    try Row.fetchAll(db, sql: "SELECT * FROM project ORDER BY name, id").map { try Project($0) }
  }

  static func with(_ id: ProjectID, _ db: Database) throws -> Project {
    let row = try Row.fetchOne(db, sql: "SELECT * FROM project WHERE id = ?", arguments: [id.rawValue])
    guard let row else { throw StoreError.notFound(.project, id.rawValue) }
    return try Project(row)
  }

  static func named(_ name: String, _ db: Database) throws -> Project {
    guard let row = try Row.fetchOne(db, sql: "SELECT * FROM project WHERE name = ?", arguments: [name]) else {
      throw StoreError.notFound(.project, name)
    }
    return try Project(row)
  }

  func insert(_ db: Database) throws {
    try db.change(
      "INSERT INTO project (id, name, created_at) VALUES (?, ?, ?)", [id.rawValue, name, createdAt.text],
      duplicate: .duplicate(.project, name: name))
  }
}
