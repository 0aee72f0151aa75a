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
    return hasPrefix ? "\(name(of: line.source)) | \(text)" : text
  }

  /// What a person should know besides; nil for what needs no word.
  func remark(_ event: LogEvent) -> String? {
    switch event {
    case .line, .started, .ended(_, .caughtUp), .reconnected: nil
    case .ended(let source, .terminated(let code, let reason)):
      "\(name(of: source)) has ended with \(code)\(reason.isEmpty ? "" : " (\(reason))")"
    case .ended(let source, .podDeleted): "\(name(of: source)) was deleted"
    case .ended(let source, .refused(let error)): "\(name(of: source)): \(error.explanation(cluster: cluster).text)"
    case .gap(let source, let count, _):
      "\(name(of: source)): \(count.map { "\($0) lines or more" } ?? "lines") are missing here"
    case .interrupted(let source, let error):
      "\(name(of: source)) is interrupted, going on: \(error.explanation(cluster: cluster).text)"
    case .disconnected(let error): "new pods are not noticed for now: \(error.explanation(cluster: cluster).text)"
    }
  }

  /// With the container where it is not the app's own.
  private func name(of source: LogSource) -> String {
    source.container == app ? source.pod : "\(source.pod)/\(source.container)"
  }
}
