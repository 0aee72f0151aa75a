private import COpenSSL

/// AES-256-GCM (NIST SP 800-38D) with a 96-bit nonce and a 128-bit tag.
enum AESGCM {
  static let keyCount = 32
  static let nonceCount = 12
  static let tagCount = 16

  /// Returns ciphertext ‖ tag. A nonce must never repeat under one key.
  static func seal(
    _ plaintext: [UInt8], key: borrowing SecretBytes, nonce: [UInt8], associatedData: [UInt8]
  ) throws(StoreError) -> [UInt8] {
    precondition(key.count == keyCount && nonce.count == nonceCount)
    let context = CipherContext()
    var output = [UInt8](repeating: 0, count: plaintext.count + tagCount)
    let isDone =
      context.begin(key: key, nonce: nonce, isEncrypting: true)
      && context.update(nil, associatedData[...])
      && output.withUnsafeMutableBufferPointer { context.update($0.baseAddress, plaintext[...]) }
      && context.finish()
      && output.withUnsafeMutableBufferPointer {
        context.tag(into: UnsafeMutableBufferPointer(rebasing: $0[plaintext.count...]))
      }
    guard isDone else { throw .noRandomBytes }
    return output
  }

  /// nil when key, nonce, associated data, ciphertext or tag is not what it was sealed with.
  static func open(
    _ sealed: ArraySlice<UInt8>, key: borrowing SecretBytes, nonce: ArraySlice<UInt8>, associatedData: [UInt8]
  ) -> [UInt8]? {
    precondition(key.count == keyCount)
    guard sealed.count >= tagCount, nonce.count == nonceCount else { return nil }
    let context = CipherContext()
    let ciphertext = sealed.dropLast(tagCount)
    var plaintext = [UInt8](repeating: 0, count: ciphertext.count)
    let isGenuine =
      context.begin(key: key, nonce: Array(nonce), isEncrypting: false)
      && context.expect(tag: Array(sealed.suffix(tagCount)))
      && context.update(nil, associatedData[...])
      && plaintext.withUnsafeMutableBufferPointer { context.update($0.baseAddress, ciphertext) }
      && context.finish()
    guard isGenuine else {
      // What was decrypted before the tag was found wrong must not outlive the refusal.
      wipe(&plaintext)
      return nil
    }
    return plaintext
  }
}

private struct CipherContext: ~Copyable {
  private let raw = EVP_CIPHER_CTX_new()

  deinit { EVP_CIPHER_CTX_free(raw) }

  func begin(key: borrowing SecretBytes, nonce: [UInt8], isEncrypting: Bool) -> Bool {
    key.withBytes { key in
      EVP_CipherInit_ex(
        raw, EVP_aes_256_gcm(), nil, key.baseAddress?.assumingMemoryBound(to: UInt8.self), nonce, isEncrypting ? 1 : 0)
        == 1
    }
  }

  /// With a nil output the input is associated data.
  func update(_ output: UnsafeMutablePointer<UInt8>?, _ input: ArraySlice<UInt8>) -> Bool {
    // OpenSSL takes a null input of no bytes for the end of the message.
    guard !input.isEmpty else { return true }
    var written: Int32 = 0
    return input.withUnsafeBufferPointer {
      EVP_CipherUpdate(raw, output, &written, $0.baseAddress, Int32($0.count)) == 1
    }
  }

  func finish() -> Bool {
    var written: Int32 = 0
    var none: UInt8 = 0
    return EVP_CipherFinal_ex(raw, &none, &written) == 1
  }

  func tag(into output: UnsafeMutableBufferPointer<UInt8>) -> Bool {
    EVP_CIPHER_CTX_ctrl(raw, EVP_CTRL_AEAD_GET_TAG, Int32(output.count), output.baseAddress) == 1
  }

  func expect(tag: [UInt8]) -> Bool {
    var tag = tag
    return EVP_CIPHER_CTX_ctrl(raw, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1
  }
}
