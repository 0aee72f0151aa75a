import Foundation
import Model
import Testing

@testable import Storage

@Suite("The format of an export")
struct BackupFormatTests {
  private let head: BackupHead
  private let payload = Array("{\"hello\":1}\n".utf8)

  init() throws {
    head = try BackupHead(
      scrypt: cheap,
      random: RandomBytes {
        $0.copyBytes(from: $0.indices.map(UInt8.init)); return true
      })
  }

  private func sealed(_ payload: [UInt8]) throws -> [UInt8] {
    var output: [UInt8] = []
    var writer = ChunkWriter(head: head, key: try head.key(from: passphrase()))
    try writer.begin { output += $0 }
    try writer.append(payload) { output += $0 }
    try writer.finish { output += $0 }
    return output
  }

  /// What a reader makes of a file: its payload, or why not.
  private func opened(_ file: [UInt8]) throws -> Result<[UInt8], StoreError> {
    var rest = file[...]
    func read(_ count: Int) throws(StoreError) -> [UInt8] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    do {
      var payload: [UInt8] = []
      var reader = try ChunkReader.begin(passphrase: passphrase(), from: read)
      while let chunk = try reader.next(from: read) { payload += chunk }
      return .success(payload)
    } catch let error as StoreError {
      return .failure(error)
    }
  }

