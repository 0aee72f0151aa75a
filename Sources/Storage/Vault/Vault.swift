/// The column of one row: what a ciphertext is bound to, so that it opens nowhere else.
struct Place: Hashable {
  let table: String
  let column: String
  /// The values of the row's key.
  let row: [String]
}

/// A ciphertext as it is stored: nonce ‖ ciphertext ‖ tag, and which data key made it.
struct Sealed: Hashable {
  let keyVersion: Int
  let bytes: [UInt8]
}

/// Seals and opens the store's confidential columns under its data key. `docs/formats/vault.md` specifies it.
final class Vault: Sendable {
  let keyVersion: Int
  private let dataKey: SecretBytes
  private let random: RandomBytes

  init(keyVersion: Int, dataKey: consuming SecretBytes, random: RandomBytes) {
    self.keyVersion = keyVersion
    self.dataKey = dataKey
    self.random = random
  }

  func seal(_ plaintext: [UInt8], at place: Place) throws(StoreError) -> Sealed {
    Sealed(
      keyVersion: keyVersion,
      bytes: try Self.seal(plaintext, at: place, keyVersion: keyVersion, under: dataKey, random: random))
  }

  func open(_ sealed: Sealed, at place: Place) throws(StoreError) -> [UInt8] {
    guard sealed.keyVersion == keyVersion,
      let plaintext = Self.open(sealed.bytes, at: place, keyVersion: keyVersion, under: dataKey)
    else { throw .sealBroken(table: place.table, column: place.column) }
    return plaintext
  }

  /// Sixteen bytes that only this vault gives for that message.
  func checksum(of message: [UInt8]) -> [UInt8] { Self.checksum(of: message, key: dataKey) }

  static func checksum(of message: [UInt8], key: borrowing SecretBytes) -> [UInt8] {
    // A prefix of its own keeps it apart from any other use of the key.
    Array(HMACSHA256.code(Array("shipit-checksum-1".utf8) + message, key: key).prefix(16))
  }

  // MARK: The data key itself

  /// The data key under an unlock key, to be stored at `place`.
  func wrapped(under unlockKey: borrowing SecretBytes, at place: Place) throws(StoreError) -> Sealed {
    var plaintext = dataKeyBytes()
    defer { wipe(&plaintext) }
    return Sealed(
      keyVersion: keyVersion,
      bytes: try Self.seal(plaintext, at: place, keyVersion: keyVersion, under: unlockKey, random: random))
  }

  /// To be wiped by whoever asks.
  func dataKeyBytes() -> [UInt8] { dataKey.withBytes { Array($0) } }

  /// nil when the unlock key is not the one it was wrapped under.
  static func unwrapping(
    _ wrapped: Sealed, at place: Place, under unlockKey: borrowing SecretBytes, random: RandomBytes
  ) throws(StoreError) -> Vault? {
    guard var plaintext = open(wrapped.bytes, at: place, keyVersion: wrapped.keyVersion, under: unlockKey) else {
      return nil
    }
    defer { wipe(&plaintext) }
    guard plaintext.count == AESGCM.keyCount else { return nil }
    let key = try SecretBytes(count: plaintext.count) { $0.copyBytes(from: plaintext) }
    return Vault(keyVersion: wrapped.keyVersion, dataKey: key, random: random)
  }

  // MARK: The format

  private static func seal(
    _ plaintext: [UInt8], at place: Place, keyVersion: Int, under key: borrowing SecretBytes, random: RandomBytes
  ) throws(StoreError) -> [UInt8] {
    let nonce = try random.bytes(AESGCM.nonceCount)
    return try nonce
      + AESGCM.seal(
        plaintext, key: key, nonce: nonce, associatedData: associatedData(of: place, keyVersion: keyVersion))
  }

  private static func open(
    _ bytes: [UInt8], at place: Place, keyVersion: Int, under key: borrowing SecretBytes
  ) -> [UInt8]? {
    AESGCM.open(
      bytes.dropFirst(AESGCM.nonceCount), key: key, nonce: bytes.prefix(AESGCM.nonceCount),
      associatedData: associatedData(of: place, keyVersion: keyVersion))
  }

  /// Every field after its length, so that no two places read alike.
  static func associatedData(of place: Place, keyVersion: Int) -> [UInt8] {
    // Made for every value that is opened: one allocation.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(160)
    func append(_ field: String) {
      withUnsafeBytes(of: UInt32(field.utf8.count).bigEndian) { bytes.append(contentsOf: $0) }
      bytes.append(contentsOf: field.utf8)
    }
    append("shipit-vault-1")
    append(place.table)
    append(place.column)
    append(String(keyVersion))
    for field in place.row { append(field) }
    return bytes
  }
}
