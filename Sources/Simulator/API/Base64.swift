/// Base 64 (RFC 4648) with Go's words for what is wrong.
enum Base64 {
  /// The byte that cannot stand where it stands, as Go's `CorruptInputError` counts.
  struct CorruptInput: Error {
    let offset: Int
    var message: String { "illegal base64 data at input byte \(offset)" }
  }

  private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: some Sequence<UInt8>, urlSafe: Bool = false) -> String {
    var output: [UInt8] = []
    var bits = 0
    var count = 0
    for byte in bytes {
      bits = bits << 8 | Int(byte)
      count += 8
      while count >= 6 {
        count -= 6
        output.append(standard[bits >> count & 63])
      }
      bits &= (1 << count) - 1
    }
    if count > 0 { output.append(standard[bits << (6 - count) & 63]) }
    if urlSafe {
      output = output.map {
        $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0
      }
    } else {
      while output.count % 4 != 0 { output.append(UInt8(ascii: "=")) }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// - Parameter urlSafe: the alphabet with `-` and `_`, and no padding.
  static func decode(_ text: String, urlSafe: Bool = false) throws(CorruptInput) -> [UInt8] {
    let input = Array(text.utf8).enumerated().filter { $0.element != 0x0A && $0.element != 0x0D }
    var output: [UInt8] = []
    var bits = 0
    var count = 0
    var position = 0
    while position < input.count {
      let (offset, byte) = input[position]
      if byte == UInt8(ascii: "="), !urlSafe {
        let wanted = position % 4 == 2 ? 2 : position % 4 == 3 ? 1 : 0
        guard wanted > 0, input.count == position + wanted, input[position...].allSatisfy({ $0.element == byte }) else {
          throw CorruptInput(offset: offset)
        }
        return output
      }
      guard let value = value(of: byte, urlSafe: urlSafe) else { throw CorruptInput(offset: offset) }
      bits = (bits << 6 | value) & 0xFFFFF
      count += 6
      if count >= 8 {
        count -= 8
        output.append(UInt8(bits >> count & 0xFF))
      }
      position += 1
    }
    if urlSafe ? input.count % 4 == 1 : input.count % 4 != 0 { throw CorruptInput(offset: text.utf8.count) }
    return output
  }

  private static func value(of byte: UInt8, urlSafe: Bool) -> Int? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 97 + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 48 + 52
    case UInt8(ascii: "+"): urlSafe ? nil : 62
    case UInt8(ascii: "/"): urlSafe ? nil : 63
    case UInt8(ascii: "-"): urlSafe ? 62 : nil
    case UInt8(ascii: "_"): urlSafe ? 63 : nil
    default: nil
    }
  }
}
