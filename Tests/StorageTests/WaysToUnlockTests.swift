import Foundation
import GRDB
import Model
import Testing

@testable import Storage

@Suite("Ways to unlock the vault")
struct WaysToUnlockTests {
  let folder: TemporaryFolder
  let store: Store
  let app: App

  init() async throws {
    folder = try TemporaryFolder()
    store = try folder.store()
    app = try await Sample(in: store).app
    try await store.setSecret("PASSWORD", to: "one", of: app.id)
    _ = try await store.beginRevision(of: app.id, configuration: app.configuration)
  }

  private func source(_ text: String? = nil) -> KeySource {
    KeySource(environment: [:], keyFile: folder.keyPath) { attempt throws(StoreError) in
      attempt == 0 ? try text.map { text throws(StoreError) in try Passphrase(text) } : nil
    }
  }

  private func opened(_ text: String? = nil) throws(StoreError) -> Store {
    try Store(path: folder.storePath, key: source(text))
  }

  @Test("a staged key that a killed process left is swept away, a living one's is not")
  func sweep() throws {
    let file = KeyFile(path: folder.keyPath)
    // No process has a number so high.
    let stale = "\(folder.keyPath).\(Int32.max).17"
    let others = ["\(folder.keyPath).\(getppid()).17", "\(folder.keyPath).old", "\(folder.keyPath).\(Int32.max).x"]
    for path in others + [stale] { try #require(FileManager.default.createFile(atPath: path, contents: Data())) }
    let staged = try file.stage(random: .system)
    try file.install(staged.path)
    #expect(!FileManager.default.fileExists(atPath: stale))
    for path in others { #expect(FileManager.default.fileExists(atPath: path), "\(path)") }
  }

  @Test("each of several ways opens the same secrets, and a wrong one none")
  func several() async throws {
    let digits = String(repeating: "0f", count: 32)
    try await store.addPassphrase(Passphrase("correct horse"), scrypt: cheap)
    try await store.addEnvironmentKey(digits + "\n")
    #expect(try await store.slots().map(\.kind) == [.keyFile, .passphrase, .environment])
    let byKey = try folder.store(environment: ["SHIPIT_ENCRYPT_KEY": digits])
    #expect(try await byKey.secretValues(of: app.id) == ["PASSWORD": "one"])

    try FileManager.default.removeItem(atPath: folder.keyPath)
    #expect(try await opened("correct horse").secretValues(of: app.id) == ["PASSWORD": "one"])
    #expect(throws: StoreError.vaultPassphraseWrong) { try opened("wrong") }
    #expect(throws: StoreError.vaultPassphraseNeeded) { try opened() }
  }

  @Test("the last way to unlock stays")
  func last() async throws {
    let only = try #require(try await store.slots().first)
    await #expect(throws: StoreError.lastSlot) { try await store.removeSlots([only.id]) }
    #expect(try await opened().slots().count == 1)
  }

  @Test("a rotation seals everything anew; another process follows it, and the old key opens nothing")
  func rotation() async throws {
    let other = try opened()
    let revision = try await store.revision(1, of: app.id)
    let checksum = try await store.secretsChecksum(of: revision.id)
    let old = try #require(store.keyring.open).vault
    let rotation = try await store.rotateVault(with: source())
    #expect(rotation == Store.Rotation(keyVersion: 2, values: 3))
    for store in [store, other, try opened()] {
      #expect(try await store.secretValues(of: app.id) == ["PASSWORD": "one"])
      #expect(try await store.secretValues(of: revision.id) == ["PASSWORD": "one"])
      #expect(try await store.secretsChecksum(of: revision.id) == checksum)
    }
    try await other.setSecret("LATER", to: "two", of: app.id)
    #expect(try await store.secretValues(of: app.id) == ["PASSWORD": "one", "LATER": "two"])
    let broken = try await store.read { db in
      try SealedColumn.all.reduce(into: 0) { count, column in
        try column.forEach(db) { row, place in
          guard let sealed = row.sealed(column.column) else { return }
          #expect(sealed.keyVersion == 2)
          if (try? old.open(sealed, at: place)) == nil { count += 1 }
        }
      }
    }
    #expect(broken == 4)
    #expect(try await store.rotateVault(with: source()).keyVersion == 3)
    #expect(try await store.secretsChecksum(of: revision.id) == checksum)
  }

  @Test("a rotation needs every way's key, unless the others are to be forgotten")
  func missingKey() async throws {
    try await store.addPassphrase(Passphrase("correct horse"), scrypt: cheap)
    await #expect(throws: StoreError.slotKeyMissing(kinds: [.passphrase])) {
      try await store.rotateVault(with: source())
    }
    #expect(try await store.keyVersion() == 1)
    #expect(try await store.rotateVault(with: source("correct horse")).forgotten == [])
    #expect(try await store.rotateVault(with: source(), forgetsOthers: true).forgotten == [.passphrase])
    #expect(try await store.slots().map(\.kind) == [.keyFile])
  }

  @Test("a broken value refuses the rotation whole")
  func brokenValue() async throws {
    try await store.write { try $0.execute(sql: "UPDATE revision SET secrets = zeroblob(40)") }
    await #expect(throws: StoreError.sealBroken(table: "revision", column: "secrets")) {
      try await store.rotateVault(with: source())
    }
    #expect(try await store.keyVersion() == 1)
    #expect(try await opened().secretValues(of: app.id) == ["PASSWORD": "one"])
  }

  @Test("other keys around the same data key: the new ones open, the old ones do not")
  func rekey() async throws {
    let before = FileManager.default.contents(atPath: folder.keyPath)
    let old = Set(try await store.slots().map(\.id))
    try await store.replaceKeyFile(folder.keyPath, deleting: old)
    #expect(FileManager.default.contents(atPath: folder.keyPath) != before)
    #expect(try folder.mode(of: folder.keyPath) == 0o600)
    #expect(try await opened().secretValues(of: app.id) == ["PASSWORD": "one"])
    let first = try await store.addPassphrase(Passphrase("first"), scrypt: cheap)
    try await store.replacePassphrase([first.id], by: Passphrase("second"), scrypt: cheap)
    try FileManager.default.removeItem(atPath: folder.keyPath)
    #expect(throws: StoreError.vaultPassphraseWrong) { try opened("first") }
    #expect(try await opened("second").keyVersion() == 1)
  }

  @Test("while it is locked nothing sealed is read or written; the passphrase unlocks it")
  func locked() async throws {
    try await store.addPassphrase(Passphrase("correct horse"), scrypt: cheap)
    store.lock()
    await #expect(throws: StoreError.vaultLocked) { try await store.secretValues(of: app.id) }
    await #expect(throws: StoreError.vaultLocked) { try await store.setSecret("A", to: "x", of: app.id) }
    await #expect(throws: StoreError.vaultPassphraseWrong) { try await store.unlock(with: Passphrase("wrong")) }
    #expect(store.isLocked)
    try await store.unlock(with: Passphrase("correct horse"))
    #expect(try await store.secretValues(of: app.id) == ["PASSWORD": "one"])
  }
}
