import Foundation

/// Moments as RFC 3339 text with microseconds, in UTC: `2026-11-23T16:40:00.000000Z`.
///
/// Fixed width, so that text order is time order. Microseconds are what PostgreSQL and Kubernetes' `MicroTime` keep.
package enum RFC3339 {
  package static func text(of date: Date) -> String {
    let (days, rest) = microseconds(of: date).flooredQuotientAndRemainder(dividingBy: 86_400_000_000)
    let (year, month, day) = civil(fromDays: days)
    let (seconds, fraction) = rest.quotientAndRemainder(dividingBy: 1_000_000)
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
      + "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
      + ".\(padded(fraction, 6))Z"
  }

  /// Reads any RFC 3339 moment with any number of fraction digits and any offset; nil for other text.
  package static func date(from text: some StringProtocol) -> Date? {
    var scanner = Scanner(rest: Substring(text).utf8)
    guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2, 1...12), scanner.skip("-"),
      let day = scanner.number(2, 1...31), scanner.skip("Tt"), let hour = scanner.number(2, 0...23),
      scanner.skip(":"), let minute = scanner.number(2, 0...59), scanner.skip(":"),
      let second = scanner.number(2, 0...60), let fraction = scanner.fraction(), let offset = scanner.offset(),
      scanner.rest.isEmpty
    else { return nil }
    let timeOfDay = hour * 3600 + minute * 60 + second
    let seconds = days(ofYear: year, month: month, day: day) * 86400 + timeOfDay - offset
    return Date(timeIntervalSince1970: Double(seconds * 1_000_000 + fraction) / 1_000_000)
  }

  /// The nearest moment that survives being written and read back unchanged.
  package static func rounded(_ date: Date) -> Date {
    Date(timeIntervalSince1970: Double(microseconds(of: date)) / 1_000_000)
  }

  private static func microseconds(of date: Date) -> Int {
    Int((date.timeIntervalSince1970 * 1_000_000).rounded())
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// Howard Hinnant's `civil_from_days`: the proleptic Gregorian date of a day counted from 1970-01-01.
  private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
    let (era, dayOfEra) = (days + 719_468).flooredQuotientAndRemainder(dividingBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  /// The inverse: `days_from_civil`.
  private static func days(ofYear year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = year.flooredQuotientAndRemainder(dividingBy: 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension Int {
  fileprivate func flooredQuotientAndRemainder(dividingBy divisor: Int) -> (Int, Int) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

private struct Scanner {
  var rest: Substring.UTF8View

  /// Exactly `digits` digits.
  mutating func number(_ digits: Int, _ range: ClosedRange<Int> = 0...9999) -> Int? {
    var number = 0
    for _ in 0..<digits {
      guard let digit = digit() else { return nil }
      number = number * 10 + digit
    }
    return range.contains(number) ? number : nil
  }

  mutating func skip(_ any: StaticString) -> Bool {
    guard let byte = rest.first, any.withUTF8Buffer({ $0.contains(byte) }) else { return false }
    rest.removeFirst()
    return true
  }

  /// Microseconds; 0 where there is no fraction, nil for a point without digits.
  mutating func fraction() -> Int? {
    guard skip(".") else { return 0 }
    var (micros, weight, count) = (0, 100_000, 0)
    while let digit = digit() {
      micros += digit * weight
      weight /= 10
      count += 1
    }
    return count > 0 ? micros : nil
  }

  /// Seconds east of UTC.
  mutating func offset() -> Int? {
    if skip("Zz") { return 0 }
    let sign = skip("+") ? 1 : -1
    guard sign == 1 || skip("-"), let hours = number(2, 0...23), skip(":"), let minutes = number(2, 0...59) else {
      return nil
    }
    return sign * (hours * 3600 + minutes * 60)
  }

  private mutating func digit() -> Int? {
    guard let byte = rest.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
    rest.removeFirst()
    return Int(byte - UInt8(ascii: "0"))
  }
}
