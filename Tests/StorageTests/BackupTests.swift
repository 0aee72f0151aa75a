import Foundation
import Model
import Testing

@testable import Storage

@Suite("Export and import")
struct BackupTests {
  let folder: TemporaryFolder
  let clock = TestClock()
  let store: Store
  let sample: Sample

  init() async throws {
    folder = try TemporaryFolder()
    store = try folder.store(clock: clock)
    sample = try await Sample(in: store)
    try await store.setSecret("PASSWORD", to: "planted-secret", of: sample.app.id)
    let revision = try await store.beginRevision(
      of: sample.app.id, configuration: sample.app.configuration, message: "first", by: "me@here")
    try await store.finishRevision(revision.id, outcome: .success, appStatus: .running)
    try await store.setHookLog("migrated", of: revision.id)
    _ = try await store.beginRevision(of: sample.app.id, configuration: sample.app.configuration)
    let entry = try await store.beginAudit(action: "deploy", subject: "shop/prod/web", by: "me", from: "here")
    try await store.finishAudit(entry, .failed, message: "gave up")
    try await store.setSetting("panes", to: "1,2")
    try await store.setLastSeen("{}", of: sample.app.id.rawValue, at: clock.now())
  }

  private var file: String { folder.path + "/backup" }

  @Test("an import restores an identical store: ids, times, revisions, secrets, settings")
  func identical() async throws {
    try await store.exportBackup(to: .file(file), passphrase: passphrase(), scrypt: cheap)
    let other = try Store.temporary(now: { clock.now() })
    let summary = try await other.importBackup(from: file, passphrase: passphrase())
    #expect(summary.apps == 1 && summary.revisions == 2 && summary.secrets == 1 && summary.unchanged == 0)
    #expect(try await other.records() == store.records())
    #expect(try await other.records().count == 9)
    #expect(try await other.kubeconfig(of: sample.cluster.id) == Sample.kubeconfig)
    let first = try await other.revision(1, of: sample.app.id)
    #expect(try await other.secretValues(of: first.id) == ["PASSWORD": "planted-secret"])
  }

  @Test("importing twice changes nothing")
  func idempotent() async throws {
    try await store.exportBackup(to: .file(file), passphrase: passphrase(), scrypt: cheap)
    let before = try await store.records()
    let summary = try await store.importBackup(from: file, passphrase: passphrase())
    #expect(summary.unchanged == 7 && summary.projects == 0)
    #expect(try await store.records() == before)
  }

