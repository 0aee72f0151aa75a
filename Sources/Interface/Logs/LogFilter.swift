/// What is typed after `&`: terms that must all hold. [logs.md](../../../docs/logs.md) has the grammar.
///
///     timeout !healthz "two words" ~5\d\d /GET \/v\d/ level>=warn pod=x7f2c
package struct LogFilter: Hashable, Sendable {
  package enum Malformed: Error, Hashable {
    case pattern(String)
    case level(String)

    package var text: String {
      switch self {
      case .pattern(let pattern): "\"\(pattern)\" is no regular expression."
      case .level(let word): "\"\(word)\" is no level: debug, info, warn, error."
      }
    }
  }

  private var terms: [Term] = []

  private struct Term: Hashable, Sendable {
    var test: Test
    /// Whether it is to hold, or not to.
    var isWanted: Bool
  }

  private enum Test: Hashable, Sendable {
    case line(LogNeedle)
    case level(LogComparison, LogLevel)
    case pod(LogWord)
  }

  package init(_ text: String) throws(Malformed) {
    var rest = text[...]
    while let start = rest.firstIndex(where: { $0 != " " }) {
      rest = rest[start...]
      let isWanted = rest.first != "!"
      if !isWanted { rest = rest.dropFirst() }
      if let test = try Self.readTest(&rest) { terms.append(Term(test: test, isWanted: isWanted)) }
    }
  }

  package var isEverything: Bool { terms.isEmpty }

  /// Whether a line of that pod is let through.
  package func admits(_ line: String, pod: String) -> Bool {
    terms.allSatisfy { term in
      let holds =
        switch term.test {
        case .line(let needle): needle.matches(line)
        case .level(let comparison, let level): LogLevel(of: line).map { comparison.holds($0, level) } ?? false
        case .pod(let word): word.isFound(in: pod)
        }
      return holds == term.isWanted
    }
  }

  /// One term off the front; nil for one that is only begun.
  private static func readTest(_ rest: inout Substring) throws(Malformed) -> Test? {
    switch rest.first {
    case "/":
      let pattern = delimited(&rest, by: "/")
      return pattern.isEmpty ? nil : .line(.pattern(try compiled(pattern)))
    case "\"":
      let text = delimited(&rest, by: "\"")
      return text.isEmpty ? nil : .line(.word(LogWord(text)))
    default:
      let word = rest.prefix { $0 != " " }
      rest = rest[word.endIndex...]
      return try test(of: String(word))
    }
  }

  private static func test(of word: String) throws(Malformed) -> Test? {
    if word.isEmpty || word == "~" { return nil }
    if word.hasPrefix("~") { return .line(.pattern(try compiled(String(word.dropFirst())))) }
    if let (name, comparison, value) = LogComparison.split(word) {
      switch name {
      case "level", "":
        if value.isEmpty, !name.isEmpty { return nil }
        guard let level = LogLevel(word: value) else {
          // `>` and `<` alone are also text that somebody looks for.
          if name.isEmpty { break }
          throw .level(value)
        }
        return .level(comparison, level)
      case "pod" where comparison == .equal: return value.isEmpty ? nil : .pod(LogWord(value))
      default: break
      }
    }
    return .line(.word(LogWord(word)))
  }

  /// What stands between two delimiters, of which the second is followed by a space or nothing. While it is being typed it has no end.
  private static func delimited(_ rest: inout Substring, by delimiter: Character) -> String {
    let body = rest.dropFirst()
    let end = body.indices.first { index in
      body[index] == delimiter && (body.index(after: index) == body.endIndex || body[body.index(after: index)] == " ")
    }
    rest = end.map { body[body.index(after: $0)...] } ?? ""
    return String(end.map { body[..<$0] } ?? body)
  }

  private static func compiled(_ pattern: String) throws(Malformed) -> LogPattern {
    do throws(LogPattern.Malformed) {
      return try LogPattern(regularExpression: pattern)
    } catch {
      throw .pattern(error.pattern)
    }
  }
}

/// `level>=warn`
package enum LogComparison: String, CaseIterable, Hashable, Sendable {
  // The longer signs first, since they begin with the shorter.
  case atLeast = ">="
  case atMost = "<="
  case more = ">"
  case less = "<"
  case equal = "="

  package func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
    switch self {
    case .atLeast: left >= right
    case .atMost: left <= right
    case .more: left > right
    case .less: left < right
    case .equal: left == right
    }
  }

  /// A name, a sign and a value; nil for a word that has no sign.
  static func split(_ word: String) -> (name: String, comparison: LogComparison, value: String)? {
    guard let start = word.firstIndex(where: { "<>=".contains($0) }) else { return nil }
    guard let comparison = allCases.first(where: { word[start...].hasPrefix($0.rawValue) }) else { return nil }
    return (String(word[..<start]), comparison, String(word[start...].dropFirst(comparison.rawValue.count)))
  }
}
