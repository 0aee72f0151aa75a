extension JSON {
  /// The value as JSON with sorted keys; `pretty` puts each member on its own line, indented by two spaces.
  ///
  /// Infinities and NaN, which JSON cannot express, become `null`.
  package func encoded(pretty: Bool = false) -> [UInt8] {
    var output: [UInt8] = []
    encode(into: &output, pretty: pretty)
    return output
  }

  /// Appends the encoding, so that a list is written from its items without a copy of each.
  package func encode(into output: inout [UInt8], pretty: Bool = false) {
    write(into: &output, indentation: pretty ? 0 : nil)
  }

  private func write(into output: inout [UInt8], indentation: Int?) {
    switch self {
    case .null: output.append(contentsOf: "null".utf8)
    case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
    case .int(let value): output.append(contentsOf: String(value).utf8)
    case .double(let value): output.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
    case .string(let value): JSON.writeString(value, into: &output)
    case .array(let elements):
      JSON.writeSequence(elements, "[", "]", indentation, &output) { element, inner, output in
        element.write(into: &output, indentation: inner)
      }
    case .object(let members):
      JSON.writeSequence(members.sorted { $0.key < $1.key }, "{", "}", indentation, &output) { member, inner, output in
        JSON.writeString(member.key, into: &output)
        output.append(UInt8(ascii: ":"))
        if inner != nil { output.append(UInt8(ascii: " ")) }
        member.value.write(into: &output, indentation: inner)
      }
    }
  }

  private static func writeSequence<Element>(
    _ elements: [Element], _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ indentation: Int?,
    _ output: inout [UInt8], _ write: (Element, Int?, inout [UInt8]) -> Void
  ) {
    output.append(UInt8(ascii: open))
    let inner = elements.isEmpty ? nil : indentation.map { $0 + 2 }
    for (index, element) in elements.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      if let inner { newLine(inner, &output) }
      write(element, inner, &output)
    }
    if let indentation, !elements.isEmpty { newLine(indentation, &output) }
    output.append(UInt8(ascii: close))
  }

  private static func newLine(_ indentation: Int, _ output: inout [UInt8]) {
    output.append(0x0A)
    output.append(contentsOf: repeatElement(0x20, count: indentation))
  }

  private static func writeString(_ value: String, into output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    defer { output.append(UInt8(ascii: "\"")) }
    var value = value
    let isPlain = value.withUTF8 { bytes in
      // Nearly every string needs no escape.
      guard !bytes.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
        return false
      }
      output.append(contentsOf: bytes)
      return true
    }
    if isPlain { return }
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        output.append(UInt8(ascii: "\\"))
        output.append(byte)
      case 0x0A: output.append(contentsOf: #"\n"#.utf8)
      case 0x0D: output.append(contentsOf: #"\r"#.utf8)
      case 0x09: output.append(contentsOf: #"\t"#.utf8)
      case 0..<0x20:
        output.append(contentsOf: #"\u00"#.utf8)
        output.append(hexadecimalDigits[Int(byte >> 4)])
        output.append(hexadecimalDigits[Int(byte & 15)])
      default: output.append(byte)
      }
    }
  }

  private static let hexadecimalDigits = Array("0123456789abcdef".utf8)
}
