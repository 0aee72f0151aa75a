import Foundation
import GRDB
import Glibc
import Model
import Testing

@testable import Storage

@Suite("Opening the store")
struct OpeningTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Opens it once, so that it exists, and closes it.
  private func make(environment: [String: String] = [:]) async throws {
    _ = try await Sample(in: folder.store(environment: environment))
    // SQLite's queue lets go of it a moment later.
    while StorePresence.isOpen(folder.storePath) { try await Task.sleep(for: .milliseconds(1)) }
  }

  @Test("file and key file are their owner's alone, in folders that are too")
  func modes() async throws {
    let store = try folder.store()
    _ = try await Sample(in: store)
    for file in [folder.storePath, folder.storePath + "-wal", folder.storePath + "-shm", folder.keyPath] {
      #expect(try folder.mode(of: file) == 0o600, "\(file)")
    }
    for folder in ["data", "config"] {
      #expect(try self.folder.mode(of: "\(self.folder.path)/\(folder)") == 0o700)
    }
  }

  @Test("a second start finds what the first wrote")
  func again() async throws {
    let sample = try await Sample(in: folder.store())
    let store = try folder.store()
    #expect(try await store.apps() == [sample.app])
    #expect(try await store.kubeconfig(of: sample.cluster.id) == Sample.kubeconfig)
  }

  @Test("many first starts at once agree on one store and one key")
  func firstStarts() async throws {
    let folder = folder
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<8 {
        group.addTask { try await folder.store().createProject(name: "p\(index)") }
      }
      try await group.waitForAll()
    }
    #expect(try await folder.store().projects().count == 8)
  }

  @Test("a first start that was killed before it made a table is repeated")
  func killedFirstStart() async throws {
    try FileManager.default.createDirectory(atPath: folder.path + "/data", withIntermediateDirectories: true)
    _ = try DatabasePool(path: folder.storePath)
    #expect(try await folder.store().projects() == [])
  }

  @Test("a first start that was killed in the middle of a write is rolled back and repeated")
  func killedFirstWrite() throws {
    try FileManager.default.createDirectory(atPath: folder.path + "/data", withIntermediateDirectories: true)
    let other = folder.path + "/other.db"
    try DatabaseQueue(path: other).inDatabase { db in
      // So much in one transaction that pages reach the file before its end.
      try db.execute(sql: "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN; CREATE TABLE t (x)")
      for _ in 0..<100 { try db.execute(sql: "INSERT INTO t VALUES (zeroblob(1000))") }
      for suffix in ["", "-journal"] {
        try FileManager.default.copyItem(atPath: other + suffix, toPath: folder.storePath + suffix)
      }
      try db.execute(sql: "ROLLBACK")
    }
    #expect(try #require(FileManager.default.contents(atPath: folder.storePath)).count > 512)
    _ = try folder.store()
  }

  @Test("a wrong key is one error, and nothing is touched")
  func wrongKey() async throws {
    try await make()
    let before = try folder.contents()
    let environment = ["SHIPIT_ENCRYPT_KEY": String(repeating: "ab", count: 32)]
    #expect(throws: StoreError.keyWrong(source: "SHIPIT_ENCRYPT_KEY")) { try folder.store(environment: environment) }
    #expect(try folder.contents() == before)
  }

  @Test("a missing key file is never made anew for a store that has one")
  func missingKey() async throws {
    try await make()
    try FileManager.default.removeItem(atPath: folder.keyPath)
    #expect(throws: StoreError.keyMissing(path: folder.keyPath)) { try folder.store() }
    #expect(!FileManager.default.fileExists(atPath: folder.keyPath))
  }

  @Test("the key comes from the environment when it is set, and no file is made")
  func environmentKey() async throws {
    let environment = ["SHIPIT_ENCRYPT_KEY": String(repeating: "0f", count: 32)]
    try await make(environment: environment)
    #expect(!FileManager.default.fileExists(atPath: folder.keyPath))
    #expect(try await folder.store(environment: environment).projects().count == 1)
    #expect(throws: StoreError.keyMissing(path: folder.keyPath)) { try folder.store() }
  }

  @Test(
    "a malformed key is refused",
    arguments: ["ab", String(repeating: "0", count: 63) + "g", String(repeating: "0", count: 65)])
  func malformedKey(digits: String) throws {
    #expect(throws: StoreError.keyMalformed(source: "SHIPIT_ENCRYPT_KEY")) {
      try folder.store(environment: ["SHIPIT_ENCRYPT_KEY": digits])
    }
  }

  @Test("a key file that others may read is refused")
  func exposedKey() async throws {
    try await make()
    chmod(folder.keyPath, 0o640)
    #expect(throws: StoreError.keyExposed(path: folder.keyPath)) { try folder.store() }
  }

  @Test(
    "a file that is no store is left alone",
    arguments: [
      "just some text, longer than a header of a hundred bytes would be, and no database at all, not even by chance",
      "x",
    ])
  func notADatabase(text: String) throws {
    try FileManager.default.createDirectory(atPath: folder.path + "/data", withIntermediateDirectories: true)
    try text.write(toFile: folder.storePath, atomically: false, encoding: .utf8)
    #expect(throws: StoreError.notAStore(path: folder.storePath)) { try folder.store() }
    #expect(try folder.contents() == ["data/shipit.db": Data(text.utf8)])
  }

  @Test("somebody else's database is left alone")
  func otherDatabase() throws {
    try FileManager.default.createDirectory(atPath: folder.path + "/data", withIntermediateDirectories: true)
    try DatabaseQueue(path: folder.storePath).write { try $0.execute(sql: "CREATE TABLE note (text TEXT)") }
    let before = try folder.contents()
    #expect(throws: StoreError.notAStore(path: folder.storePath)) { try folder.store() }
    #expect(try folder.contents() == before)
  }

  @Test("a store of a newer version is left alone")
  func newerSchema() async throws {
    try await make()
    try await DatabaseQueue(path: folder.storePath).write {
      try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99: from the future')")
    }
    let before = try folder.contents()
    #expect(throws: StoreError.newerSchema(path: folder.storePath)) { try folder.store() }
    #expect(try folder.contents() == before)
  }

  @Test("a damaged page is noticed at the start")
  func corrupt() async throws {
    try await make()
    let handle = try #require(FileHandle(forUpdatingAtPath: folder.storePath))
    let size = try handle.seekToEnd()
    for page in stride(from: UInt64(4096), to: size, by: 4096) {
      try handle.seek(toOffset: page)
      try handle.write(contentsOf: Data(repeating: 0xA5, count: 64))
    }
    try handle.close()
    let error = #expect(throws: StoreError.self) { try folder.store() }
    guard case .corrupt(folder.storePath, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a store that may not be written is said to be read-only", .enabled(if: geteuid() != 0))
  func readOnly() async throws {
    try await make()
    chmod(folder.storePath, 0o400)
    #expect(throws: StoreError.readOnly(path: folder.storePath)) { try folder.store() }
  }

  @Test("a store where no file can be made is said so")
  func cannotCreate() {
    let path = "/proc/shipit/shipit.db"
    #expect(throws: StoreError.cannotCreate(path: path, reason: "No such file or directory")) {
      try Store(path: path, key: KeySource(environment: [:], keyFile: folder.keyPath))
    }
  }

  @Test(
    "the command line wins over SHIPIT_STORE, and that over the data folder",
    arguments: [
      ("/a.db" as String?, ["SHIPIT_STORE": "/b.db", "HOME": "/home/me"], "/a.db"),
      (nil, ["SHIPIT_STORE": "/b.db", "HOME": "/home/me"], "/b.db"),
      (nil, ["XDG_DATA_HOME": "/d", "HOME": "/home/me"], "/d/shipit/shipit.db"),
      (nil, ["XDG_DATA_HOME": "relative", "HOME": "/home/me"], "/home/me/.local/share/shipit/shipit.db"),
    ])
  func location(store: String?, environment: [String: String], expected: String) {
    let location = StoreLocation(store: store, environment: environment)
    #expect(location.store == expected)
    #expect(location.keyFile == "/home/me/.config/shipit/vault.key" || environment["HOME"] == nil)
  }
}
