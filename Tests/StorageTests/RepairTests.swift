import Foundation
import GRDB
import Model
import Testing

@testable import Storage

@Suite("Mending a store")
struct RepairTests {
  let folder: TemporaryFolder
  private let now = Date(timeIntervalSince1970: 1_800_000_000)
  private static let count = 300

  init() throws {
    folder = try TemporaryFolder()
  }

  /// A store with many entries of audit and settings, closed.
  private func make() async throws {
    let store = try folder.store()
    let sample = try await Sample(in: store)
    try await store.setSecret("PASSWORD", to: "kept", of: sample.app.id)
    try await store.write { db in
      for number in 0..<Self.count {
        let text = "marker-\(number)-" + String(repeating: "x", count: 100)
        try db.execute(
          sql: """
            INSERT INTO audit (started_at, actor, origin, action, subject, outcome) VALUES (?, 'me', 'here', ?, 'web', 'done')
            """, arguments: [now.text, text])
        try db.execute(sql: "INSERT INTO setting VALUES (?, ?)", arguments: ["setting-\(1000 + number)", text])
      }
    }
  }

  private func makeClosed() async throws {
    try await make()
    try await closed()
  }

  /// The queues of SQLite let go of a closed store a moment after its owner has.
  private func closed() async throws {
    while StorePresence.isOpen(folder.storePath) { try await Task.sleep(for: .milliseconds(1)) }
  }

  /// Overwrites the page that holds a text.
  private func damage(pageWith text: String) throws {
    var bytes = try #require(FileManager.default.contents(atPath: folder.storePath))
    let found = try #require(bytes.range(of: Data(text.utf8)))
    let page = found.lowerBound / 4096 * 4096
    bytes.replaceSubrange(page..<page + 4096, with: Data(repeating: 0xA5, count: 4096))
    try bytes.write(to: URL(filePath: folder.storePath))
  }

  @Test("a whole store has no findings, and comes out of a repair as it was")
  func whole() async throws {
    try await makeClosed()
    #expect(try StoreRepair.check(folder.storePath) == [])
    let before = try await folder.store().records()
    try await closed()
    let report = try StoreRepair.repair(folder.storePath, now: now)
    #expect(report.tables.allSatisfy { $0.lost == 0 && !$0.isUncertain })
    #expect(report.tables.first { $0.name == "audit" }?.kept == Self.count)
    #expect(try await folder.store().records() == before)
    #expect(try folder.mode(of: folder.storePath) == 0o600)
  }

  @Test("around a damaged page everything is brought over, the loss is told, and the damaged file is kept")
  func damaged() async throws {
    try await makeClosed()
    try damage(pageWith: "marker-150-")
    let bytes = FileManager.default.contents(atPath: folder.storePath)
    #expect(try !StoreRepair.check(folder.storePath).isEmpty)
    #expect(throws: StoreError.self) { try folder.store() }

    let report = try StoreRepair.repair(folder.storePath, now: now)
    #expect(FileManager.default.contents(atPath: report.damaged) == bytes)
    let tables = Dictionary(uniqueKeysWithValues: report.tables.map { ($0.name, $0) })
    let hurt = try #require(report.tables.first { $0.isUncertain || $0.lost > 0 })
    #expect(hurt.kept > Self.count / 2 && hurt.kept < Self.count)
    #expect(tables["app"]?.kept == 1 && tables["secret"]?.kept == 1)

    let store = try folder.store()
    let app = try #require(try await store.apps().first)
    #expect(try await store.secretValues(of: app.id) == ["PASSWORD": "kept"])
    #expect(try StoreRepair.check(folder.storePath) == [])
  }

  @Test("what belonged to something that was lost goes with it, and is counted")
  func orphans() async throws {
    try await makeClosed()
    try DatabaseQueue(path: folder.storePath).inDatabase { db in
      try db.execute(sql: "PRAGMA foreign_keys = OFF; DELETE FROM cluster")
    }
    #expect(try StoreRepair.check(folder.storePath) == ["a row of app belongs to none of cluster"])
    let report = try StoreRepair.repair(folder.storePath, now: now)
    let lost = report.tables.filter { $0.lost > 0 }.map(\.name)
    #expect(Set(lost) == ["app", "secret"])
    #expect(try StoreRepair.check(folder.storePath) == [])
  }

  @Test("without anything that unlocks the vault the store is left alone")
  func noVault() async throws {
    try await makeClosed()
    try await DatabaseQueue(path: folder.storePath).write { try $0.execute(sql: "DELETE FROM vault_slot") }
    let before = try folder.contents()
    #expect(throws: StoreError.self) { try StoreRepair.repair(folder.storePath, now: now) }
    #expect(try folder.contents() == before)
  }

  @Test("what is no store is not repaired")
  func notAStore() throws {
    try FileManager.default.createDirectory(atPath: folder.path + "/data", withIntermediateDirectories: true)
    try DatabaseQueue(path: folder.storePath).write { try $0.execute(sql: "CREATE TABLE note (text TEXT)") }
    #expect(throws: StoreError.notAStore(path: folder.storePath)) { try StoreRepair.check(folder.storePath) }
    #expect(throws: StoreError.notAStore(path: folder.storePath)) {
      try StoreRepair.repair(folder.storePath, now: now)
    }
  }

  @Test("of a file that was cut off what is left is brought over, or it is left alone", arguments: [1, 2, 3, 4, 5, 7])
  func truncated(eighths: Int) async throws {
    try await makeClosed()
    let handle = try #require(FileHandle(forUpdatingAtPath: folder.storePath))
    let size = try handle.seekToEnd()
    try handle.truncate(atOffset: size / 8 * UInt64(eighths))
    try handle.close()
    let bytes = FileManager.default.contents(atPath: folder.storePath)
    #expect(try !StoreRepair.check(folder.storePath).isEmpty)
    let error = #expect(throws: StoreError.self) { try folder.store() }
    guard case .corrupt = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    do {
      let report = try StoreRepair.repair(folder.storePath, now: now)
      #expect(FileManager.default.contents(atPath: report.damaged) == bytes)
      #expect(report.tables.contains { $0.isUncertain || $0.lost > 0 })
      #expect(try StoreRepair.check(folder.storePath) == [])
      _ = try folder.store()
    } catch {
      guard case .corrupt = error else { throw error }
      #expect(FileManager.default.contents(atPath: folder.storePath) == bytes)
    }
  }

  @Test("a store that somebody has open is not repaired")
  func open() async throws {
    let store = try folder.store()
    #expect(throws: StoreError.openElsewhere(path: folder.storePath)) {
      try StoreRepair.repair(folder.storePath, now: now)
    }
    #expect(try await store.projects() == [])
  }

  @Test("a store of a newer version is neither checked nor repaired")
  func newer() async throws {
    try await makeClosed()
    try await DatabaseQueue(path: folder.storePath).write {
      try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99: from the future')")
    }
    let before = try folder.contents()
    #expect(throws: StoreError.newerSchema(path: folder.storePath)) { try StoreRepair.check(folder.storePath) }
    #expect(throws: StoreError.newerSchema(path: folder.storePath)) {
      try StoreRepair.repair(folder.storePath, now: now)
    }
    #expect(try folder.contents() == before)
  }
}