  @Test("a record that differs refuses the whole import, by name")
  func conflict() async throws {
    try await store.exportBackup(to: .file(file), passphrase: passphrase(), scrypt: cheap)
    try await store.setKubeconfig("other", of: sample.cluster.id)
    let before = try await store.records()
    await #expect(throws: StoreError.backupConflict(.cluster, name: "shop/prod")) {
      try await store.importBackup(from: file, passphrase: passphrase())
    }
    #expect(try await store.records() == before)
  }

  @Test("another project of the same name refuses the whole import")
  func nameTaken() async throws {
    try await store.exportBackup(to: .file(file), passphrase: passphrase(), scrypt: cheap)
    let other = try Store.temporary(now: { clock.now() })
    let project = try await other.createProject(name: "shop")
    await #expect(throws: StoreError.backupConflict(.project, name: "shop")) {
      try await other.importBackup(from: file, passphrase: passphrase())
    }
    #expect(try await other.projects() == [project])
  }

  @Test("a preview says what would be added, left and refused, and does nothing")
  func preview() async throws {
    try await store.exportBackup(to: .file(file), passphrase: passphrase(), scrypt: cheap)
    let empty = try await Store.temporary().previewImport(from: file, passphrase: passphrase())
    #expect(empty.summary.apps == 1 && empty.summary.revisions == 2 && empty.conflicts == [])

    try await store.setSecret("PASSWORD", to: "changed", of: sample.app.id)
    try await store.setHookLog("other", of: store.revision(1, of: sample.app.id).id)
    let before = try await store.records()
    let preview = try await store.previewImport(from: file, passphrase: passphrase())
    #expect(preview.summary.apps == 0 && preview.summary.unchanged == 5)
    #expect(
      preview.conflicts == [
        .init(entity: .secret, name: "PASSWORD of shop/prod/web", reason: .differs),
        .init(entity: .revision, name: "1 of shop/prod/web", reason: .differs),
      ])
    let replacing = try await store.previewImport(from: file, passphrase: passphrase(), mode: .replace)
    #expect(replacing.removed.revisions == 2 && replacing.summary.revisions == 2 && replacing.conflicts == [])
    #expect(try await store.records() == before)

    let taken = try Store.temporary()
    try await taken.createProject(name: "shop")
    let refused = try await taken.previewImport(from: file, passphrase: passphrase())
    #expect(refused.conflicts == [.init(entity: .project, name: "shop", reason: .nameTaken)])
    #expect(try await taken.clusters() == [])
  }

  @Test("an export is verified without a store; one that was cut is not whole")
  func verify() async throws {
    try await store.exportBackup(to: .file(file), passphrase: passphrase(), scrypt: cheap)
    #expect(try await Store.verifyBackup(file, passphrase: passphrase()).revisions == 2)
    try #require(FileManager.default.contents(atPath: file)).dropLast().write(to: URL(filePath: file))
    await #expect(throws: StoreError.backupBroken(chunk: 0)) {
      try await Store.verifyBackup(file, passphrase: passphrase())
    }
  }

  @Test("an export to a folder is named by its time, and takes the place of old ones")
  func exportFolder() async throws {
    let backups = folder.path + "/backups"
    try FileManager.default.createDirectory(atPath: backups, withIntermediateDirectories: false)
    for name in ["shipit-20260101T000000Z.shipit", "shipit-20260101T000001Z.shipit", "notes.txt"] {
      try #require(FileManager.default.createFile(atPath: "\(backups)/\(name)", contents: Data()))
    }
    let done = try await store.exportBackup(
      toFolder: backups, passphrase: passphrase(), scrypt: cheap, keeping: .init(daily: 2))
    #expect(done.removed == ["shipit-20260101T000000Z.shipit"])
    #expect(try await Store.verifyBackup(done.path, passphrase: passphrase()).apps == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: backups).count == 3)
  }

  @Test(
    "of old exports the newest of so many days and weeks stay",
    arguments: [
      (.init(), []),
      (.init(daily: 1), ["1225T10", "1227T10", "1228T10", "1231T10", "0101T10", "0101T11"]),
      (.init(daily: 3), ["1225T10", "1227T10", "1228T10", "0101T10"]),
      // Weeks of ISO 8601: the 28th of December 2026 is a Monday, and its week goes on into January.
      (.init(weekly: 2), ["1225T10", "1228T10", "1231T10", "0101T10", "0101T11"]),
      (.init(daily: 2, weekly: 2), ["1225T10", "1228T10", "1231T10", "0101T10"]),
    ] as [(BackupFolder.Keeping, [String])])
  func keeping(keeping: BackupFolder.Keeping, expired: [String]) {
    let names = ["1225T10", "1227T10", "1228T10", "1231T10", "0101T10", "0101T11", "0102T10"].map(Self.fileName)
    #expect(BackupFolder.expired(names + ["else", "shipit-x.shipit"], keeping: keeping) == expired.map(Self.fileName))
  }

  private static func fileName(_ moment: String) -> String {
    "shipit-\(moment.hasPrefix("12") ? 2026 : 2027)\(moment)0000Z.shipit"
  }

  @Test("audits of two stores become one in the order of time, and what both have stays once")
  func audits() async throws {
    try await store.exportBackup(to: .file(file), passphrase: passphrase(), scrypt: cheap)
    let other = try Store.temporary(now: { clock.now() })
    _ = try await other.beginAudit(action: "scale", subject: "theirs", by: "you", from: "there")
    for _ in 0..<2 { try await other.importBackup(from: file, passphrase: passphrase()) }
    let entries = try await other.audit()
    #expect(entries.map(\.action) == ["scale", "deploy"])
    #expect(entries.last?.outcome == .failed && entries.last?.message == "gave up")
    try await other.importBackup(from: file, passphrase: passphrase(), mode: .replace)
    #expect(try await other.audit() == entries)
  }

  @Test("replace empties the store first")
  func replace() async throws {
    try await store.exportBackup(to: .file(file), passphrase: passphrase(), scrypt: cheap)
    let before = try await store.records()
    try await store.deleteApp(sample.app.id)
    try await store.createProject(name: "later")
    try await store.importBackup(from: file, passphrase: passphrase(), mode: .replace)
    #expect(try await store.records() == before)
  }

  @Test("a wrong passphrase is one error")
  func wrongPassphrase() async throws {
    try await store.exportBackup(to: .file(file), passphrase: passphrase(), scrypt: cheap)
    await #expect(throws: StoreError.passphraseWrong) {
      try await store.importBackup(from: file, passphrase: Passphrase("tr0ub4dor"))
    }
    #expect(throws: StoreError.passphraseEmpty) { try Passphrase("") }
  }

  @Test("the file is its owner's alone and holds nothing in the clear")
  func sealed() async throws {
    try await store.exportBackup(to: .file(file), passphrase: passphrase(), scrypt: cheap)
    #expect(try folder.mode(of: file) == 0o600)
    let bytes = try #require(FileManager.default.contents(atPath: file))
    for text in ["planted", "shop", "web:1", "project"] {
      #expect(bytes.range(of: Data(text.utf8)) == nil)
    }
  }

  @Test("a failed export leaves the good one, and nothing else")
  func failedExport() async throws {
    try await store.exportBackup(to: .file(file), passphrase: passphrase(), scrypt: cheap)
    let good = FileManager.default.contents(atPath: file)
    try await store.write { try $0.execute(sql: "UPDATE cluster SET kubeconfig = zeroblob(40)") }
    await #expect(throws: StoreError.sealBroken(table: "cluster", column: "kubeconfig")) {
      try await store.exportBackup(to: .file(file), passphrase: passphrase(), scrypt: cheap)
    }
    #expect(FileManager.default.contents(atPath: file) == good)
    #expect(Set(try FileManager.default.contentsOfDirectory(atPath: folder.path)) == ["backup", "config", "data"])
  }

  @Test("an export to a place that cannot be written says so")
  func unwritable() async throws {
    await #expect(
      throws: StoreError.backupUnwritable(path: "/proc/none/backup", reason: "No such file or directory")
    ) {
      try await store.exportBackup(to: .file("/proc/none/backup"), passphrase: passphrase(), scrypt: cheap)
    }
    await #expect(throws: StoreError.backupUnwritable(path: "/dev/full", reason: "No space left on device")) {
      try await store.exportRedacted(to: .file("/dev/full"))
    }
  }

  @Test("a redacted export is valid JSON, repeats for an equal store, and holds no secret")
  func redacted() async throws {
    try await store.exportRedacted(to: .file(file))
    let first = try #require(FileManager.default.contents(atPath: file))
    try await store.exportRedacted(to: .file(file))
    #expect(FileManager.default.contents(atPath: file) == first)

    let text = String(decoding: first, as: UTF8.self)
    #expect(!["planted", "kubeconfig", "migrated", "gave up"].contains(where: text.contains))
    #expect(text.contains(#""secret_keys":["PASSWORD"]"#))
    let json = try #require(try JSONSerialization.jsonObject(with: first) as? [String: Any])
    #expect((json["records"] as? [Any])?.count == 6)
    #expect(text.split(separator: "\n").count == 8)
    await #expect(throws: StoreError.backupRedacted) {
      try await store.importBackup(from: file, passphrase: passphrase())
    }
  }

  @Test("an export of an empty store restores an empty store")
  func empty() async throws {
    try await Store.temporary().exportBackup(to: .file(file), passphrase: passphrase(), scrypt: cheap)
    let other = try Store.temporary()
    #expect(try await other.importBackup(from: file, passphrase: passphrase()) == BackupSummary())
    #expect(try await other.snapshot() == StoreSnapshot())
  }

  @Test("a store of many chunks comes back whole")
  func large() async throws {
    let configuration = changed(sample.app.configuration) {
      $0.environment["TEXT"] = String(repeating: "ä\n\"", count: 400)
    }
    for _ in 0..<100 { _ = try await store.beginRevision(of: sample.app.id, configuration: configuration) }
    try await store.exportBackup(to: .file(file), passphrase: passphrase(), scrypt: cheap)
    #expect(try #require(FileManager.default.contents(atPath: file)).count > 2 * Chunk.sealedCount)
    let other = try Store.temporary()
    try await other.importBackup(from: file, passphrase: passphrase())
    #expect(try await other.records() == store.records())
  }
}

/// Enough for tests, which do not guess passphrases.
let cheap = Scrypt(costExponent: 4, blockSize: 1, parallelism: 1)

func passphrase() throws -> Passphrase { try Passphrase("correct horse") }

extension Store {
  /// Everything it holds, for comparisons.
  func records() async throws -> [BackupRecord] {
    let keyring = keyring
    return try await read { db in
      var records: [BackupRecord] = []
      let reader = try RecordReader(db: db, vault: keyring.vault(db))
      try reader.forEachRecord { records.append($0) }
      try reader.forEachAuditEntry { records.append($0) }
      try reader.forEachMemory { records.append($0) }
      return records
    }
  }
}