  @Test(
    "a payload of any length comes back",
    arguments: [1, 12, Chunk.payloadCount - 1, Chunk.payloadCount, Chunk.payloadCount + 1, 2 * Chunk.payloadCount])
  func lengths(count: Int) throws {
    let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 / 7) }
    #expect(try opened(sealed(payload)) == .success(payload))
  }

  @Test("every flipped bit of a small file is refused")
  func flips() throws {
    let file = try sealed(payload)
    #expect(try opened(file) == .success(payload))
    for bit in 0..<file.count * 8 {
      var changed = file
      changed[bit / 8] ^= 1 << (bit % 8)
      guard case .failure = try opened(changed) else {
        Issue.record("a change of bit \(bit) was not noticed")
        return
      }
    }
  }

  @Test("every truncation of a small file is refused, and every addition")
  func truncations() throws {
    let file = try sealed(payload)
    for count in 0..<file.count {
      guard case .failure = try opened(Array(file.prefix(count))) else {
        Issue.record("the first \(count) bytes were taken for a whole file")
        return
      }
    }
    #expect(try opened(file + [0]) == .failure(.backupBroken(chunk: 0)))
  }

  @Test("chunks that were cut off, swapped, repeated or added are refused")
  func chunks() throws {
    let start = BackupHead.count + AESGCM.tagCount
    let file = try sealed([UInt8](repeating: 7, count: 3 * Chunk.payloadCount))
    let head = Array(file[..<start])
    let chunks = (0..<3).map { Array(file[(start + $0 * Chunk.sealedCount)...].prefix(Chunk.sealedCount)) }
    #expect(head + chunks.joined() == file)
    for order in [[0], [0, 1], [1, 0, 2], [0, 2], [0, 1, 1, 2], [2], [0, 1, 2, 2]] {
      let result = try opened(head + order.flatMap { chunks[$0] })
      guard case .failure(.backupBroken) = result else {
        Issue.record("chunks \(order) gave \(result)")
        continue
      }
    }
  }

  @Test(
    "what is no export, or asks for too much, is told apart",
    arguments: [
      ("", StoreError.notABackup),
      ("hello, I am a text file of some length or other", .notABackup),
      ("shipit-export/2\nand whatever follows in that version", .newerBackup(version: 2)),
      ("{\"redacted\":true}", .backupRedacted),
      ("shipit-export/1\n\u{18}\u{8}\u{1}0123456789abcdef0123456789abcdef", .backupParametersRefused),
      ("shipit-export/1\n\u{14}\u{10}\u{1}0123456789abcdef0123456789abcdef", .backupParametersRefused),
      ("shipit-export/1\n\u{11}\u{8}\u{11}0123456789abcdef0123456789abcdef", .backupParametersRefused),
      ("shipit-export/1\n\u{4}\u{1}\u{1}0123456789abcdef0123456789abcdef", .passphraseWrong),
    ])
  func refusals(file: String, error: StoreError) throws {
    #expect(try opened(Array(file.utf8)) == .failure(error))
  }

  @Test(
    "a payload that makes no sense refuses the whole import, by line",
    arguments: [
      ("\n", StoreError.backupInvalid(line: 1, reason: "not a record that this version knows")),
      (
        "{\"type\":\"project\",\"id\":\"p\",\"name\":\"n\",\"created_at\":\"2026-01-01T00:00:00Z\"}\n",
        .backupInvalid(line: 1, reason: "not the head of an export")
      ),
      (Self.line + Self.line, .backupInvalid(line: 2, reason: "a second head")),
      (
        Self.line + "{\"type\":\"spaceship\"}\n",
        .backupInvalid(line: 2, reason: "not a record that this version knows")
      ),
      (Self.line + "{", .backupInvalid(line: 2, reason: "it has no end")),
      (Self.line.replacing("\"version\":1", with: "\"version\":9"), .newerBackup(version: 9)),
      (
        Self.line + """
          {"app_id":"none","created_at":"2026-01-01T00:00:00Z","key":"K","type":"secret","updated_at":"2026-01-01T00:00:00Z","value":"v"}

          """, .backupInvalid(line: 2, reason: "it belongs to a record that is not there")
      ),
    ])
  func invalid(payload: String, error: StoreError) async throws {
    let folder = try TemporaryFolder()
    try Data(sealed(Array(payload.utf8))).write(to: URL(filePath: folder.path + "/file"))
    let store = try Store.temporary()
    await #expect(throws: error) {
      try await store.importBackup(from: folder.path + "/file", passphrase: passphrase())
    }
    #expect(try await store.snapshot() == StoreSnapshot())
  }

  private static let line = "{\"exported_at\":\"2026-01-01T00:00:00Z\",\"type\":\"export\",\"version\":1}\n"

  @Test("the exports of every version are read: old ones import for ever", arguments: [1, Store.backupVersion])
  func fixture(version: Int) async throws {
    let store = try Store.temporary()
    let file = Self.formats + "/export-\(version).shipit"
    try await store.importBackup(from: file, passphrase: Passphrase("correct horse battery staple"))
    let app = try await store.app(#require(AppReference("shop/prod/web")))
    #expect(app.configuration.image == "web:1")
    #expect(try await store.secretValues(of: app.id) == ["PASSWORD": "fixture-secret"])
    let revision = try await store.revision(1, of: app.id)
    #expect(revision.outcome == .success)
    #expect(try await store.hookLog(of: revision.id) == (version == 1 ? nil : "migrated\n"))
    #expect(try await store.audit().map(\.action) == (version == 1 ? [] : ["deploy"]))
    #expect(try await store.cluster(app.clusterID).isProtected == (version > 1))
    // What has been learnt since the first version does not make an old export a contradiction.
    try await store.setHookLog("later", of: revision.id)
    guard version == 1 else { return }
    let again = try await store.importBackup(from: file, passphrase: Passphrase("correct horse battery staple"))
    #expect(again.revisions == 0)
  }

  @Test("Python's cryptography reads what we write", .enabled(if: python("-c", "import cryptography; print()") != nil))
  func independentReader() async throws {
    let folder = try TemporaryFolder()
    let store = try Store.temporary()
    _ = try await Sample(in: store)
    try await store.exportBackup(to: .file(folder.path + "/file"), passphrase: passphrase())
    let payload = try #require(
      python(
        Self.formats + "/check.py", "read", folder.path + "/file", environment: ["SHIPIT_PASSPHRASE": "correct horse"]))
    #expect(payload.split(separator: "\n").count == 4)
    #expect(payload.contains(#""name":"web""#) && payload.contains("planted-kubeconfig-token"))
    #expect(python(Self.formats + "/check.py") == "the formats check\n")
  }

  private static let formats = URL(filePath: #filePath).deletingLastPathComponent().path + "/../Fixtures/formats"
}

/// What Python prints; nil when it fails or is not there.
private func python(_ arguments: String..., environment: [String: String] = [:]) -> String? {
  let process = Process()
  let output = Pipe()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["python3"] + arguments
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  process.standardOutput = output
  process.standardError = FileHandle.nullDevice
  guard (try? process.run()) != nil, let data = try? output.fileHandleForReading.readToEnd() else { return nil }
  process.waitUntilExit()
  return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
}
