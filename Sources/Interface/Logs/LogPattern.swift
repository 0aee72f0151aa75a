import Foundation

/// What a line is searched for: plain text, or a regular expression that is compiled once.
///
/// Smart case, as ripgrep and vim have it: a pattern without capitals matches either case.
package struct LogPattern: Hashable, Sendable {
  package struct Malformed: Error, Hashable {
    package let pattern: String

    package init(pattern: String) {
      self.pattern = pattern
    }
  }

  private let expression: NSRegularExpression

  package init(regularExpression pattern: String) throws(Malformed) {
    // Escapes such as `\S` are no capitals of the person's.
    let plain = pattern.replacing(/\\./, with: "")
    let options: NSRegularExpression.Options = plain.contains(where: \.isUppercase) ? [] : [.caseInsensitive]
    guard !pattern.isEmpty, let expression = try? NSRegularExpression(pattern: pattern, options: options) else {
      throw Malformed(pattern: pattern)
    }
    self.expression = expression
  }

  /// Where it is found, without what is found as nothing.
  package func ranges(in line: String) -> [Range<String.Index>] {
    expression.matches(in: line, range: NSRange(line.startIndex..., in: line)).compactMap { Range($0.range, in: line) }
      .filter { !$0.isEmpty }
  }

  package func matches(_ line: String) -> Bool {
    expression.firstMatch(in: line, range: NSRange(line.startIndex..., in: line)) != nil
  }
}

/// Which lines of a log are wanted: those that have all that is asked for, and nothing that is not.
package struct LogSelection: Hashable, Sendable {
  /// All of these are found.
  package var wanted: [LogPattern]
  /// None of these is.
  package var unwanted: [LogPattern]
  /// A line that tells no level is not at least as serious as anything.
  package var leastLevel: LogLevel?

  package init(wanted: [LogPattern] = [], unwanted: [LogPattern] = [], leastLevel: LogLevel? = nil) {
    self.wanted = wanted
    self.unwanted = unwanted
    self.leastLevel = leastLevel
  }

  package var isEverything: Bool { wanted.isEmpty && unwanted.isEmpty && leastLevel == nil }

  package func admits(_ line: String) -> Bool {
    if let leastLevel {
      guard let level = LogLevel(of: line), level >= leastLevel else { return false }
    }
    return wanted.allSatisfy { $0.matches(line) } && !unwanted.contains { $0.matches(line) }
  }
}
