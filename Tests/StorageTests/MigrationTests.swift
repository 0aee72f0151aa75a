import Foundation
import GRDB
import Model
import Testing

@testable import Storage

@Suite("Stores of older versions")
struct MigrationTests {
  static let latest = Schema.migrator.migrations.count
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().path + "/../Fixtures/stores"
  private static let key = ["SHIPIT_ENCRYPT_KEY": String(repeating: "ab", count: 32)]

  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path + "/data", withIntermediateDirectories: false)
  }

  private var backups: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/data").filter { $0.contains(".schema-") }
    }
  }

  /// Puts the fixture of a version where the store is.
  private func make(_ version: Int) throws {
    let sql = try String(contentsOfFile: Self.fixtures + "/schema-\(version).sql", encoding: .utf8)
    // The dump has tables in the order of their names.
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    try DatabaseQueue(path: folder.storePath, configuration: configuration).inDatabase { try $0.execute(sql: sql) }
  }

  private func applied(_ path: String) throws -> Int {
    try DatabaseQueue(path: path).read { try Schema.migrator.appliedMigrations($0).count }
  }

  @Test("a store of every version opens with all that it held", arguments: 1...latest)
  func everyVersion(version: Int) async throws {
    guard version < Self.latest || FileManager.default.fileExists(atPath: Self.fixtures + "/schema-\(version).sql")
    else { return }
    try make(version)
    let store = try folder.store(environment: Self.key)
    let app = try await store.app(#require(AppReference("shop/prod/web")))
    #expect(app.configuration.image == "web:1" && app.status == .running)
    #expect(try await store.kubeconfig(of: app.clusterID) == "apiVersion: v1\n")
    #expect(try await store.secretValues(of: app.id) == ["PASSWORD": "fixture-secret"])
    let revision = try await store.revision(1, of: app.id)
    #expect(revision.outcome == .success && revision.message == "first")
    #expect(try await store.secretValues(of: revision.id) == ["PASSWORD": "fixture-secret"])
    #expect(try await store.audit().map(\.action) == (version > 1 ? ["deploy"] : []))
    #expect(try await store.setting("panes") == "1,2")
    #expect(try await store.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
    #expect(try applied(folder.storePath) == Self.latest)
  }

  @Test("what is migrated is kept beside it first, for its owner alone", arguments: 1..<latest)
  func backup(version: Int) async throws {
    try make(version)
    _ = try folder.store(environment: Self.key)
    #expect(try backups == ["shipit.db.schema-\(version)"])
    let path = MigrationBackup.path(of: folder.storePath, version: version)
    #expect(try folder.mode(of: path) == 0o600)
    #expect(try applied(path) == version)
    // It is a store like any other.
    let again = try Store(path: path, key: KeySource(environment: Self.key, keyFile: folder.keyPath))
    #expect(try await again.apps().map(\.name) == ["web"])
  }

  @Test("a new store, and one of this version, need no backup")
  func noBackup() throws {
    for _ in 0..<2 { _ = try folder.store(environment: Self.key) }
    #expect(try backups == [])
  }

  @Test("without room for the backup nothing is migrated")
  func noRoom() throws {
    try make(1)
    // A folder of that name stands in its way, as a full disk would.
    let path = MigrationBackup.path(of: folder.storePath, version: 1)
    try FileManager.default.createDirectory(atPath: path + "/x", withIntermediateDirectories: true)
    #expect(throws: StoreError.cannotCreate(path: path, reason: "Is a directory")) {
      try folder.store(environment: Self.key)
    }
    #expect(try applied(folder.storePath) == 1)
    #expect(try backups == ["shipit.db.schema-1"])
  }

  @Test("a full disk is said so, and what was there stays")
  func diskFull() async throws {
    let store = try folder.store(environment: Self.key)
    try await store.createProject(name: "shop")
    try await store.write { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      try db.execute(sql: "PRAGMA max_page_count = \(pages)")
    }
    await #expect(throws: StoreError.diskFull) {
      try await store.setSetting("large", to: String(repeating: "x", count: 1 << 20))
    }
    #expect(try await store.projects().map(\.name) == ["shop"])
    #expect(try await store.setting("large") == nil)
  }
}
