import JSON

/// The members of a JSON object in the order in which they stand there, which a parsed `JSON` no longer knows. Values that are no
/// strings stay as they were written, so that a number keeps all its digits.
enum JSONMembers {
  /// nil for what is no object.
  static func fields(of text: String) -> [LogFields.Field]? {
    let bytes = Array(text.utf8)
    var scanner = Scanner(bytes: bytes)
    guard scanner.take("{") else { return nil }
    var fields: [LogFields.Field] = []
    if scanner.take("}") { return scanner.isAtEnd ? fields : nil }
    repeat {
      guard let name = scanner.string(), scanner.take(":"), let value = scanner.value() else { return nil }
      fields.append(LogFields.Field(name: name, value: value))
    } while scanner.take(",")
    return scanner.take("}") && scanner.isAtEnd ? fields : nil
  }

  /// A JSON text on many lines, indented by two spaces, in its own order.
  static func pretty(_ text: String) -> String {
    var output: [UInt8] = []
    var (depth, isInString, isEscaped) = (0, false, false)
    let bytes = Array(text.utf8)
    func newLine() { output += [0x0A] + Array(repeating: 0x20, count: min(depth, 40) * 2) }
    for (index, byte) in bytes.enumerated() {
      if isInString {
        output.append(byte)
        isInString = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        continue
      }
      switch byte {
      case UInt8(ascii: "\""):
        isInString = true
        output.append(byte)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        output.append(byte)
        let next = bytes[(index + 1)...].first { !isSpace($0) }
        guard next != byte + 2 else { continue }
        depth += 1
        newLine()
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        let previous = output.last
        if previous != byte - 2 {
          depth = max(0, depth - 1)
          newLine()
        }
        output.append(byte)
      case UInt8(ascii: ","):
        output.append(byte)
        newLine()
      case UInt8(ascii: ":"): output += [byte, 0x20]
      case let byte where isSpace(byte): continue
      default: output.append(byte)
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  fileprivate static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

private struct Scanner {
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return position == bytes.count
    }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func string() -> String? {
    skipSpace()
    let start = position
    guard skipString() else { return nil }
    let raw = bytes[start..<position]
    guard raw.contains(UInt8(ascii: "\\")) else { return String(decoding: raw.dropFirst().dropLast(), as: UTF8.self) }
    return (try? JSON(parsing: raw))?.string
  }

  mutating func value() -> String? {
    skipSpace()
    guard position < bytes.count else { return nil }
    if bytes[position] == UInt8(ascii: "\"") { return string() }
    let start = position
    var depth = 0
    scan: while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        guard skipString() else { return nil }
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { break scan }
        depth -= 1
      case UInt8(ascii: ",") where depth == 0: break scan
      default: break
      }
      position += 1
    }
    let raw = bytes[start..<position]
    guard depth == 0, let end = raw.lastIndex(where: { !JSONMembers.isSpace($0) }) else { return nil }
    return String(decoding: raw[...end], as: UTF8.self)
  }

  private mutating func skipString() -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return false }
    position += 1
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\\"): position += 2
      case UInt8(ascii: "\""):
        position += 1
        return true
      default: position += 1
      }
    }
    return false
  }

  private mutating func skipSpace() {
    while position < bytes.count, JSONMembers.isSpace(bytes[position]) { position += 1 }
  }
}
