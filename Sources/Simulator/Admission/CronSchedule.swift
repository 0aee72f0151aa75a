/// A cron schedule as `robfig/cron` reads it: five fields or a descriptor such as `@hourly`.
struct CronSchedule {
  struct SyntaxError: Error {
    let message: String
  }

  private let minutes: Set<Int>
  private let hours: Set<Int>
  private let days: Set<Int>
  private let months: Set<Int>
  private let weekdays: Set<Int>
  private let anyDay: Bool
  private let anyWeekday: Bool

  private static let descriptors = [
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
  ]
  private static let monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
  private static let weekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

  init(_ text: String) throws(SyntaxError) {
    var text = text
    if text.hasPrefix("@") {
      guard let expanded = CronSchedule.descriptors[text] else {
        throw SyntaxError(message: "unrecognized descriptor: \(text)")
      }
      text = expanded
    }
    let fields = text.split { $0 == " " || $0 == "\t" }.map(String.init)
    guard fields.count == 5 else {
      throw SyntaxError(message: "expected exactly 5 fields, found \(fields.count): [\(fields.joined(separator: " "))]")
    }
    minutes = try CronSchedule.values(fields[0], 0...59)
    hours = try CronSchedule.values(fields[1], 0...23)
    days = try CronSchedule.values(fields[2], 1...31)
    months = try CronSchedule.values(fields[3], 1...12, names: CronSchedule.monthNames)
    weekdays = try CronSchedule.values(fields[4], 0...6, names: CronSchedule.weekdayNames)
    anyDay = fields[2].hasPrefix("*") || fields[2] == "?"
    anyWeekday = fields[4].hasPrefix("*") || fields[4] == "?"
  }

  private static func values(
    _ field: String, _ bounds: ClosedRange<Int>, names: [String] = []
  ) throws(SyntaxError) -> Set<Int> {
    var values: Set<Int> = []
    for part in field.split(separator: ",") {
      let stepped = part.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      let ends = stepped[0].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
      guard stepped.count <= 2 else { throw SyntaxError(message: "too many slashes: \(part)") }
      guard ends.count <= 2 else { throw SyntaxError(message: "too many hyphens: \(part)") }
      var low = bounds.lowerBound
      var high = bounds.upperBound
      if ends[0] != "*" && ends[0] != "?" {
        low = try number(ends[0], bounds, names)
        high = ends.count == 2 ? try number(ends[1], bounds, names) : stepped.count == 2 ? high : low
      }
      let step = stepped.count == 2 ? try number(stepped[1], nil, []) : 1
      if low < bounds.lowerBound {
        throw SyntaxError(message: "beginning of range (\(low)) below minimum (\(bounds.lowerBound)): \(part)")
      }
      if high > bounds.upperBound {
        throw SyntaxError(message: "end of range (\(high)) above maximum (\(bounds.upperBound)): \(part)")
      }
      if low > high { throw SyntaxError(message: "beginning of range (\(low)) beyond end of range (\(high)): \(part)") }
      if step == 0 { throw SyntaxError(message: "step of range should be a positive number: \(part)") }
      values.formUnion(stride(from: low, through: high, by: step))
    }
    return values
  }

  private static func number(
    _ text: String, _ bounds: ClosedRange<Int>?, _ names: [String]
  ) throws(SyntaxError) -> Int {
    if let index = names.firstIndex(of: text.lowercased()) { return index + (bounds?.lowerBound ?? 0) }
    guard let value = Int(text) else {
      throw SyntaxError(
        message: "failed to parse int from \(text): strconv.Atoi: parsing \"\(text)\": invalid syntax")
    }
    return value
  }

  /// The next time after that one, on the minute; nil if there is none within five years.
  func next(after time: WallTime) -> WallTime? {
    var candidate = WallTime(unixSeconds: (time.unixSeconds / 60 + 1) * 60)
    for _ in 0..<(5 * 366 * 24 * 60) {
      let calendar = candidate.calendar
      let dayMatches =
        anyDay || anyWeekday
        ? days.contains(calendar.day) && weekdays.contains(calendar.weekday)
        : days.contains(calendar.day) || weekdays.contains(calendar.weekday)
      if months.contains(calendar.month), dayMatches, hours.contains(calendar.hour), minutes.contains(calendar.minute) {
        return candidate
      }
      let skipsDay = !months.contains(calendar.month) || !dayMatches
      let minutes = skipsDay ? 1440 - calendar.hour * 60 - calendar.minute : 1
      candidate = candidate + .seconds(60 * minutes)
    }
    return nil
  }
}
