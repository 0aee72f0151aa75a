private import COpenSSL

/// HMAC-SHA-256 (RFC 2104).
enum HMACSHA256 {
  static func code(_ message: [UInt8], key: borrowing SecretBytes) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: 32)
    var count: UInt32 = 0
    key.withBytes { key in
      _ = HMAC(EVP_sha256(), key.baseAddress, Int32(key.count), message, message.count, &code, &count)
    }
    precondition(count == 32, "OpenSSL has SHA-256")
    return code
  }
}
