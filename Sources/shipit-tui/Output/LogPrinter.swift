import Engine
import Interface
import JSON
import Kubernetes
import Model

/// How what a tail tells is printed: lines as results, everything else as a remark.
struct LogPrinter {
  /// Which pod a line is from.
  var hasPrefix: Bool
  var hasTimestamps: Bool
  /// Lines go out as they came; otherwise nothing in them can move a cursor.
  var isRaw: Bool
  /// The fields that are printed of JSON and logfmt; nil prints such lines as they came, none all of them.
  var fields: [String]?
  var isJSON = false
  let app: String
  let cluster: String

  /// The line for standard output; nil for what is no line.
  func line(_ event: LogEvent) -> String? {
    guard case .line(let line) = event else { return nil }
    if isJSON { return json(line).text }
    var text = line.text
    if let fields, let parsed = LogFields(text.removingColours()) { text = parsed.line(choice: fields) }
    if !isRaw { text = text.neutralised(keepingTabs: true) }
    if hasTimestamps { text = "\(line.timestamp.rfc3339) \(text)" }
    return hasPrefix ? "\(line.source.name(in: app)) | \(text)" : text
  }

  /// The line with its end, for standard output; nothing for what is no line.
  func append(_ event: LogEvent, to bytes: inout [UInt8]) {
    switch event {
    case .line(let line) where isVerbatim:
      // As it came, without a string in between.
      bytes.append(contentsOf: line.text.utf8)
    case .line:
      guard let text = line(event) else { return }
      bytes.append(contentsOf: text.utf8)
    default: return
    }
    bytes.append(0x0A)
  }

  private var isVerbatim: Bool { isRaw && !hasPrefix && !hasTimestamps && !isJSON && fields == nil }

  /// A deploy between the lines.
  func line(_ marker: LogMarker) -> String {
    let time = Timestamp(marker.time).rfc3339
    guard isJSON else { return "── \(marker.text.neutralised()) · \(time)" }
    return (["deploy": .string(marker.text), "time": .string(time)] as JSON).text
  }

  private func json(_ line: LogLine) -> JSON {
    var json: JSON = [
      "time": .string(line.timestamp.rfc3339), "pod": .string(line.source.pod),
      "container": .string(line.source.container), "restarts": .int(line.source.restartCount),
      "text": .string(line.text),
    ]
    let plain = line.text.removingColours()
    if let level = LogLevel(of: plain) { json["level"] = .string(level.name) }
    if let parsed = LogFields(plain) {
      let chosen = fields.map { $0.isEmpty ? parsed.fields : parsed.shown(choice: $0) } ?? parsed.fields
      json["fields"] = .object(Dictionary(chosen.map { ($0.name, JSON.string($0.value)) }, uniquingKeysWith: { $1 }))
    }
    return json
  }

  /// What a person should know besides; nil for what needs no word: that a log begins is seen by its lines.
  func remark(_ event: LogEvent) -> String? {
    switch event {
    case .line, .started, .reconnected: nil
    default: event.remark(app: app, cluster: cluster)
    }
  }
}

extension JSON {
  /// On one line.
  fileprivate var text: String { String(decoding: encoded(), as: UTF8.self) }
}
