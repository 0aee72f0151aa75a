import JSON
import Model
import Terminal

extension State {
  /// The chosen line, whole, with its fields each on a line of its own.
  mutating func openLine() {
    guard let row = logs.chosenRow else { return }
    open(.text(TextPage(title: "Line of \(row.pod)", subject: "line \(row.sequence)", lines: row.wholeLines)))
  }
}

extension LogRow {
  var wholeLines: [TextPage.Line] {
    var lines: [TextPage.Line] = []
    let level = LogLevel(of: text)
    let facts = [
      ("Time", time?.inFull), ("Pod", pod),
      ("Container", container.isEmpty ? nil : container),
      ("Level", level?.name),
    ]
    for (name, value) in facts {
      if let value { lines.append(.init("\(name.padded(to: 11))\(value.neutralised())", .muted)) }
    }
    lines.append(.init(""))
    guard let fields = LogFields(text) else { return lines + [.init(text, level.role)] }
    lines +=
      fields.isJSON && (try? JSON(parsing: text)) != nil ? Self.lines(JSONMembers.pretty(text)) : Self.table(fields)
    // A stack trace is read line by line.
    for field in fields.fields where field.value.contains("\n") {
      lines += [.init(""), .init(field.name.neutralised(), .title)] + Self.lines(field.value)
    }
    return lines
  }

  private static func lines(_ text: String) -> [TextPage.Line] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map {
      .init(String($0).neutralised(keepingTabs: true).replacing("\t", with: "    "))
    }
  }

  private static func table(_ fields: LogFields) -> [TextPage.Line] {
    let width = (fields.fields.map(\.name.displayWidth).max() ?? 0) + 2
    return fields.fields.map { .init("\($0.name.neutralised().padded(to: width))\($0.value.neutralised())") }
  }
}
