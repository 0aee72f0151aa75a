/// The opening handshake (RFC 6455 §4), written and read as bytes. Performs no I/O.
struct WebSocketHandshake: Sendable {
  private static let headBytesMax = 64 << 10
  private let plan: CurlPlan
  private let subprotocols: [String]
  private let key: String

  /// `nonce` are 16 random bytes.
  init(_ plan: CurlPlan, subprotocols: [String], nonce: [UInt8]) {
    self.plan = plan
    self.subprotocols = subprotocols
    key = nonce.base64
  }

  var request: [UInt8] {
    var lines = ["GET \(plan.target) HTTP/1.1"]
    lines += plan.headers.map { "\($0.name): \($0.value)" }
    lines += [
      "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: \(key)",
    ]
    if !subprotocols.isEmpty { lines.append("Sec-WebSocket-Protocol: \(subprotocols.joined(separator: ", "))") }
    return Array((lines + ["", ""]).joined(separator: "\r\n").utf8)
  }

  /// A head that has come whole, and the bytes that came after it.
  struct Answer: Hashable, Sendable {
    var status: Int
    var headers: HTTPHeaders
    var rest: [UInt8]
  }

  /// Nil until the head is complete.
  func answer(in bytes: [UInt8]) throws(HTTPError) -> Answer? {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else {
      guard bytes.count <= Self.headBytesMax else { throw .invalidAnswer(reason: "the answer's head does not end") }
      return nil
    }
    var reader = HeadReader()
    var start = bytes.startIndex
    while start < end, let line = bytes[start..<end].firstIndex(of: UInt8(ascii: "\n")) {
      let opening = bytes[start...line].withUnsafeBytes { reader.received($0) }
      start = line + 1
      guard case .success(.head(let status, let headers)) = opening else { continue }
      return Answer(status: status, headers: headers, rest: Array(bytes[end...]))
    }
    throw .invalidAnswer(reason: "the answer to the WebSocket handshake is not HTTP")
  }

  /// The subprotocol that the server chose (§4.1).
  ///
  /// - Throws: `.invalidAnswer` when what came with the status 101 does not fit the request.
  func accepted(_ headers: HTTPHeaders) throws(HTTPError) -> String? {
    let expected = SHA1.hash(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)).base64
    guard headers["Upgrade"]?.lowercased() == "websocket", headers["Sec-WebSocket-Accept"] == expected else {
      throw .invalidAnswer(reason: "the server switched to something else than the WebSocket that was asked for")
    }
    guard headers["Sec-WebSocket-Extensions"] == nil else {
      throw .invalidAnswer(reason: "the server uses WebSocket extensions that were not asked for")
    }
    let chosen = headers["Sec-WebSocket-Protocol"]
    guard chosen.map(subprotocols.contains) ?? true else {
      throw .invalidAnswer(reason: "the server chose a subprotocol that was not offered")
    }
    return chosen
  }
}

extension [UInt8] {
  /// RFC 4648 §4.
  var base64: String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: count, by: 3) {
      let group = self[start..<Swift.min(start + 3, count)]
      let bits = UInt32(bigEndianBytes: group) << (8 * (3 - UInt32(group.count)))
      for digit in 0..<4 {
        let value = Int(bits >> (18 - 6 * UInt32(digit)) & 0x3F)
        text.append(digit <= group.count ? alphabet[value] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
