import Foundation
import Model

/// How the pane tells when a line was written.
package enum LogTimestamps: String, CaseIterable, Hashable, Sendable {
  case off, local, utc, relative

  package var next: LogTimestamps {
    switch self {
    case .off: .local
    case .local: .utc
    case .utc: .relative
    case .relative: .off
    }
  }

  /// As wide for every line, so that the lines stay under each other; nil where nothing is told.
  package func text(of date: Date, at now: Date) -> String? {
    switch self {
    case .off: nil
    case .local: date.clockTime { localtime_r(&$0, &$1) }
    case .utc: date.clockTime { gmtime_r(&$0, &$1) } + "Z"
    case .relative:
      // The longest age, `23h59m`.
      String(repeating: " ", count: max(0, 6 - humanAge(from: date, to: now).count)) + humanAge(from: date, to: now)
    }
  }
}

extension Date {
  /// `14:03:59`
  fileprivate func clockTime(_ split: (inout time_t, inout tm) -> Void) -> String {
    var seconds = time_t(timeIntervalSince1970.rounded(.down))
    var parts = tm()
    split(&seconds, &parts)
    let two: (Int32) -> String = { $0 < 10 ? "0\($0)" : "\($0)" }
    return "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
  }
}
