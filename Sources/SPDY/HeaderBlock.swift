/// The headers of a frame before their compression: a count, then names and values with their lengths (§2.6.10).
enum HeaderBlock {
  static func read(_ bytes: [UInt8]) throws(SPDYError) -> SPDYFrame.Headers {
    var reader = ByteReader(bytes[...])
    guard let count = reader.uint32() else { throw .malformedHeaders }
    var headers: SPDYFrame.Headers = [:]
    for _ in 0..<count {
      guard let name = text(&reader), let value = text(&reader), isName(name),
        headers.updateValue(value, forKey: name) == nil
      else { throw .malformedHeaders }
    }
    guard reader.rest.isEmpty else { throw .malformedHeaders }
    return headers
  }

  /// In the order of the names, so that the same headers are the same bytes.
  static func bytes(of headers: SPDYFrame.Headers) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: UInt32(headers.count))
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
      for text in [name, value] {
        bytes.append(bigEndian: UInt32(text.utf8.count))
        bytes += text.utf8
      }
    }
    return bytes
  }

  private static func text(_ reader: inout ByteReader) -> String? {
    guard let length = reader.uint32(), let bytes = reader.bytes(Int(length)) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func isName(_ name: String) -> Bool {
    !name.isEmpty && !name.utf8.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
  }
}
