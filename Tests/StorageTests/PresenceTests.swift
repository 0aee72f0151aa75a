import Foundation
import GRDB
import Glibc
import Model
import Testing

@testable import Storage

@Suite("What a start knows of the last one")
struct PresenceTests {
  let folder: TemporaryFolder
  private let now = Date(timeIntervalSince1970: 1_800_000_000)

  init() throws {
    folder = try TemporaryFolder()
  }

  private func open(after seconds: Double = 0) throws(StoreError) -> Store {
    let now = now + seconds
    return try Store(
      path: folder.storePath, key: KeySource(environment: [:], keyFile: folder.keyPath), now: { now })
  }

  private func look(after seconds: Double = 0) -> StorePresence.Finding {
    StorePresence.look(at: folder.storePath, now: now + seconds)
  }

  /// Overwrites all pages but the first, whose header and tables would be noticed at once.
  ///
  /// - Parameter isNoticeable: false leaves the file's time as it was, as a failing disk does.
  private func damage(isNoticeable: Bool) throws {
    var status = stat()
    try #require(stat(folder.storePath, &status) == 0)
    let handle = try #require(FileHandle(forUpdatingAtPath: folder.storePath))
    // The last page is of a table that no start reads.
    try handle.seek(toOffset: UInt64(status.st_size) - 4096)
    try handle.write(contentsOf: Data(repeating: 0xA5, count: 4096))
    try handle.close()
    guard !isNoticeable else { return }
    let times = [status.st_atim, status.st_mtim]
    try #require(utimensat(AT_FDCWD, folder.storePath, times, 0) == 0)
  }

  private func isCorrupt(_ error: StoreError?) -> Bool {
    if case .corrupt = error { true } else { false }
  }

  /// A store with a large last table, closed.
  private func make() async throws {
    let store = try open()
    for index in 0..<200 {
      try await store.setSetting("key-\(index)", to: String(repeating: "x", count: 200))
    }
  }

  /// The queues of SQLite let go of a closed store a moment after its owner has.
  private func closed() async throws {
    while StorePresence.isOpen(folder.storePath) { try await Task.sleep(for: .milliseconds(1)) }
  }

  @Test("pages are read through at the first start, after a day, and when somebody else wrote the file")
  func when() async throws {
    #expect(look() == .needsCheck)
    try await make()
    try await closed()
    #expect(look() == .checkedLately)
    #expect(look(after: 86_399) == .checkedLately)
    #expect(look(after: 86_400) == .needsCheck)
    #expect(look(after: -1) == .needsCheck)
    _ = try open(after: 90_000)
    try await closed()
    #expect(look(after: 90_001) == .checkedLately)
    try await DatabaseQueue(path: folder.storePath).write { try $0.execute(sql: "DELETE FROM setting") }
    #expect(look(after: 90_001) == .needsCheck)
  }

  @Test("damage that shows in nothing is found within a day, any other at once")
  func damage() async throws {
    try await make()
    try await closed()
    try damage(isNoticeable: false)
    _ = try open(after: 1)
    try await closed()
    #expect(isCorrupt(#expect(throws: StoreError.self) { try open(after: 86_400) }))
    // A refused start does not count as a check.
    #expect(isCorrupt(#expect(throws: StoreError.self) { try open(after: 86_401) }))
  }

  @Test("damage by another program is found at once")
  func noticeable() async throws {
    try await make()
    try await closed()
    try damage(isNoticeable: true)
    #expect(isCorrupt(#expect(throws: StoreError.self) { try open(after: 1) }))
  }

  @Test("beside a process that has it open nothing is read through again; the last to close it says how it was left")
  func several() async throws {
    var first: Store? = try open()
    try await first?.createProject(name: "one")
    #expect(look() == .checkedLately)
    var second: Store? = try open()
    try await second?.createProject(name: "two")
    first = nil
    #expect(StorePresence.isOpen(folder.storePath))
    #expect(look() == .checkedLately)
    second = nil
    try await closed()
    #expect(!StorePresence.isOpen(folder.storePath))
    #expect(look() == .checkedLately)
    _ = (first, second)
  }

  /// What `kill -9` leaves of an open store, in another folder.
  private func killed(with suffixes: [String]) async throws -> TemporaryFolder {
    let store = try open()
    let app = try await Sample(in: store).app
    try await store.setSecret("PASSWORD", to: "kept", of: app.id)
    let other = try TemporaryFolder()
    for name in ["data", "config"] {
      try FileManager.default.createDirectory(atPath: "\(other.path)/\(name)", withIntermediateDirectories: false)
    }
    try FileManager.default.copyItem(atPath: folder.keyPath, toPath: other.keyPath)
    for suffix in ["", "-open"] + suffixes {
      try FileManager.default.copyItem(atPath: folder.storePath + suffix, toPath: other.storePath + suffix)
    }
    return other
  }

  @Test("after a kill the log is taken in and the pages are read through")
  func afterKill() async throws {
    let other = try await killed(with: ["-wal"])
    #expect(StorePresence.look(at: other.storePath, now: now) == .needsCheck)
    let store = try other.store()
    #expect(!store.hasLostLog)
    #expect(try await store.projects().map(\.name) == ["shop"])
  }

  @Test("a process that ended before it could say so has lost nothing")
  func quickEnd() async throws {
    var store: Store? = try open()
    try await store?.createProject(name: "shop")
    let record = try #require(FileManager.default.contents(atPath: StorePresence.path(of: folder.storePath)))
    store = nil
    try await closed()
    #expect(look() == .checkedLately)
    try record.write(to: URL(filePath: StorePresence.path(of: folder.storePath)))
    #expect(look() == .needsCheck)
    _ = store
  }

  @Test("a log that was lost with what it held is said so once, and the store is whole without it")
  func lostLog() async throws {
    var store: Store? = try open()
    try await store?.createProject(name: "shop")
    // What was in the file when the process was killed, and what was known of it.
    var status = stat()
    try #require(stat(folder.storePath, &status) == 0)
    let file = try #require(FileManager.default.contents(atPath: folder.storePath))
    let record = try #require(FileManager.default.contents(atPath: StorePresence.path(of: folder.storePath)))
    store = nil
    try await closed()
    // In place, so that it is the same file.
    let handle = try #require(FileHandle(forUpdatingAtPath: folder.storePath))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: file)
    try handle.close()
    try #require(utimensat(AT_FDCWD, folder.storePath, [status.st_atim, status.st_mtim], 0) == 0)
    try record.write(to: URL(filePath: StorePresence.path(of: folder.storePath)))
    #expect(look() == .logLost)
    do {
      let store = try open()
      #expect(store.hasLostLog)
      #expect(try await store.projects() == [])
      try await store.createProject(name: "later")
    }
    try await closed()
    #expect(try !open().hasLostLog)
    #expect(try StoreRepair.check(folder.storePath) == [])
    _ = store
  }
}
