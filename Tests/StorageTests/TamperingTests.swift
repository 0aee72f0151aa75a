import Foundation
import GRDB
import Model
import Testing

@testable import Storage

/// Done to real records and files, not to made up ones: whoever has the file can do the same.
@Suite("Whatever was changed is refused")
struct TamperingTests {
  let store: Store
  let app: App
  private static let digits = String(repeating: "0f", count: 32)

  /// A store with something in every sealed column, and a slot of every kind but the variable's.
  init() async throws {
    store = try Store.temporary()
    app = try await Sample(in: store).app
    for name in ["A", "B"] { try await store.setSecret(name, to: "value of \(name)", of: app.id) }
    for _ in 0..<2 { _ = try await store.beginRevision(of: app.id, configuration: app.configuration) }
    try await store.write { db in
      // A second cluster and a remote, with what their own tables seal.
      try db.execute(
        sql: """
          INSERT INTO cluster SELECT 'other', project_id, 'other', endpoint, context, namespace, status, status_message,
            created_at, kubeconfig, kubeconfig_key_version, ingress_class, certificate_issuer, read_only, protected, insecure
          FROM cluster
          """)
    }
    let keyring = store.keyring
    let cluster = ClusterID(rawValue: "other")
    try await store.write { db in
      let vault = try keyring.vault(db)
      let kubeconfig = try vault.seal(Array("another kubeconfig".utf8), at: .kubeconfig(of: cluster))
      try db.execute(
        sql: "UPDATE cluster SET kubeconfig = ?, kubeconfig_key_version = ? WHERE id = 'other'",
        arguments: [kubeconfig.data, kubeconfig.keyVersion])
      for id in ["r1", "r2"] {
        let token = try vault.seal(
          Array("token of \(id)".utf8), at: Place(table: "remote", column: "token", row: [id]))
        try db.execute(
          sql: """
            INSERT INTO remote (id, name, url, token, token_key_version, created_at) VALUES (?, ?, 'https://x', ?, ?, '')
            """, arguments: [id, id, token.data, token.keyVersion])
      }
      // What later migrations seal, all of it under a cluster: any row will do.
      for column in SealedColumn.all where !["cluster", "secret", "revision", "remote"].contains(column.table) {
        for id in try String.fetchAll(db, sql: "SELECT id FROM cluster") {
          let place = Place(table: column.table, column: column.column, row: column.key.map { _ in id })
          let sealed = try vault.seal(Array("sealed for \(id)".utf8), at: place)
          var names: [String] = []
          var values: [DatabaseValue] = []
          for info in try db.columns(in: column.table) {
            names.append(info.name)
            values.append(
              column.key.contains(info.name)
                ? id.databaseValue
                : info.name == column.column
                  ? sealed.data.databaseValue
                  : info.name == "\(column.column)_key_version"
                    ? sealed.keyVersion.databaseValue : info.type == "INTEGER" ? 0.databaseValue : "".databaseValue)
          }
          let marks = names.map { _ in "?" }.joined(separator: ", ")
          try db.execute(
            sql: "INSERT OR REPLACE INTO \(column.table) (\(names.joined(separator: ", "))) VALUES (\(marks))",
            arguments: StatementArguments(values))
        }
      }
    }
  }

  private struct Found: Sendable {
    let sealed: Sealed
    let place: Place
  }

  /// Every ciphertext of the store with where it stands.
  private func everything() async throws -> ([Found], Vault) {
    let keyring = store.keyring
    return try await store.read { db in
      var found: [Found] = []
      for column in SealedColumn.all {
        try column.forEach(db) { row, place in
          if let sealed = row.sealed(column.column) { found.append(Found(sealed: sealed, place: place)) }
        }
      }
      return (found, try keyring.vault(db))
    }
  }

