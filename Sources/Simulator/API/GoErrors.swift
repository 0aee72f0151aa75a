import JSON

/// The words of Go's standard library, which API servers pass on.
enum GoErrors {
  /// `encoding/json`'s message for bytes that are not JSON.
  static func json(_ error: JSONError) -> String {
    switch error.reason {
    case .endOfInput: "unexpected end of JSON input"
    case .invalidEscape: "invalid character in string escape code"
    case .numberOutOfRange: "cannot unmarshal number out of range"
    case .tooDeep: "exceeded max depth"
    case .unexpectedByte(let byte, let context):
      "invalid character \(character(byte)) \(words(context))"
    }
  }

  private static func words(_ context: JSONError.Context) -> String {
    switch context {
    case .value: "looking for beginning of value"
    case .objectKey: "looking for beginning of object key string"
    case .afterObjectKey: "after object key"
    case .afterObjectMember: "after object key:value pair"
    case .afterArrayElement: "after array element"
    case .afterTopLevelValue: "after top-level value"
    case .string: "in string literal"
    case .number: "in numeric literal"
    case .literal: "in literal"
    }
  }

  /// As `strconv.Quote` in single quotes.
  private static func character(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "'"): #"'\''"#
    case UInt8(ascii: "\""): "'\"'"
    case 0x20..<0x7F: "'\(Character(Unicode.Scalar(byte)))'"
    case 0x0A: #"'\n'"#
    case 0x0D: #"'\r'"#
    case 0x09: #"'\t'"#
    case 0x00..<0x80: "'\\x\(byte < 16 ? "0" : "")\(String(byte, radix: 16))'"
    case 0xA0...: "'\(Character(Unicode.Scalar(byte)))'"
    default: "'\\u00\(String(byte, radix: 16))'"
    }
  }

  /// `time.Parse(time.RFC3339, text)`.
  static func time(_ text: String) -> String {
    #"parsing time "\#(text)" as "2006-01-02T15:04:05Z07:00": cannot parse "\#(text)" as "2006""#
  }

  /// `strconv.ParseUint(text, 10, 64)` and its siblings.
  static func number(_ function: String, _ text: String) -> String {
    #"strconv.\#(function): parsing "\#(text)": invalid syntax"#
  }
}
