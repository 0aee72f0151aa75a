private import COpenSSL

/// scrypt (RFC 7914): makes each guess of a passphrase cost memory and time.
package struct Scrypt: Hashable, Sendable {
  var costExponent: UInt8
  var blockSize: UInt8
  var parallelism: UInt8

  /// 128 MiB and a third of a second.
  package static let standard = Scrypt(costExponent: 17, blockSize: 8, parallelism: 1)

  /// For a store that nobody keeps.
  package static let throwaway = Scrypt(costExponent: 10, blockSize: 8, parallelism: 1)

  /// Whether we would spend that much on a file that anybody may have written.
  var isAcceptable: Bool {
    (1...23).contains(costExponent) && blockSize > 0 && (1...16).contains(parallelism) && memory <= 1 << 30
  }

  private var memory: UInt64 { 128 * UInt64(blockSize) << UInt64(costExponent) }

  func key(from passphrase: Passphrase, salt: [UInt8]) throws(StoreError) -> SecretBytes {
    guard isAcceptable else { throw .backupParametersRefused }
    return try SecretBytes(count: AESGCM.keyCount) { (key: UnsafeMutableRawBufferPointer) throws(StoreError) in
      let isDone = passphrase.withBytes { passphrase in
        EVP_PBE_scrypt(
          passphrase.baseAddress?.assumingMemoryBound(to: CChar.self), passphrase.count, salt, salt.count,
          1 << UInt64(costExponent), UInt64(blockSize), UInt64(parallelism),
          // OpenSSL counts some working memory besides.
          2 * memory + 1 << 20, key.baseAddress?.assumingMemoryBound(to: UInt8.self), key.count) == 1
      }
      guard isDone else { throw .backupParametersRefused }
    }
  }
}