  @Test("every bit and every length of every sealed value")
  func values() async throws {
    let (found, vault) = try await everything()
    #expect(Set(found.map(\.place.table)) == Set(SealedColumn.all.map(\.table)))
    for value in found {
      _ = try vault.open(value.sealed, at: value.place)
      func isRefused(_ bytes: [UInt8], version: Int = 1) -> Bool {
        do {
          _ = try vault.open(Sealed(keyVersion: version, bytes: bytes), at: value.place)
          return false
        } catch {
          return error == .sealBroken(table: value.place.table, column: value.place.column)
        }
      }
      let bytes = value.sealed.bytes
      let unnoticed = (0..<bytes.count * 8).filter { !isRefused(flipped(bytes, $0)) }
      #expect(unnoticed.isEmpty, "bits of \(value.place)")
      let taken = (0..<bytes.count).filter { !isRefused(Array(bytes.prefix($0))) }
      #expect(taken.isEmpty, "lengths of \(value.place)")
      await Task.yield()
      #expect(isRefused(bytes + [0]) && isRefused(bytes, version: 0) && isRefused(bytes, version: 2))
    }
  }

  @Test("every swap of two sealed values, of one table or of two")
  func swaps() async throws {
    let (found, vault) = try await everything()
    #expect(found.count >= 2 * SealedColumn.all.count)
    for one in found {
      for other in found where other.place != one.place {
        #expect(throws: StoreError.sealBroken(table: other.place.table, column: other.place.column)) {
          try vault.open(one.sealed, at: other.place)
        }
      }
    }
  }

  @Test("two values that were swapped in the file itself, by what a person does next")
  func swappedRows() async throws {
    try await store.write { db in
      let values = try ["A", "B"].map {
        try Data.fetchOne(db, sql: "SELECT value FROM secret WHERE key = ?", arguments: [$0])
      }
      for (key, value) in zip(["B", "A"], values) {
        try db.execute(sql: "UPDATE secret SET value = ? WHERE key = ?", arguments: [value, key])
      }
    }
    await #expect(throws: StoreError.sealBroken(table: "secret", column: "value")) {
      try await store.secretValue("A", of: app.id)
    }
    await #expect(throws: StoreError.self) {
      try await store.rotateVault(with: .throwaway, forgetsOthers: true)
    }
  }

  @Test("every bit and every length of a way to unlock, and every swap of two")
  func slots() async throws {
    try await store.addPassphrase(Passphrase("correct horse"), scrypt: cheap)
    try await store.addEnvironmentKey(Self.digits)
    let slots = try await store.slots()
    #expect(slots.count == 3)
    let environment = KeySource(environment: ["SHIPIT_ENCRYPT_KEY": Self.digits], keyFile: "/nowhere")
    /// Whether any way that a person has opens any slot.
    @Sendable func opens(_ db: Database) throws -> Bool {
      let slots = try VaultSlot.all(db)
      let byPassphrase = try? KeySource.open(slots, with: Passphrase("correct horse"), random: .system)
      let byKey = try? environment.open(slots, random: .system)
      return byPassphrase != nil || byKey != nil
    }
    let changes: [(String, String)] = [
      ("passphrase", "data_key"), ("passphrase", "salt"), ("environment", "data_key"),
    ]
    try await store.write { db in
      #expect(try opens(db))
      for (kind, column) in changes {
        // Alone, so that nothing else opens.
        try db.inSavepoint {
          try db.execute(sql: "DELETE FROM vault_slot WHERE kind <> ?", arguments: [kind])
          #expect(try opens(db))
          let bytes = Array(try Data.fetchOne(db, sql: "SELECT \(column) FROM vault_slot") ?? Data())
          let changed =
            (0..<bytes.count * 8).map { flipped(bytes, $0) } + (0..<bytes.count).map { Array(bytes.prefix($0)) }
          #expect(!changed.isEmpty)
          for value in changed {
            try db.execute(sql: "UPDATE vault_slot SET \(column) = ?", arguments: [Data(value)])
            #expect(try !opens(db), "\(column) of \(kind)")
          }
          return .rollback
        }
      }
      for (one, other) in [("passphrase", "environment"), ("environment", "key_file"), ("passphrase", "key_file")] {
        try db.inSavepoint {
          let keys = try [one, other].map {
            try Data.fetchOne(db, sql: "SELECT data_key FROM vault_slot WHERE kind = ?", arguments: [$0])
          }
          for (kind, key) in zip([other, one], keys) {
            try db.execute(sql: "UPDATE vault_slot SET data_key = ? WHERE kind = ?", arguments: [key, kind])
          }
          try db.execute(sql: "DELETE FROM vault_slot WHERE kind NOT IN (?, ?)", arguments: [one, other])
          #expect(try !opens(db), "\(one) and \(other)")
          return .rollback
        }
      }
    }
  }

  @Test("parameters of a passphrase that were changed open nothing, and cost no more than they may")
  func parameters() async throws {
    try await store.addPassphrase(Passphrase("correct horse"), scrypt: cheap)
    try await store.write { db in
      try db.execute(sql: "DELETE FROM vault_slot WHERE kind <> 'passphrase'")
      for column in ["scrypt_exponent", "scrypt_block_size", "scrypt_parallelism"] {
        for value in [0, 2, 3, 5, 16, 255, 256, -1, 1 << 40] {
          try db.inSavepoint {
            try db.execute(sql: "UPDATE vault_slot SET \(column) = \(value) WHERE \(column) <> \(value)")
            let slots = try VaultSlot.all(db)
            if db.changesCount > 0 {
              let open = try? KeySource.open(slots, with: Passphrase("correct horse"), random: .system)
              #expect(open == nil, "\(column) \(value)")
            }
            return .rollback
          }
        }
      }
    }
  }

  @Test("every bit and every length of an export, whose import then changes nothing")
  func export() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/export"
    let small = try Store.temporary()
    try await small.createProject(name: "shop")
    try await small.exportBackup(to: .file(path), passphrase: passphrase(), scrypt: cheap)
    let bytes = Array(try #require(FileManager.default.contents(atPath: path)))
    let target = try Store.temporary()
    func isRefused(_ bytes: [UInt8]) async throws -> Bool {
      try Data(bytes).write(to: URL(filePath: path))
      do {
        try await target.importBackup(from: path, passphrase: passphrase())
        return false
      } catch {
        return true
      }
    }
    for bit in 0..<bytes.count * 8 {
      guard try await isRefused(flipped(bytes, bit)) else {
        Issue.record("bit \(bit) was not noticed")
        return
      }
    }
    for count in 0..<bytes.count {
      guard try await isRefused(Array(bytes.prefix(count))) else {
        Issue.record("the first \(count) bytes were taken for all")
        return
      }
    }
    #expect(try await target.snapshot() == StoreSnapshot())
    #expect(try await !isRefused(bytes))
  }

  @Test("every swap of two chunks of an export, and of one with another export's under the same passphrase")
  func chunks() async throws {
    let folder = try TemporaryFolder()
    let large = try Store.temporary()
    for index in 0..<6 { try await large.setSetting("s\(index)", to: String(repeating: "\(index)", count: 60_000)) }
    var files: [[UInt8]] = []
    for name in ["one", "other"] {
      let path = "\(folder.path)/\(name)"
      try await large.exportBackup(to: .file(path), passphrase: passphrase(), scrypt: cheap)
      files.append(Array(try #require(FileManager.default.contents(atPath: path))))
    }
    let start = BackupHead.count + AESGCM.tagCount
    func chunks(_ file: [UInt8]) -> [[UInt8]] {
      stride(from: start, to: file.count, by: Chunk.sealedCount).map {
        Array(file[$0..<min($0 + Chunk.sealedCount, file.count)])
      }
    }
    let (mine, theirs) = (chunks(files[0]), chunks(files[1]))
    #expect(mine.count == 6)
    func isRefused(_ chunks: [[UInt8]]) async throws -> Bool {
      let path = folder.path + "/changed"
      try Data(files[0][..<start] + chunks.joined()).write(to: URL(filePath: path))
      do {
        _ = try await Store.verifyBackup(path, passphrase: passphrase())
        return false
      } catch {
        return true
      }
    }
    #expect(try await !isRefused(mine))
    for one in mine.indices {
      for other in mine.indices where other > one {
        var swapped = mine
        swapped.swapAt(one, other)
        #expect(try await isRefused(swapped), "\(one) and \(other)")
      }
      var mixed = mine
      mixed[one] = theirs[one]
      #expect(try await isRefused(mixed), "chunk \(one) of another export")
    }
  }

  private func flipped(_ bytes: [UInt8], _ bit: Int) -> [UInt8] {
    var bytes = bytes
    bytes[bit / 8] ^= 1 << (bit % 8)
    return bytes
  }
}
