import Foundation
import JSON
import Model

/// Records with the ways to print them.
struct Listing<Record: Encodable> {
  let records: [Record]
  let header: [String]
  /// The cells of a record, as many as the header has.
  let row: (Record) -> [String]
  /// How other commands name it.
  let name: (Record) -> String
  /// What to say, not on standard output, when there are none.
  let nothing: String

  /// Prints them as a list: `[]` for nothing.
  func print(as format: OutputFormat, to console: Console) throws {
    switch format {
    case .table:
      guard !records.isEmpty else {
        console.note(nothing)
        return
      }
      for line in Table(header: header, rows: records.map(row)).lines { console.print(line) }
    case .name: for record in records { console.print(name(record)) }
    case .json, .yaml: try console.print(JSON(encoding: records), as: format)
    }
  }
}

extension Console {
  /// Prints a value as JSON or YAML. What a terminal would obey is escaped, so both stay what they are.
  func print(_ value: JSON, as format: OutputFormat) throws {
    let text = format == .yaml ? try value.yaml : String(decoding: value.encoded(pretty: true), as: UTF8.self) + "\n"
    output(Array(text.escapingTerminalControls.utf8))
  }
}

extension JSON {
  init(encoding value: some Encodable) throws {
    self = try JSON(parsing: Array(try RecordJSON.encoder().encode(value)))
  }
}

extension String {
  /// For text that has escaped C0 controls already, as JSON and YAML do: the others (DEL, C1, separators, bidirectional
  /// marks) stand within quotes there, where `\u` is understood.
  fileprivate var escapingTerminalControls: String {
    guard unicodeScalars.contains(where: { $0.needsEscape }) else { return self }
    return unicodeScalars.map { scalar in
      guard scalar.needsEscape else { return String(scalar) }
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }
}

extension Unicode.Scalar {
  fileprivate var needsEscape: Bool {
    self != "\n" && value >= 0x7F && String(self).neutralised() != String(self)
  }
}
