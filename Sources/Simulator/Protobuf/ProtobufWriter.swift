/// The wire format of protobuf, as far as Kubernetes uses it.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Negative numbers take ten bytes, as for int32 and int64.
  mutating func integer(_ field: Int, _ value: Int) {
    varint(UInt64(field << 3))
    varint(UInt64(bitPattern: Int64(value)))
  }

  mutating func fixed(_ field: Int, _ value: Double) {
    varint(UInt64(field << 3 | 1))
    var bits = value.bitPattern
    for _ in 0..<8 {
      bytes.append(UInt8(bits & 0xFF))
      bits >>= 8
    }
  }

  mutating func data(_ field: Int, _ content: some Collection<UInt8>) {
    varint(UInt64(field << 3 | 2))
    varint(UInt64(content.count))
    bytes.append(contentsOf: content)
  }

  mutating func text(_ field: Int, _ text: String) {
    data(field, text.utf8)
  }

  mutating func message(_ field: Int, _ write: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    write(&inner)
    data(field, inner.bytes)
  }
}
