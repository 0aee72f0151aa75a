import Foundation
import GRDB
import Model
import Testing

@testable import Storage

@Suite("Rows as lines of an export")
struct RowLineTests {
  /// A store with everything that a row can hold, and text that JSON must escape.
  private static func store(revisions: Int = 3) async throws -> Store {
    let store = try Store.temporary()
    let project = try await store.createProject(name: "shop")
    let cluster = try await store.createCluster(
      Cluster(projectID: project.id, name: "prod", endpoint: "https://c", context: "c", createdAt: Date()),
      kubeconfig: "apiVersion: v1")
    var configuration = AppConfiguration(image: "web:1", port: 8080)
    configuration.environment = ["TEXT": "a \"quoted\" \\ line\nand\ta tab \u{1} é 🚢", "EMPTY": ""]
    configuration.health = .init(path: "/healthz")
    configuration.domain = "shop.example.com"
    let app = try await store.createApp(
      App(
        clusterID: cluster.id, name: "web", configuration: configuration, status: .failed,
        statusMessage: "it \"crashed\"\n", createdAt: Date()))
    try await store.setSecret("TOKEN", to: "s\u{7}cret \"/\"", of: app.id)
    for number in 0..<revisions {
      let revision = try await store.beginRevision(
        of: app.id, configuration: configuration, message: number == 0 ? nil : "why\\\(number)", by: "ada@here")
      if number == 1 { try await store.setHookLog("migrated\u{1B}[0m\n", of: revision.id) }
      if number == 1 { try await store.setDigest("sha256:1", of: revision.id) }
      if number > 0 {
        try await store.finishRevision(
          revision.id, outcome: .failed, message: "no \"luck\"", appStatus: .failed, appMessage: "x")
      }
    }
    return store
  }

  @Test("each says what the record itself would be encoded to")
  func equal() async throws {
    let store = try await Self.store()
    let keyring = store.keyring
    let lines = try await store.read { db in
      let reader = try RecordReader(db: db, vault: keyring.vault(db))
      var lines = RowLine(vault: reader.vault)
      var written: [[UInt8]] = []
      try reader.walk({ _ in }, { written.append(try lines.bytes(of: $1, in: $0)) })
      return written
    }
    let records = try await store.records().filter { record in
      switch record {
      case .app, .secret, .revision: true
      default: false
      }
    }
    #expect(lines.count == 5 && lines.count == records.count)
    for (line, record) in zip(lines, records) {
      #expect(line.last == UInt8(ascii: "\n") && line.count { $0 == UInt8(ascii: "\n") } == 1)
      #expect(try RecordJSON.decoder().decode(BackupRecord.self, from: Data(line)) == record)
      let encoded = try RecordJSON.encoder().encode(record)
      let (ours, theirs) = (try object(Data(line)), try object(encoded))
      #expect(ours == theirs)
    }
  }

  private func object(_ data: Data) throws -> NSDictionary? {
    try JSONSerialization.jsonObject(with: data) as? NSDictionary
  }

  @Test("what is unreadable is not exported as if it were not", arguments: ["configuration", "outcome", "created_at"])
  func unreadable(column: String) async throws {
    let store = try await Self.store()
    try await store.write { try $0.execute(sql: "UPDATE revision SET \(column) = 'nonsense' WHERE number = 2") }
    let file = NSTemporaryDirectory() + "row-line-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: file) }
    await #expect(throws: StoreError.self) {
      try await store.exportBackup(to: .file(file), passphrase: passphrase(), scrypt: cheap)
    }
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test("an export holds no more than a chunk and a line, however long it is")
  func constantMemory() throws {
    let head = try BackupHead(scrypt: cheap, random: .system)
    var chunks = try ChunkWriter(head: head, key: head.key(from: passphrase()))
    let line = [UInt8](repeating: UInt8(ascii: "x"), count: 1_000)
    var (largest, held, written) = (0, 0, 0)
    for _ in 0..<2_000 {
      try chunks.append(line) { (bytes) throws(StoreError) in
        largest = max(largest, bytes.count)
        written += bytes.count
      }
      held = max(held, chunks.pending.count)
    }
    #expect(written > 1_900_000)
    #expect(largest == Chunk.sealedCount)
    #expect(held <= Chunk.payloadCount)
  }
}
