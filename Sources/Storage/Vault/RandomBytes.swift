private import COpenSSL

/// Where keys and nonces come from. A parameter, so that a test can repeat a ciphertext.
package struct RandomBytes: Sendable {
  /// Fills the buffer; false when the source has failed.
  package let fill: @Sendable (UnsafeMutableRawBufferPointer) -> Bool

  package init(fill: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Bool) {
    self.fill = fill
  }

  /// OpenSSL's generator, seeded and reseeded by the kernel.
  package static let system = RandomBytes { buffer in
    guard let base = buffer.baseAddress else { return true }
    return RAND_bytes(base.assumingMemoryBound(to: UInt8.self), Int32(buffer.count)) == 1
  }

  func bytes(_ count: Int) throws(StoreError) -> [UInt8] {
    var filled = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      buffer.initialize(repeating: 0)
      filled = fill(UnsafeMutableRawBufferPointer(buffer))
      initialized = count
    }
    guard filled else { throw .noRandomBytes }
    return bytes
  }
}
