/// One JSON object on one line, written field by field: what an export is made of by the hundred thousand, for which the
/// encoder of Foundation takes twenty times as long.
struct JSONLine {
  private(set) var bytes: [UInt8] = []

  /// For the next object. What the last one held is overwritten first: there are secrets in it.
  mutating func begin(type: StaticString) {
    wipe(&bytes)
    bytes.removeAll(keepingCapacity: true)
    bytes.append(UInt8(ascii: "{"))
    add("type", text: type.description)
  }

  /// The line with its end.
  mutating func finish() {
    bytes.append(UInt8(ascii: "}"))
    bytes.append(UInt8(ascii: "\n"))
  }

  mutating func end() { wipe(&bytes) }

  /// Nothing for nil: an optional field without a value is absent.
  mutating func add(_ key: StaticString, text: String?) {
    guard let text else { return }
    begin(key)
    append(quoted: text)
  }

  mutating func add(_ key: StaticString, number: Int) {
    begin(key)
    bytes.append(contentsOf: String(number).utf8)
  }

  mutating func add(_ key: StaticString, flag: Bool) {
    begin(key)
    bytes.append(contentsOf: (flag ? "true" : "false").utf8)
  }

  /// A value that is JSON already.
  mutating func add(_ key: StaticString, json: [UInt8]) {
    begin(key)
    bytes.append(contentsOf: json)
  }

  /// The fields of an object that is JSON already, among those of this one.
  ///
  /// - Returns: false where it is no object on one line; nothing is added then.
  mutating func add(fieldsOf object: String) -> Bool {
    var object = object
    return object.withUTF8 { text in
      guard text.count >= 2, text[0] == UInt8(ascii: "{"), text[text.count - 1] == UInt8(ascii: "}"),
        !text.contains(UInt8(ascii: "\n"))
      else { return false }
      guard text.count > 2 else { return true }
      bytes.append(UInt8(ascii: ","))
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[1..<text.count - 1]))
      return true
    }
  }

  private mutating func begin(_ key: StaticString) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    bytes.append(UInt8(ascii: "\""))
    key.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }

  /// RFC 8259 §7.
  private mutating func append(quoted text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { text in
      var start = 0
      for (index, byte) in text.enumerated()
      where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
        start = index + 1
        if byte < 0x20 {
          bytes.append(contentsOf: "\\u00".utf8)
          bytes.append(Self.digits[Int(byte >> 4)])
          bytes.append(Self.digits[Int(byte & 15)])
        } else {
          bytes.append(UInt8(ascii: "\\"))
          bytes.append(byte)
        }
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static let digits = Array("0123456789abcdef".utf8)
}
