/// Walks the fields of one protobuf message in place. What is not wanted is passed over by its length, so that most of an object
/// (its `managedFields` above all) is never copied.
struct FieldReader {
  /// Of the field that was read last.
  private(set) var number = 0
  /// Its payload where it has a length, so a string, bytes or a message; empty otherwise.
  private(set) var payload = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Its value where it is a number.
  private(set) var value: UInt64 = 0
  /// Where the field begins.
  private(set) var start = 0

  private let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  /// - Parameter bytes: must stay where they are as long as the reader and its payloads are used.
  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// Reads the next field; false at the end.
  ///
  /// - Throws: `.undecodable` where it is not protobuf.
  mutating func next() throws(KubernetesError) -> Bool {
    guard position < bytes.count else { return false }
    start = position
    let tag = try varint()
    guard let number = Int(exactly: tag >> 3), number > 0 else { throw Self.broken }
    self.number = number
    switch tag & 7 {
    case 0:
      value = try varint()
      payload = .init(start: nil, count: 0)
    case 1: try skip(8)
    case 2:
      let length = try varint()
      guard length <= UInt64(bytes.count - position) else { throw Self.broken }
      payload = UnsafeRawBufferPointer(rebasing: bytes[position..<position + Int(length)])
      position += Int(length)
    case 5: try skip(4)
    // Groups (3 and 4) are of another age.
    default: throw Self.broken
    }
    return true
  }

  /// The payload of the last field of that number; nil where there is none.
  static func payload(
    _ number: Int, in bytes: UnsafeRawBufferPointer
  ) throws(KubernetesError) -> UnsafeRawBufferPointer? {
    var payload: UnsafeRawBufferPointer?
    var reader = FieldReader(bytes)
    while try reader.next() {
      if reader.number == number { payload = reader.payload }
    }
    return payload
  }

  var flag: Bool { value != 0 }
  /// int32 and int64: negative numbers come as the 64 bits of their two's complement.
  var integer: Int { Int(truncatingIfNeeded: value) }
  var text: String { String(decoding: payload, as: UTF8.self) }

  private mutating func skip(_ count: Int) throws(KubernetesError) {
    guard count <= bytes.count - position else { throw Self.broken }
    position += count
    payload = .init(start: nil, count: 0)
  }

  private mutating func varint() throws(KubernetesError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
      guard shift < 64 else { throw Self.broken }
    }
    throw Self.broken
  }

  static let broken = KubernetesError.undecodable(what: "protobuf", reason: "it is not protobuf")
}
