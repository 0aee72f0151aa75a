import Glibc

/// A moment of the simulated cluster's wall clock, to the nanosecond.
package struct WallTime: Hashable, Comparable, Sendable {
  /// Since 1970-01-01T00:00:00Z, without leap seconds.
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Times that a count of nanoseconds cannot reach (before 1677, after 2262) become the nearest that it can.
  package init(unixSeconds: Int64) {
    nanoseconds = unixSeconds.saturatingNanoseconds
  }

  /// The time of this computer.
  package static var system: WallTime {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return WallTime(nanoseconds: Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec))
  }

  package static func < (left: WallTime, right: WallTime) -> Bool { left.nanoseconds < right.nanoseconds }

  package static func + (time: WallTime, duration: Duration) -> WallTime {
    let (sum, overflow) = time.nanoseconds.addingReportingOverflow(duration.nanoseconds)
    return WallTime(nanoseconds: overflow ? duration < .zero ? .min : .max : sum)
  }

  package static func - (left: WallTime, right: WallTime) -> Duration {
    .nanoseconds(left.nanoseconds) - .nanoseconds(right.nanoseconds)
  }

  var unixSeconds: Int64 {
    nanoseconds >= 0 ? nanoseconds / 1_000_000_000 : (nanoseconds - 999_999_999) / 1_000_000_000
  }
}

extension Duration {
  /// At most what fits: people may ask for any number of seconds.
  var nanoseconds: Int64 {
    let whole = components.seconds.saturatingNanoseconds
    let (sum, overflow) = whole.addingReportingOverflow(components.attoseconds / 1_000_000_000)
    return overflow ? whole : sum
  }
}

// MARK: - RFC 3339

extension WallTime {
  enum Precision: Int {
    case seconds = 0
    case microseconds = 6
    case nanoseconds = 9
  }

  /// `2026-11-23T11:12:54Z`, as `metav1.Time` is written.
  func text(_ precision: Precision = .seconds, zone: String = "Z") -> String {
    let (days, seconds) = unixSeconds.quotientAndRemainder(flooring: 86400)
    let (year, month, day) = WallTime.civil(fromDays: days)
    let fraction = nanoseconds - unixSeconds * 1_000_000_000
    // Written for every change of every object.
    var text = String(unsafeUninitializedCapacity: 30) { buffer in
      var count = 0
      func write(_ value: Int64, digits: Int, of width: Int, then separator: Unicode.Scalar?) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        for _ in 0..<digits {
          buffer[count] = UInt8(48 + value / divisor % 10)
          divisor /= 10
          count += 1
        }
        if let separator {
          buffer[count] = UInt8(ascii: separator)
          count += 1
        }
      }
      write(year, digits: 4, of: 4, then: "-")
      write(month, digits: 2, of: 2, then: "-")
      write(day, digits: 2, of: 2, then: "T")
      write(seconds / 3600, digits: 2, of: 2, then: ":")
      write(seconds / 60 % 60, digits: 2, of: 2, then: ":")
      write(seconds % 60, digits: 2, of: 2, then: precision == .seconds ? nil : ".")
      if precision != .seconds { write(fraction, digits: precision.rawValue, of: 9, then: nil) }
      return count
    }
    text += zone
    return text
  }

  /// Parses RFC 3339 with any fraction and offset; nil for anything else.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    func number(_ range: Range<Int>) -> Int64? {
      guard range.upperBound <= bytes.count else { return nil }
      return bytes[range].reduce(Int64?(0)) { sum, byte in
        guard let sum, (48...57).contains(byte) else { return nil }
        return sum * 10 + Int64(byte - 48)
      }
    }
    guard bytes.count >= 20, bytes[4] == 45, bytes[7] == 45, bytes[10] | 0x20 == 116, bytes[13] == 58, bytes[16] == 58,
      let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month), (1...31).contains(day),
      hour < 24, minute < 60, second < 61
    else { return nil }
    var position = 19
    var fraction: Int64 = 0
    if bytes[position] == 46 {
      var scale: Int64 = 100_000_000
      position += 1
      while position < bytes.count, (48...57).contains(bytes[position]) {
        fraction += Int64(bytes[position] - 48) * scale
        scale /= 10
        position += 1
      }
    }
    var offset: Int64 = 0
    guard position < bytes.count else { return nil }
    if bytes[position] | 0x20 == 122 {
      position += 1
    } else {
      guard bytes[position] == 43 || bytes[position] == 45, let hours = number(position + 1..<position + 3),
        let minutes = number(position + 4..<position + 6)
      else { return nil }
      offset = (hours * 3600 + minutes * 60) * (bytes[position] == 45 ? -1 : 1)
      position += 6
    }
    guard position == bytes.count else { return nil }
    let seconds =
      WallTime.days(year: year, month: month, day: day) * 86400 + hour * 3600 + minute * 60 + second - offset
    self.init(unixSeconds: seconds)
    nanoseconds = nanoseconds.addingReportingOverflow(fraction).overflow ? nanoseconds : nanoseconds + fraction
  }

  /// Weekday (0 is Sunday), month, day, hour and minute in UTC, as cron counts them.
  var calendar: (weekday: Int, month: Int, day: Int, hour: Int, minute: Int) {
    let (days, seconds) = unixSeconds.quotientAndRemainder(flooring: 86400)
    let (_, month, day) = WallTime.civil(fromDays: days)
    let weekday = Int(((days + 4) % 7 + 7) % 7)
    return (weekday, Int(month), Int(day), Int(seconds / 3600), Int(seconds / 60 % 60))
  }

  /// Howard Hinnant's `civil_from_days`.
  private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719468
    let era = (shifted >= 0 ? shifted : shifted - 146096) / 146097
    let dayOfEra = shifted - era * 146097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468
  }
}

extension Int64 {
  fileprivate var saturatingNanoseconds: Int64 {
    let (product, overflow) = multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? self < 0 ? .min : .max : product
  }

  fileprivate func quotientAndRemainder(flooring divisor: Int64) -> (Int64, Int64) {
    let quotient = self >= 0 ? self / divisor : (self - divisor + 1) / divisor
    return (quotient, self - quotient * divisor)
  }
}
