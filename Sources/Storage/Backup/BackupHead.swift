/// The head of an export: how its key is derived from the passphrase. `docs/formats/export.md` specifies it.
struct BackupHead: Hashable {
  static let magic = Array("shipit-export/1\n".utf8)
  static let saltCount = 16
  static let count = magic.count + 3 + saltCount

  let scrypt: Scrypt
  let salt: [UInt8]

  init(scrypt: Scrypt, random: RandomBytes) throws(StoreError) {
    self.scrypt = scrypt
    salt = try random.bytes(Self.saltCount)
  }

  init(_ bytes: [UInt8]) throws(StoreError) {
    guard bytes.starts(with: Self.magic), bytes.count == Self.count else { throw Self.refusal(of: bytes) }
    let parameters = bytes[Self.magic.count...]
    scrypt = Scrypt(
      costExponent: parameters[parameters.startIndex], blockSize: parameters[parameters.startIndex + 1],
      parallelism: parameters[parameters.startIndex + 2])
    guard scrypt.isAcceptable else { throw .backupParametersRefused }
    salt = Array(parameters.dropFirst(3))
  }

  var bytes: [UInt8] {
    Self.magic + [scrypt.costExponent, scrypt.blockSize, scrypt.parallelism] + salt
  }

  func key(from passphrase: Passphrase) throws(StoreError) -> SecretBytes {
    try scrypt.key(from: passphrase, salt: salt)
  }

  /// Verifies under the right key only: it tells a wrong passphrase from a damaged chunk.
  func tag(under key: borrowing SecretBytes) throws(StoreError) -> [UInt8] {
    try AESGCM.seal([], key: key, nonce: Self.tagNonce, associatedData: bytes)
  }

  func isGenuine(tag: [UInt8], under key: borrowing SecretBytes) -> Bool {
    AESGCM.open(tag[...], key: key, nonce: Self.tagNonce[...], associatedData: bytes) != nil
  }

  private static let tagNonce = [UInt8](repeating: 0xFF, count: AESGCM.nonceCount)

  private static func refusal(of bytes: [UInt8]) -> StoreError {
    if bytes.first == UInt8(ascii: "{") { return .backupRedacted }
    let line = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    guard line.hasPrefix("shipit-export/"), let version = Int(line.dropFirst("shipit-export/".count)), version > 1
    else {
      return .notABackup
    }
    return .newerBackup(version: version)
  }
}
