/// When a cron job runs: five fields or a macro, as the CronJob controller reads them (`robfig/cron` ParseStandard).
package enum CronSchedule {
  private static let macros: Set = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]

  fileprivate struct Field {
    let range: ClosedRange<Int>
    /// Names for numbers, from the range's lower bound on.
    var names: [String] = []
  }

  private static let fields = [
    Field(range: 0...59), Field(range: 0...23), Field(range: 1...31),
    Field(
      range: 1...12,
      names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    Field(range: 0...6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
  ]

  package static func problem(in text: String) -> ValidationProblem? {
    guard !isValid(text) else { return nil }
    return ValidationProblem(
      field: "schedule", value: text.neutralised(),
      rule: """
        a schedule is minute (0-59), hour (0-23), day (1-31), month (1-12) and weekday (0-6, Sunday is 0), such as \
        "*/15 * * * *", or @hourly, @daily, @weekly, @monthly or @yearly
        """)
  }

  private static func isValid(_ text: String) -> Bool {
    if macros.contains(text) { return true }
    let parts = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
    return parts.count == fields.count && text.allSatisfy(\.isASCII)
      && zip(parts, fields).allSatisfy { part, field in
        part.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { field.takes($0) }
      }
  }
}

extension CronSchedule.Field {
  /// `*`, `5`, `1-5`, each with an optional `/step`; names where the field has them.
  fileprivate func takes(_ expression: Substring) -> Bool {
    let parts = expression.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2 else { return false }
    if parts.count == 2 {
      guard let step = Int(parts[1]), step > 0, parts[1].allSatisfy(\.isNumber) else { return false }
    }
    if first == "*" || first == "?" { return true }
    let bounds = first.split(separator: "-", omittingEmptySubsequences: false).map(number)
    switch bounds.count {
    case 1: return bounds[0] != nil
    case 2:
      guard let low = bounds[0], let high = bounds[1] else { return false }
      return low <= high
    default: return false
    }
  }

  private func number(_ text: Substring) -> Int? {
    if let index = names.firstIndex(of: text.lowercased()) { return range.lowerBound + index }
    guard text.allSatisfy(\.isNumber), let number = Int(text), range.contains(number) else { return nil }
    return number
  }
}
