/// How serious a line says it is, by the words that loggers use.
package enum LogLevel: Int, Hashable, Sendable, Comparable {
  case debug, info, warning, error

  package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }

  /// By a word that loggers use: `warn`, `WARNING`.
  package init?(word: String) {
    guard let level = Self.named(Array(word.lowercased().utf8)) else { return nil }
    self = level
  }

  /// As `--level` and `level>=` take it.
  package var name: String {
    switch self {
    case .debug: "debug"
    case .info: "info"
    case .warning: "warn"
    case .error: "error"
    }
  }

  /// By the field that is its level; in other lines by the first word that is one.
  package init?(of line: String) {
    if line.utf8.first == UInt8(ascii: "{") || line.utf8.contains(UInt8(ascii: "=")), let fields = LogFields(line) {
      if let level = fields.level {
        self = level
        return
      }
      // A word in its message, or the name of a field, is no level.
      if fields.isJSON { return nil }
    }
    guard let level = Self.klog(line) ?? Self.inWords(of: line) else { return nil }
    self = level
  }

  /// `E1125 14:30:15.000001 …`, as Kubernetes' own programs write.
  private static func klog(_ line: String) -> LogLevel? {
    let head = Array(line.utf8.prefix(6))
    guard head.count == 6, head[1...4].allSatisfy({ (48...57).contains($0) }), head[5] == 0x20 else { return nil }
    return switch Unicode.Scalar(head[0]) {
    case "E", "F": .error
    case "W": .warning
    case "I": .info
    default: nil
    }
  }

  /// Looks at the first 160 bytes only: levels stand at the start of lines, and long lines come often.
  private static func inWords(of line: String) -> LogLevel? {
    let head = line.utf8.prefix(160).map { (65...90).contains($0) ? $0 + 32 : $0 }
    var word: [UInt8] = []
    for byte in head + [32] {
      if (97...122).contains(byte) {
        word.append(byte)
        continue
      }
      if let level = named(word) { return level }
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
