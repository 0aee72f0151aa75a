import Foundation
import JSON

/// What the recorded cluster and the simulated one call differently: each recorded name, uid or hash stands for one of ours.
struct Variables {
  private(set) var ours: [String: String] = [:]
  private var recorded: [String: String] = [:]

  /// False when either is already bound to something else.
  mutating func bind(_ theirs: String, _ mine: String) -> Bool {
    if let bound = ours[theirs] { return bound == mine }
    if let bound = recorded[mine] { return bound == theirs }
    ours[theirs] = mine
    recorded[mine] = theirs
    return true
  }

  /// A recorded text with our names in it, longest first.
  func translate(_ text: String) -> String {
    ours.sorted { $0.key.count > $1.key.count }.reduce(text) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
  }

  // MARK: - Texts

  enum Token: Equatable {
    case literal(String)
    /// Must stand for the same thing everywhere.
    case bound(kind: String, String)
    /// Differs from run to run: times, addresses, ages.
    case free(kind: String)
  }

  private static let patterns: [(kind: String, isBound: Bool, pattern: String)] = [
    ("uid", true, "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    ("time", false, "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|\\+00:00)"),
    ("digest", false, "[0-9a-f]{64}"),
    ("address", false, "\\d+\\.\\d+\\.\\d+\\.\\d+"),
    ("event", false, "\\.18[0-9a-f]{14}"),
    ("podname", true, "[a-z0-9-]+-[bcdfghjklmnpqrstvwxz2456789]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}(?![a-z0-9])"),
    ("setname", true, "[a-z0-9-]+-[bcdfghjklmnpqrstvwxz2456789]{8,10}(?![a-z0-9])"),
    ("age", false, "^\\d+[smhd](\\d+[smh])?$"),
    ("version", false, "(?<=version: 1 \\()\\d+(?=\\)$)|(?<=current: )\\d+"),
    ("hash", true, "^[bcdfghjklmnpqrstvwxz2456789]{8,10}$"),
    ("name", true, "\\b(kube-api-access|migrate|broken|web)-[bcdfghjklmnpqrstvwxz2456789]{5}\\b"),
  ]

  private static let expression = try? NSRegularExpression(
    pattern: patterns.map { "(\($0.pattern))" }.joined(separator: "|"))

  static func tokens(_ text: String) -> [Token] {
    guard let expression else { return [.literal(text)] }
    let whole = text as NSString
    var tokens: [Token] = []
    var position = 0
    for match in expression.matches(in: text, range: NSRange(location: 0, length: whole.length)) {
      if match.range.location > position {
        tokens.append(
          .literal(whole.substring(with: NSRange(location: position, length: match.range.location - position))))
      }
      let found = whole.substring(with: match.range)
      let pattern = patterns.first {
        matches(found, $0.kind, $0.pattern)
      }
      if let pattern {
        tokens.append(pattern.isBound ? .bound(kind: pattern.kind, found) : .free(kind: pattern.kind))
      }
      position = match.range.location + match.range.length
    }
    if position < whole.length { tokens.append(.literal(whole.substring(from: position))) }
    return tokens
  }

  private static func matches(_ found: String, _ kind: String, _ pattern: String) -> Bool {
    // Found by what stands around it, which is no longer there.
    if kind == "version" { return found.allSatisfy(\.isNumber) }
    return found.range(of: "^(\(pattern))$", options: .regularExpression) != nil
  }

  /// Whether the texts are the same but for variables.
  mutating func unify(_ theirs: String, _ mine: String) -> Bool {
    if theirs == mine { return true }
    let left = Variables.tokens(theirs)
    let right = Variables.tokens(mine)
    guard left.count == right.count else { return false }
    for (theirs, mine) in zip(left, right) {
      switch (theirs, mine) {
      case (.literal(let theirs), .literal(let mine)): if theirs != mine { return false }
      case (.free(let theirs), .free(let mine)): if theirs != mine { return false }
      case (.bound(let kind, let theirs), .bound(let other, let mine)):
        if kind != other || !bind(theirs, mine) { return false }
      default: return false
      }
    }
    return true
  }
}
