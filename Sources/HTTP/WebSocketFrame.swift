/// One frame as it is sent (RFC 6455 §5.2). We never split a message, so every frame is final.
struct WebSocketFrame: Hashable, Sendable {
  enum Opcode: UInt8, Sendable {
    case continuation = 0x0
    case text = 0x1
    case binary = 0x2
    case close = 0x8
    case ping = 0x9
    case pong = 0xA

    var isControl: Bool { rawValue >= 0x8 }
  }

  var opcode: Opcode
  var payload: [UInt8]

  init(_ opcode: Opcode, _ payload: [UInt8] = []) {
    self.opcode = opcode
    self.payload = payload
  }

  init(_ message: WebSocketMessage) {
    switch message {
    case .binary(let bytes): self.init(.binary, bytes)
    case .text(let text): self.init(.text, Array(text.utf8))
    }
  }

  /// §5.5.1: the reason is cut to what a control frame holds, at a character's border.
  init(closing code: UInt16, reason: String = "") {
    var cut = reason
    while cut.utf8.count > 123 { cut.removeLast() }
    self.init(.close, [UInt8(code >> 8), UInt8(code & 0xFF)] + cut.utf8)
  }

  /// The frame's bytes, masked with `mask` as a client must and a server must not (§5.3).
  func encoded(mask: UInt32?) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(payload.count + 14)
    bytes.append(0x80 | opcode.rawValue)
    let maskBit: UInt8 = mask == nil ? 0 : 0x80
    switch payload.count {
    case 0...125: bytes.append(maskBit | UInt8(payload.count))
    case 126...0xFFFF:
      bytes.append(maskBit | 126)
      bytes.append(contentsOf: UInt16(payload.count).bigEndianBytes)
    default:
      bytes.append(maskBit | 127)
      bytes.append(contentsOf: UInt64(payload.count).bigEndianBytes)
    }
    guard let mask else { return bytes + payload }
    var masked = payload
    masked.mask(with: mask)
    return bytes + mask.bigEndianBytes + masked
  }
}

extension [UInt8] {
  /// Masks or unmasks (§5.3), four bytes at a time where there are four.
  mutating func mask(with key: UInt32) {
    withUnsafeMutableBytes { bytes in
      let whole = bytes.count & ~3
      for index in stride(from: 0, to: whole, by: 4) {
        let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self)
        bytes.storeBytes(of: word ^ key.bigEndian, toByteOffset: index, as: UInt32.self)
      }
      for (index, byte) in zip(whole..<bytes.count, key.bigEndianBytes) { bytes[index] ^= byte }
    }
  }
}

extension FixedWidthInteger {
  var bigEndianBytes: [UInt8] {
    withUnsafeBytes(of: bigEndian) { Array($0) }
  }

  init(bigEndianBytes bytes: some Sequence<UInt8>) {
    self = bytes.reduce(0) { $0 << 8 | Self($1) }
  }
}
