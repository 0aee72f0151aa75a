private import CZlib

/// Reads the compressed headers of one direction of a connection: one zlib stream from the first frame to the last (§2.6.10.1).
struct HeaderInflater: ~Copyable {
  /// What a block of headers may grow to; a few bytes can be told to become gigabytes.
  private static let bytesMax = 64 << 10
  private let stream: ZlibStream

  init() {
    stream = ZlibStream(.inflate)
  }

  /// The block that `compressed` is, to its last byte.
  mutating func block(_ compressed: ArraySlice<UInt8>) throws(SPDYError) -> [UInt8] {
    guard let block = stream.inflate(compressed, atMost: Self.bytesMax) else { throw .badCompression }
    if block.count > Self.bytesMax { throw .headersTooLarge }
    return block
  }
}

/// Writes them.
struct HeaderDeflater: ~Copyable {
  private let stream: ZlibStream

  init() {
    stream = ZlibStream(.deflate)
  }

  mutating func compressed(_ block: [UInt8]) -> [UInt8] { stream.deflate(block) }
}

/// A `z_stream`, which zlib finds again by its address.
struct ZlibStream: ~Copyable {
  enum Direction {
    case inflate
    case deflate
  }

  private let raw: UnsafeMutablePointer<z_stream>
  private let direction: Direction

  /// Traps when there is no memory, as any allocation in Swift.
  init(_ direction: Direction) {
    self.direction = direction
    raw = .allocate(capacity: 1)
    raw.initialize(to: z_stream())
    let size = Int32(MemoryLayout<z_stream>.size)
    let status =
      direction == .inflate
      ? inflateInit_(raw, ZLIB_VERSION, size) : deflateInit_(raw, Z_BEST_COMPRESSION, ZLIB_VERSION, size)
    precondition(status == Z_OK, "zlib begins")
    guard direction == .deflate else { return }
    let dictionary = headerDictionary
    precondition(deflateSetDictionary(raw, dictionary, UInt32(dictionary.count)) == Z_OK, "zlib takes the dictionary")
  }

  deinit {
    _ = direction == .inflate ? inflateEnd(raw) : deflateEnd(raw)
    raw.deinitialize(count: 1)
    raw.deallocate()
  }

  /// All that `input` becomes, but only a little more than `limit`; nil when it is not what the stream goes on with, or ends it.
  func inflate(_ input: ArraySlice<UInt8>, atMost limit: Int) -> [UInt8]? {
    var input = Array(input)
    var output: [UInt8] = []
    let isSound = input.withUnsafeMutableBufferPointer { input in
      raw.pointee.next_in = input.baseAddress
      raw.pointee.avail_in = UInt32(input.count)
      repeat {
        let status = step(into: &output) { CZlib.inflate(raw, Z_SYNC_FLUSH) }
        if status == Z_NEED_DICT {
          let dictionary = headerDictionary
          if inflateSetDictionary(raw, dictionary, UInt32(dictionary.count)) == Z_OK { continue }
        }
        // `Z_BUF_ERROR` says that there was nothing to do, which is no failure.
        guard status == Z_OK || status == Z_BUF_ERROR && raw.pointee.avail_in == 0 else { return false }
      } while output.count <= limit && (raw.pointee.avail_in > 0 || raw.pointee.avail_out == 0)
      return true
    }
    return isSound ? output : nil
  }

  func deflate(_ input: [UInt8]) -> [UInt8] {
    var input = input
    var output: [UInt8] = []
    input.withUnsafeMutableBufferPointer { input in
      raw.pointee.next_in = input.baseAddress
      raw.pointee.avail_in = UInt32(input.count)
      repeat { _ = step(into: &output) { CZlib.deflate(raw, Z_SYNC_FLUSH) } } while raw.pointee.avail_out == 0
    }
    return output
  }

  /// Once, with room for some more output.
  private func step(into output: inout [UInt8], _ work: () -> Int32) -> Int32 {
    let room = 4096
    var status = Z_OK
    output += [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      raw.pointee.next_out = buffer.baseAddress
      raw.pointee.avail_out = UInt32(room)
      status = work()
      count = room - Int(raw.pointee.avail_out)
    }
    return status
  }
}
