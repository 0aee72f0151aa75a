/// Takes bytes in whatever pieces they come and gives back whole messages (RFC 6455 §5). Performs no I/O.
///
/// Holds at most one message and one frame, so little more than `messageBytesMax`. After an error it stays failed.
struct WebSocketDecoder: Sendable {
  enum Event: Hashable, Sendable {
    case message(WebSocketMessage)
    case ping([UInt8])
    case pong([UInt8])
    /// 1005 where the peer gave no code.
    case close(code: UInt16, reason: String)
  }

  enum Failure: Error, Hashable, Sendable {
    case reservedBits
    case unknownOpcode(UInt8)
    case controlFrame
    case continuation
    case masking
    case length
    case tooLarge(bytesMax: Int)
    case encoding
    case closeCode
  }

  private let messageBytesMax: Int
  private let expectsMask: Bool
  private var buffer: [UInt8] = []
  private var start = 0
  private var message: (opcode: WebSocketFrame.Opcode, bytes: [UInt8])?
  private var failure: Failure?

  /// A client's decoder expects no masks, a server's expects them.
  init(messageBytesMax: Int = 16 << 20, expectsMask: Bool = false) {
    self.messageBytesMax = messageBytesMax
    self.expectsMask = expectsMask
  }

  mutating func append(_ bytes: some Collection<UInt8>) {
    if start > 0 {
      buffer.removeSubrange(..<start)
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// The next event, or nil until more bytes come.
  mutating func next() throws(Failure) -> Event? {
    if let failure { throw failure }
    do {
      while let header = try header() {
        guard buffer.count - start >= header.size + header.length else { return nil }
        let payload = unmasked(header)
        start += header.size + header.length
        if let event = try event(header, payload) { return event }
      }
      return nil
    } catch {
      failure = error
      throw error
    }
  }

  private struct Header {
    let isFinal: Bool
    let opcode: WebSocketFrame.Opcode
    let length: Int
    let mask: UInt32?
    let size: Int
  }

  private func header() throws(Failure) -> Header? {
    let bytes = buffer[start...]
    guard bytes.count >= 2 else { return nil }
    guard bytes[start] & 0x70 == 0 else { throw .reservedBits }
    let code = bytes[start] & 0x0F
    guard let opcode = WebSocketFrame.Opcode(rawValue: code) else { throw .unknownOpcode(code) }
    let isFinal = bytes[start] & 0x80 != 0
    let isMasked = bytes[start + 1] & 0x80 != 0
    guard isMasked == expectsMask else { throw .masking }

    let short = Int(bytes[start + 1] & 0x7F)
    guard !opcode.isControl || (isFinal && short <= 125) else { throw .controlFrame }
    let extra = short == 127 ? 8 : short == 126 ? 2 : 0
    let size = 2 + extra + (isMasked ? 4 : 0)
    guard bytes.count >= size else { return nil }
    let length = extra == 0 ? UInt64(short) : UInt64(bigEndianBytes: bytes[(start + 2)..<(start + 2 + extra)])
    // §5.2: the shortest form, and no more than 63 bits.
    guard extra == 0 || length > (extra == 2 ? 125 : 0xFFFF), length >> 63 == 0 else { throw .length }
    guard length <= UInt64(messageBytesMax - (opcode.isControl ? 0 : message?.bytes.count ?? 0)) || opcode.isControl
    else { throw .tooLarge(bytesMax: messageBytesMax) }
    let mask = isMasked ? UInt32(bigEndianBytes: bytes[(start + size - 4)..<(start + size)]) : nil
    return Header(isFinal: isFinal, opcode: opcode, length: Int(length), mask: mask, size: size)
  }

  private func unmasked(_ header: Header) -> [UInt8] {
    var payload = Array(buffer[(start + header.size)..<(start + header.size + header.length)])
    if let mask = header.mask { payload.mask(with: mask) }
    return payload
  }

  private mutating func event(_ header: Header, _ payload: [UInt8]) throws(Failure) -> Event? {
    switch header.opcode {
    case .ping: return .ping(payload)
    case .pong: return .pong(payload)
    case .close: return try close(payload)
    case .text, .binary:
      guard message == nil else { throw .continuation }
      message = (header.opcode, payload)
    case .continuation:
      guard message != nil else { throw .continuation }
      message?.bytes.append(contentsOf: payload)
    }
    guard header.isFinal, let whole = message else { return nil }
    message = nil
    guard whole.opcode == .text else { return .message(.binary(whole.bytes)) }
    guard let text = String(validating: whole.bytes, as: UTF8.self) else { throw .encoding }
    return .message(.text(text))
  }

  /// §5.5.1 and §7.4.
  private func close(_ payload: [UInt8]) throws(Failure) -> Event {
    if payload.isEmpty { return .close(code: 1005, reason: "") }
    guard payload.count >= 2 else { throw .closeCode }
    let code = UInt16(bigEndianBytes: payload[..<2])
    guard (1000...1014).contains(code) && ![1004, 1005, 1006].contains(code) || (3000...4999).contains(code) else {
      throw .closeCode
    }
    guard let reason = String(validating: payload[2...], as: UTF8.self) else { throw .encoding }
    return .close(code: code, reason: reason)
  }
}

extension WebSocketDecoder.Failure {
  /// What the peer is told (§7.4.1).
  var closeCode: UInt16 {
    switch self {
    case .tooLarge: 1009
    case .encoding: 1007
    default: 1002
    }
  }

  var words: String {
    switch self {
    case .reservedBits: "a WebSocket frame uses an extension that was not agreed on"
    case .unknownOpcode(let code): "a WebSocket frame has the unknown opcode \(code)"
    case .controlFrame: "a WebSocket control frame is split or too long"
    case .continuation: "WebSocket fragments are out of order"
    case .masking: "a WebSocket frame is masked the wrong way"
    case .length: "a WebSocket frame states its length wrongly"
    case .tooLarge(let bytesMax): "a WebSocket message is larger than \(bytesMax) bytes"
    case .encoding: "a WebSocket text is not UTF-8"
    case .closeCode: "a WebSocket close frame has no valid code"
    }
  }
}
