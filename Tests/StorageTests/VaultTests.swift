import Foundation
import Model
import Testing

@testable import Storage

@Suite("The vault")
struct VaultTests {
  /// 0, 1, 2, … so that ciphertexts repeat.
  private static func counting() -> RandomBytes {
    RandomBytes { buffer in
      for index in buffer.indices { buffer[index] = UInt8(truncatingIfNeeded: index) }
      return true
    }
  }

  private let place = Place(table: "secret", column: "value", row: ["a", "KEY"])

  private func vault(version: Int = 1) throws -> Vault {
    let random = Self.counting()
    return Vault(keyVersion: version, dataKey: try SecretBytes(random: random, count: 32), random: random)
  }

  @Test("the vector of docs/formats/vault.md")
  func vector() throws {
    let sealed = try vault().seal(Array("hunter2".utf8), at: place)
    #expect(hex(sealed.bytes) == "000102030405060708090a0b" + "2f77b86fa097f06c2c2b09d956b3dc913ee5f5867d49f6")
  }

  @Test("the vector of a passphrase's slot in docs/formats/vault.md")
  func passphraseVector() throws {
    let salt = (0..<16).map(UInt8.init)
    let key = UnlockKey(try Scrypt.standard.key(from: Passphrase("correct horse battery staple"), salt: salt))
    let slot = try VaultSlot(
      .passphrase, id: "s", vault: vault(version: 2), under: key, scrypt: .standard, salt: salt, createdAt: Date())
    #expect(
      hex(slot.wrapped.bytes)
        == "000102030405060708090a0b5fc1eca26f58a1d1883aad312865f3b1df60352d"
        + "72f89e55100140cf19683c43893efac9ef453a792227f2711808b224")
  }

  @Test("a nonce is never used twice")
  func nonces() throws {
    let vault = Vault(keyVersion: 1, dataKey: try SecretBytes(random: .system, count: 32), random: .system)
    let nonces = try (0..<1000).map { _ in try Array(vault.seal([], at: place).bytes.prefix(12)) }
    #expect(Set(nonces).count == 1000)
  }

  @Test("every flipped bit and every truncation is refused")
  func changes() throws {
    let vault = try vault()
    let sealed = try vault.seal(Array("hunter2".utf8), at: place)
    #expect(try vault.open(sealed, at: place) == Array("hunter2".utf8))
    let broken = StoreError.sealBroken(table: "secret", column: "value")
    for bit in 0..<sealed.bytes.count * 8 {
      var bytes = sealed.bytes
      bytes[bit / 8] ^= 1 << (bit % 8)
      #expect(throws: broken) { try vault.open(Sealed(keyVersion: 1, bytes: bytes), at: place) }
    }
    for count in 0..<sealed.bytes.count {
      #expect(throws: broken) {
        try vault.open(Sealed(keyVersion: 1, bytes: Array(sealed.bytes.prefix(count))), at: place)
      }
    }
  }

  @Test(
    "a ciphertext opens in no other place",
    arguments: [
      Place(table: "revision", column: "value", row: ["a", "KEY"]),
      Place(table: "secret", column: "values", row: ["a", "KEY"]),
      Place(table: "secret", column: "value", row: ["b", "KEY"]),
      Place(table: "secret", column: "value", row: ["a", "KEY2"]),
      Place(table: "secret", column: "value", row: ["aK", "EY"]),
      Place(table: "secret", column: "value", row: ["a"]),
    ])
  func moved(to other: Place) throws {
    let vault = try vault()
    let sealed = try vault.seal([1, 2, 3], at: place)
    #expect(throws: (any Error).self) { try vault.open(sealed, at: other) }
  }

  @Test("a ciphertext of another key version does not open")
  func version() throws {
    let sealed = try vault(version: 2).seal([1, 2, 3], at: place)
    #expect(throws: (any Error).self) { try vault().open(sealed, at: place) }
    #expect(throws: (any Error).self) { try vault().open(Sealed(keyVersion: 1, bytes: sealed.bytes), at: place) }
  }

  @Test("two secrets swapped in the file are refused")
  func swapped() async throws {
    let store = try Store.temporary()
    let app = try await Sample(in: store).app
    try await store.setSecret("A", to: "one", of: app.id)
    try await store.setSecret("B", to: "two", of: app.id)
    try await store.write { db in
      try db.execute(sql: "UPDATE secret SET key = CASE key WHEN 'A' THEN 'x' ELSE 'A' END")
      try db.execute(sql: "UPDATE secret SET key = 'B' WHERE key = 'x'")
    }
    await #expect(throws: StoreError.sealBroken(table: "secret", column: "value")) {
      try await store.secretValues(of: app.id)
    }
  }

  @Test("a source of random bytes that fails is an error, never a weak key")
  func noRandomBytes() {
    #expect(throws: StoreError.noRandomBytes) { try Store.temporary(random: RandomBytes { _ in false }) }
  }

  @Test("processes that make the key file at the same time end with one key")
  func keyFileRace() async throws {
    let folder = try TemporaryFolder()
    let file = KeyFile(path: folder.keyPath)
    let keys = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<16 {
        group.addTask { try file.create(random: .system).bytes.withBytes { Array($0) } }
      }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(keys.count == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/config") == ["vault.key"])
  }
}

func hex(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { String(format: "%02x", $0) }.joined()
}
