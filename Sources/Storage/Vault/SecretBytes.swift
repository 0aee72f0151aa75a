private import COpenSSL
import Glibc

/// A key. It has one owner and pages of its own, which are kept out of swap, dumps and children where the kernel allows;
/// it is overwritten when its owner lets go of it.
struct SecretBytes: ~Copyable, @unchecked Sendable {
  private let bytes: UnsafeMutableRawBufferPointer

  /// Zeroes, to be written by `fill` before anything else can see them.
  init(count: Int, fill: (UnsafeMutableRawBufferPointer) throws(StoreError) -> Void) throws(StoreError) {
    let pages = try Self.pages(count)
    do {
      try fill(pages)
    } catch {
      Self.release(pages)
      throw error
    }
    bytes = pages
  }

  /// Of their own, because locks and advice are for whole pages: those of another key must not go with this one's.
  private static func pages(_ count: Int) throws(StoreError) -> UnsafeMutableRawBufferPointer {
    let pages = mmap(nil, max(count, 1), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let pages, pages != MAP_FAILED else { throw .noMemory }
    // Best effort: the limit of locked memory may be 0. The key is then protected by the swap's own encryption, if any.
    mlock(pages, count)
    madvise(pages, count, doNotDump)
    madvise(pages, count, wipeOnFork)
    return UnsafeMutableRawBufferPointer(start: pages, count: count)
  }

  /// `MADV_DONTDUMP` and `MADV_WIPEONFORK` of madvise(2), whose type Swift does not import the same everywhere.
  private static let doNotDump: Int32 = 16
  private static let wipeOnFork: Int32 = 18

  init(random: RandomBytes, count: Int) throws(StoreError) {
    try self.init(count: count) { (buffer: UnsafeMutableRawBufferPointer) throws(StoreError) in
      guard random.fill(buffer) else { throw .noRandomBytes }
    }
  }

  /// Reads hexadecimal digits.
  ///
  /// - Throws: `malformed` when they are not exactly `2 * count` of them.
  init(
    hexadecimal digits: some Sequence<UInt8>, count: Int, orThrow malformed: @autoclosure () -> StoreError
  ) throws(StoreError) {
    var digits = digits.makeIterator()
    try self.init(count: count) { (buffer: UnsafeMutableRawBufferPointer) throws(StoreError) in
      for index in 0..<count {
        guard let high = digits.next()?.hexadecimalValue, let low = digits.next()?.hexadecimalValue else {
          throw malformed()
        }
        buffer[index] = high << 4 | low
      }
      if digits.next() != nil { throw malformed() }
    }
  }

  var count: Int { bytes.count }

  borrowing func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    body(UnsafeRawBufferPointer(bytes))
  }

  deinit {
    Self.release(bytes)
  }

  private static func release(_ pages: UnsafeMutableRawBufferPointer) {
    OPENSSL_cleanse(pages.baseAddress, pages.count)
    munmap(pages.baseAddress, max(pages.count, 1))
  }
}

/// Overwrites bytes that are about to be freed, in a way that the optimiser keeps.
func wipe(_ bytes: inout [UInt8]) {
  bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
}

extension UInt8 {
  fileprivate var hexadecimalValue: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
