import Engine
import Kubernetes
import Model

/// How what a tail tells is printed: lines as results, everything else as a remark.
struct LogPrinter {
  /// Which pod a line is from.
  var hasPrefix: Bool
  var hasTimestamps: Bool
  /// Lines go out as they came; otherwise nothing in them can move a cursor.
  var isRaw: Bool
  let app: String
  let cluster: String

  /// The line for standard output; nil for what is no line.
  func line(_ event: LogEvent) -> String? {
    guard case .line(let line) = event else { return nil }
    var text = isRaw ? line.text : line.text.neutralised(keepingTabs: true)
    if hasTimestamps { text = "\(line.timestamp.rfc3339) \(text)" }
    return hasPrefix ? "\(line.source.name(in: app)) | \(text)" : text
  }

  /// The line with its end, for standard output; nothing for what is no line.
  func append(_ event: LogEvent, to bytes: inout [UInt8]) {
    if isRaw, !hasPrefix, !hasTimestamps, case .line(let line) = event {
      // As it came, without a string in between.
      bytes.append(contentsOf: line.text.utf8)
    } else if let text = self.line(event) {
      bytes.append(contentsOf: text.utf8)
    } else {
      return
    }
    bytes.append(0x0A)
  }

  /// What a person should know besides; nil for what needs no word: that a log begins is seen by its lines.
  func remark(_ event: LogEvent) -> String? {
    switch event {
    case .started, .reconnected: nil
    default: event.remark(app: app, cluster: cluster)
    }
  }
}
