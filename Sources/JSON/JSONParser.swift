extension JSON {
  /// Deeper nesting is refused, so that no input can exhaust the stack.
  package static let depthLimit = 512

  /// Parses one JSON text (RFC 8259). Of equal keys the last one counts, and bytes that are not UTF-8 become U+FFFD,
  /// as with Go's `encoding/json`, on which every Kubernetes API server relies.
  package init(parsing bytes: some Collection<UInt8>) throws(JSONError) {
    let parsed = bytes.withContiguousStorageIfAvailable(JSON.parse) ?? Array(bytes).withUnsafeBufferPointer(JSON.parse)
    self = try parsed.get()
  }

  package init(parsing text: String) throws(JSONError) {
    try self.init(parsing: text.utf8)
  }

  private static func parse(_ buffer: UnsafeBufferPointer<UInt8>) -> Result<JSON, JSONError> {
    var parser = JSONParser(bytes: buffer)
    do throws(JSONError) {
      return .success(try parser.document())
    } catch {
      return .failure(error)
    }
  }
}

/// A recursive descent over bytes that stay in place: strings are copied once, straight into their storage.
private struct JSONParser {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0
  var depth = 0

  init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  mutating func document() throws(JSONError) -> JSON {
    let value = try value()
    skipSpace()
    if position < bytes.count { throw unexpected(in: .afterTopLevelValue) }
    return value
  }

  private mutating func value() throws(JSONError) -> JSON {
    switch try peek() {
    case UInt8(ascii: "{"): return try nested { (parser) throws(JSONError) in try parser.object() }
    case UInt8(ascii: "["): return try nested { (parser) throws(JSONError) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw unexpected(in: .value)
    }
  }

  private mutating func nested(_ body: (inout JSONParser) throws(JSONError) -> JSON) throws(JSONError) -> JSON {
    depth += 1
    guard depth <= JSON.depthLimit else { throw JSONError(.tooDeep, offset: position) }
    position += 1
    let value = try body(&self)
    depth -= 1
    return value
  }

  private mutating func object() throws(JSONError) -> JSON {
    var members: [String: JSON] = [:]
    if try peek() == UInt8(ascii: "}") {
      position += 1
      return .object(members)
    }
    while true {
      guard try peek() == UInt8(ascii: "\"") else { throw unexpected(in: .objectKey) }
      let key = try string()
      guard try peek() == UInt8(ascii: ":") else { throw unexpected(in: .afterObjectKey) }
      position += 1
      members[key] = try value()
      switch try peek() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return .object(members)
      default: throw unexpected(in: .afterObjectMember)
      }
    }
  }

  private mutating func array() throws(JSONError) -> JSON {
    var elements: [JSON] = []
    if try peek() == UInt8(ascii: "]") {
      position += 1
      return .array(elements)
    }
    while true {
      elements.append(try value())
      switch try peek() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        position += 1
        return .array(elements)
      default: throw unexpected(in: .afterArrayElement)
      }
    }
  }

  private mutating func literal(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
    for index in 0..<word.utf8CodeUnitCount {
      guard position < bytes.count else { throw JSONError(.endOfInput, offset: position) }
      guard bytes[position] == word.utf8Start[index] else { throw unexpected(in: .literal) }
      position += 1
    }
    return value
  }

  private func unexpected(in context: JSONError.Context) -> JSONError {
    JSONError(.unexpectedByte(bytes[position], in: context), offset: position)
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  /// The next byte that is not white space.
  private mutating func peek() throws(JSONError) -> UInt8 {
    skipSpace()
    guard position < bytes.count else { throw JSONError(.endOfInput, offset: position) }
    return bytes[position]
  }
}

// MARK: - Strings

extension JSONParser {
  private mutating func string() throws(JSONError) -> String {
    position += 1
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        defer { position += 1 }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
      case UInt8(ascii: "\\"): return try escapedString(from: start)
      case 0..<0x20: throw unexpected(in: .string)
      default: position += 1
      }
    }
    throw JSONError(.endOfInput, offset: position)
  }

  /// The slow path, from the first backslash on.
  private mutating func escapedString(from start: Int) throws(JSONError) -> String {
    var units = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: units, as: UTF8.self)
      case UInt8(ascii: "\\"):
        position += 1
        try escape(into: &units)
      case 0..<0x20: throw unexpected(in: .string)
      default:
        units.append(byte)
        position += 1
      }
    }
    throw JSONError(.endOfInput, offset: position)
  }

  private mutating func escape(into units: inout [UInt8]) throws(JSONError) {
    guard position < bytes.count else { throw JSONError(.endOfInput, offset: position) }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(byte)
    case UInt8(ascii: "b"): units.append(0x08)
    case UInt8(ascii: "f"): units.append(0x0C)
    case UInt8(ascii: "n"): units.append(0x0A)
    case UInt8(ascii: "r"): units.append(0x0D)
    case UInt8(ascii: "t"): units.append(0x09)
    case UInt8(ascii: "u"): units.append(contentsOf: UTF8.encode(try unicodeEscape())!)
    default: throw JSONError(.invalidEscape, offset: position - 1)
    }
  }

  /// A surrogate without its other half becomes U+FFFD.
  private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    else { return "\u{FFFD}" }
    let mark = position
    position += 2
    let second = try hexadecimal()
    guard (0xDC00...0xDFFF).contains(second) else {
      position = mark
      return "\u{FFFD}"
    }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < bytes.count else { throw JSONError(.endOfInput, offset: position) }
      guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
        throw JSONError(.invalidEscape, offset: position)
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}

// MARK: - Numbers

extension JSONParser {
  private mutating func number() throws(JSONError) -> JSON {
    let start = position
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    let whole = position
    try digits()
    if bytes[whole] == UInt8(ascii: "0"), position > whole + 1 {
      position = whole + 1
      throw unexpected(in: .number)
    }
    var isInteger = true
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      try digits()
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      position += 1
      if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
        position += 1
      }
      try digits()
    }
    let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
    if isInteger, let value = Int(text) { return .int(value) }
    guard let value = Double(text), value.isFinite else { throw JSONError(.numberOutOfRange, offset: start) }
    return .double(value)
  }

  /// One or more digits.
  private mutating func digits() throws(JSONError) {
    let start = position
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
    guard position == start else { return }
    guard position < bytes.count else { throw JSONError(.endOfInput, offset: position) }
    throw unexpected(in: .number)
  }
}
