import Foundation

/// `docs/performance.md`: the table between its marks is replaced, and what people wrote around it stays.
enum Document {
  static let path = "docs/performance.md"
  static let begin = "<!-- the table: written by shipit-bench -->"
  static let end = "<!-- the end of the table -->"

  /// - Throws: `.wrong` where the marks are missing.
  static func replacingTable(in text: String, with table: String) throws(BenchError) -> String {
    guard let start = text.range(of: begin), let finish = text.range(of: end), start.upperBound <= finish.lowerBound
    else { throw .wrong("\(path) has no place for the table: \(begin) … \(end)") }
    return text[..<start.upperBound] + "\n\n" + table + "\n\n" + text[finish.lowerBound...]
  }

  static func write(_ table: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try replacingTable(in: text, with: table).write(toFile: path, atomically: true, encoding: .utf8)
  }
}
