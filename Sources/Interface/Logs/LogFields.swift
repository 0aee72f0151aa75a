import JSON

/// What a structured line says, field by field, in the order in which it was written: a JSON object, or logfmt.
package struct LogFields: Hashable, Sendable {
  package struct Field: Hashable, Sendable {
    package var name: String
    /// A string without its quotes; anything else as JSON has it.
    package var value: String
  }

  package private(set) var fields: [Field]
  /// Whether the line was a JSON object.
  package let isJSON: Bool

  /// nil for a line that is neither.
  package init?(_ line: String) {
    let isJSON = line.utf8.first == UInt8(ascii: "{")
    guard let fields = isJSON ? JSONMembers.fields(of: line) : LogfmtPairs.fields(of: line) else { return nil }
    self.fields = fields
    self.isJSON = isJSON
  }

  /// A field by its name, by what it is for (`level`, `message`, `time`), or by its path through objects (`http.status`).
  package subscript(name: String) -> String? {
    if let field = fields.first(where: { $0.name == name }) { return field.value }
    if let part = Part(rawValue: name), let field = field(of: part) { return field.value }
    guard let dot = name.firstIndex(of: "."), let outer = fields.first(where: { $0.name == name[..<dot] }) else {
      return nil
    }
    return LogFields(outer.value)?[String(name[name.index(after: dot)...])]
  }

  package var level: LogLevel? { field(of: .level).flatMap { LogLevel(fieldValue: $0.value) } }
  package var message: String? { field(of: .message)?.value }

  /// The fields as one line of text, as the screen shows them.
  package func line(choice: [String]) -> String {
    shown(choice: choice).map { field in
      switch part(of: field) {
      case .level?: level?.word ?? field.value
      case .message?, .time?: field.value
      case nil: "\(field.name)=\(field.value)"
      }
    }.joined(separator: " ")
  }

  /// What is told first of every line, whatever its logger calls it.
  package enum Part: String, CaseIterable, Hashable, Sendable {
    case level, message, time

    var names: [String] {
      switch self {
      case .level: ["level", "lvl", "severity", "levelname", "log.level", "loglevel"]
      case .message: ["msg", "message", "@message", "event", "text"]
      case .time: ["time", "ts", "timestamp", "@timestamp", "t", "datetime"]
      }
    }
  }

  package func field(of part: Part) -> Field? {
    for name in part.names {
      if let field = fields.first(where: { $0.name == name }) { return field }
    }
    return nil
  }

  /// What a field is for; nil for what only its own app knows.
  package func part(of field: Field) -> Part? {
    Part.allCases.first { part in
      field.name == part.rawValue && self.field(of: part)?.value == field.value || self.field(of: part) == field
    }
  }

  /// The fields as they are shown: level and message, the others, and last the time, which is long and says the least; of all, or
  /// of those that a person has chosen.
  /// The level is always told, so that it is never told by colour alone.
  package func shown(choice: [String]) -> [Field] {
    let first = [field(of: .level), field(of: .message)].compactMap { $0 }
    let last = [field(of: .time)].compactMap { $0 }
    guard !choice.isEmpty else { return first + fields.filter { !(first + last).contains($0) } + last }
    let chosen = choice.compactMap { name in self[name].map { Field(name: name, value: $0) } }
    return (field(of: .level).map { [$0] } ?? []) + chosen.filter { !Part.level.names.contains($0.name) }
  }
}

extension LogLevel {
  /// A level as a field has it: a word, or a number of bunyan and pino (30 is info, 40 is warn).
  init?(fieldValue value: String) {
    if let number = Int(value) {
      switch number {
      case 10..<30: self = .debug
      case 30..<40: self = .info
      case 40..<50: self = .warning
      case 50...60: self = .error
      default: return nil
      }
    } else {
      self.init(word: value)
    }
  }

  /// As wide for each: what is told beside the colour.
  package var word: String {
    switch self {
    case .debug: "DEBUG"
    case .info: "INFO "
    case .warning: "WARN "
    case .error: "ERROR"
    }
  }
}
