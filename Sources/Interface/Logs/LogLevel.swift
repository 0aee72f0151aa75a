/// How serious a line says it is, by the words that loggers use.
package enum LogLevel: Int, Hashable, Sendable, Comparable {
  case debug, info, warning, error

  package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }

  /// By a word that loggers use: `warn`, `WARNING`.
  package init?(word: String) {
    guard let level = Self.named(Array(word.lowercased().utf8)) else { return nil }
    self = level
  }

  /// Looks at the first 160 bytes only: levels stand at the start of lines, and long lines come often.
  package init?(of line: String) {
    let head = line.utf8.prefix(160).map { (65...90).contains($0) ? $0 + 32 : $0 }
    var word: [UInt8] = []
    for byte in head + [32] {
      if (97...122).contains(byte) {
        word.append(byte)
        continue
      }
      if let level = Self.named(word) {
        self = level
        return
      }
      word.removeAll(keepingCapacity: true)
    }
    return nil
  }

  private static func named(_ word: [UInt8]) -> LogLevel? {
    guard (3...9).contains(word.count) else { return nil }
    return switch String(decoding: word, as: UTF8.self) {
    case "error", "err", "fatal", "panic", "critical", "crit", "emerg", "alert", "exception", "traceback": .error
    case "warn", "warning", "wrn": .warning
    case "info", "inf", "notice": .info
    case "debug", "dbg", "trace", "trc": .debug
    default: nil
    }
  }
}
