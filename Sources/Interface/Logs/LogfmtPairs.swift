/// logfmt: `level=info msg="cache refreshed" keys=12`, after a time and a level that may stand there without a name.
enum LogfmtPairs {
  /// nil for a line with fewer than two pairs, or with words between them: prose that mentions `a=b` is no logfmt.
  static func fields(of line: String) -> [LogFields.Field]? {
    var rest = Array(line.utf8)[...]
    var fields: [LogFields.Field] = []
    var pairs = 0
    while let start = rest.firstIndex(where: { $0 != 0x20 }) {
      rest = rest[start...]
      let word = rest.prefix { $0 != 0x20 && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "\"") }
      rest = rest[word.endIndex...]
      if !word.isEmpty, rest.first == UInt8(ascii: "=") {
        rest = rest.dropFirst()
        guard let value = value(&rest) else { return nil }
        fields.append(.init(name: String(decoding: word, as: UTF8.self), value: value))
        pairs += 1
      } else {
        guard pairs == 0, let field = bare(word, before: rest, fields) else { return nil }
        fields = field
      }
    }
    return pairs >= 2 ? fields : nil
  }

  private static func value(_ rest: inout ArraySlice<UInt8>) -> String? {
    guard rest.first == UInt8(ascii: "\"") else {
      let word = rest.prefix { $0 != 0x20 }
      rest = rest[word.endIndex...]
      return String(decoding: word, as: UTF8.self)
    }
    var value: [UInt8] = []
    rest = rest.dropFirst()
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""):
        // What follows a value is a space or nothing.
        return rest.first.map { $0 == 0x20 } ?? true ? String(decoding: value, as: UTF8.self) : nil
      case UInt8(ascii: "\\"):
        guard let escaped = rest.popFirst() else { return nil }
        if escaped == UInt8(ascii: "n") {
          value.append(0x0A)
        } else if escaped == UInt8(ascii: "t") {
          value.append(0x09)
        } else {
          value.append(escaped)
        }
      default: value.append(byte)
      }
    }
    return nil
  }

  /// The fields with a word before the first pair: the parts of a time, or a level. nil where it is neither.
  private static func bare(
    _ word: ArraySlice<UInt8>, before rest: ArraySlice<UInt8>, _ fields: [LogFields.Field]
  ) -> [LogFields.Field]? {
    guard rest.first != UInt8(ascii: "\""), let first = word.first else { return nil }
    let text = String(decoding: word, as: UTF8.self)
    if LogLevel(word: text) != nil, !fields.contains(where: { $0.name == "level" }) {
      return fields + [.init(name: "level", value: text)]
    }
    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
      word.contains(UInt8(ascii: ":")) || word.contains(UInt8(ascii: "-")) || word.contains(UInt8(ascii: "/"))
    else { return nil }
    if let time = fields.first, time.name == "time" {
      return [.init(name: "time", value: "\(time.value) \(text)")] + fields.dropFirst()
    }
    return [.init(name: "time", value: text)] + fields
  }
}
