/// Finds the body's end in the bytes after a head: by its length, by its chunks (RFC 9112 §7.1), or not at all.
struct RefusalBody: Sendable {
  private(set) var body: [UInt8] = []
  private(set) var isComplete = false
  private let length: Int?
  private let isChunked: Bool
  private var unread: [UInt8] = []

  init(_ headers: HTTPHeaders) {
    isChunked = headers["Transfer-Encoding"]?.lowercased().hasSuffix("chunked") ?? false
    length = isChunked ? nil : headers["Content-Length"].flatMap { Int($0) }.flatMap { $0 < 0 ? nil : $0 }
    isComplete = length == 0
  }

  mutating func append(_ bytes: [UInt8]) {
    guard isChunked else {
      body += bytes
      if let length, body.count >= length {
        body = Array(body.prefix(length))
        isComplete = true
      }
      return
    }
    unread += bytes
    while !isComplete, let chunk = nextChunk() { body += chunk }
  }

  /// Nil until the chunk has come whole. One that cannot be read ends the body.
  private mutating func nextChunk() -> ArraySlice<UInt8>? {
    guard let line = unread.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let digits = unread[..<line].prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: "\r") }
    guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), (1...(1 << 20)).contains(size) else {
      isComplete = true
      return nil
    }
    let start = line + 1
    guard unread.count >= start + size + 2 else { return nil }
    defer { unread.removeSubrange(..<(start + size + 2)) }
    return unread[start..<(start + size)]
  }
}
