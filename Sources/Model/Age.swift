import Foundation

/// A time span in few characters, by the rule of `kubectl` (`duration.HumanDuration`): `45s`, `3m12s`, `5h20m`, `4d3h`, `2y`.
package func humanAge(seconds: Int) -> String {
  let seconds = max(0, seconds)
  let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400)
  switch seconds {
  case ..<120: return "\(seconds)s"
  case ..<600: return minutes.with("m", seconds % 60, "s")
  case ..<10_800: return "\(minutes)m"
  case ..<28_800: return hours.with("h", minutes % 60, "m")
  case ..<172_800: return "\(hours)h"
  case ..<691_200: return days.with("d", hours % 24, "h")
  case ..<63_072_000: return "\(days)d"
  case ..<252_288_000: return (days / 365).with("y", days % 365, "d")
  default: return "\(days / 365)y"
  }
}

package func humanAge(from start: Date, to end: Date) -> String {
  humanAge(seconds: Int(end.timeIntervalSince(start)))
}

extension Int {
  fileprivate func with(_ unit: String, _ rest: Int, _ restUnit: String) -> String {
    rest == 0 ? "\(self)\(unit)" : "\(self)\(unit)\(rest)\(restUnit)"
  }
}
