import JSON

/// A label selector as in a query (k8s.io/apimachinery/pkg/labels), messages included.
struct LabelSelector {
  enum Requirement {
    case exists(String)
    case absent(String)
    case among(String, Set<String>)
    case notAmong(String, Set<String>)
    case greater(String, Int)
    case less(String, Int)
  }

  private(set) var requirements: [Requirement]

  static let everything = LabelSelector(requirements: [])

  init(requirements: [Requirement]) {
    self.requirements = requirements
  }

  /// A `metav1.LabelSelector`; nil selects nothing.
  init?(_ json: JSON?) {
    guard let json, json.object != nil else { return nil }
    requirements = (json["matchLabels"]?.texts ?? [:]).map { .among($0.key, [$0.value]) }
    for expression in json["matchExpressions"]?.array ?? [] {
      guard let key = expression["key"]?.string else { return nil }
      let values = Set((expression["values"]?.array ?? []).compactMap(\.string))
      switch expression["operator"]?.string {
      case "In": requirements.append(.among(key, values))
      case "NotIn": requirements.append(.notAmong(key, values))
      case "Exists": requirements.append(.exists(key))
      case "DoesNotExist": requirements.append(.absent(key))
      default: return nil
      }
    }
  }

  func matches(_ labels: [String: String]) -> Bool {
    requirements.allSatisfy { requirement in
      switch requirement {
      case .exists(let key): labels[key] != nil
      case .absent(let key): labels[key] == nil
      case .among(let key, let values): labels[key].map(values.contains) ?? false
      case .notAmong(let key, let values): !(labels[key].map(values.contains) ?? false)
      case .greater(let key, let bound): labels[key].flatMap(Int.init).map { $0 > bound } ?? false
      case .less(let key, let bound): labels[key].flatMap(Int.init).map { $0 < bound } ?? false
      }
    }
  }

  /// Written back as a query, sorted by key: `Scale.status.selector`.
  static func text(_ json: JSON?) -> String {
    let labels = json?["matchLabels"]?.texts ?? [:]
    var parts = labels.map { ($0.key, "\($0.key)=\($0.value)") }
    for expression in json?["matchExpressions"]?.array ?? [] {
      let key = expression["key"]?.string ?? ""
      let values = (expression["values"]?.array ?? []).compactMap(\.string).sorted().joined(separator: ",")
      switch expression["operator"]?.string {
      case "In": parts.append((key, "\(key) in (\(values))"))
      case "NotIn": parts.append((key, "\(key) notin (\(values))"))
      case "Exists": parts.append((key, key))
      default: parts.append((key, "!\(key)"))
      }
    }
    return parts.sorted { $0.0 < $1.0 }.map(\.1).joined(separator: ",")
  }
}

// MARK: - Parsing

extension LabelSelector {
  init(parsing text: String) throws(APIError) {
    var parser = SelectorParser(text)
    requirements = try parser.requirements()
  }
}

private struct SelectorParser {
  private enum Token: Equatable {
    case identifier(String)
    case symbol(String)
    case end

    /// As it is quoted in a message.
    var text: String {
      switch self {
      case .identifier(let text), .symbol(let text): text
      case .end: ""
      }
    }
  }

  private var tokens: [Token] = []
  private var position = 0

  init(_ text: String) {
    var rest = Substring(text)
    while let first = rest.first {
      if first == " " || first == "\t" || first == "\n" || first == "\r" {
        rest.removeFirst()
      } else if let symbol = ["==", "!=", "=", "!", "(", ")", ",", ">", "<"].first(where: rest.hasPrefix) {
        tokens.append(.symbol(symbol))
        rest.removeFirst(symbol.count)
      } else {
        let word = rest.prefix { !" \t\n\r=!(),<>".contains($0) }
        tokens.append(.identifier(String(word)))
        rest.removeFirst(word.count)
      }
    }
  }

  private var current: Token { position < tokens.count ? tokens[position] : .end }

  private mutating func take() -> Token {
    defer { position += 1 }
    return current
  }

  mutating func requirements() throws(APIError) -> [LabelSelector.Requirement] {
    var all: [LabelSelector.Requirement] = []
    while true {
      switch current {
      case .identifier, .symbol("!"):
        do throws(APIError) {
          all.append(try requirement())
        } catch {
          throw .badRequest("unable to parse requirement: \(error.message)")
        }
        switch take() {
        case .end: return all
        case .symbol(","):
          switch current {
          case .identifier, .symbol("!"): break
          default: throw .badRequest("found '\(current.text)', expected: identifier after ','")
          }
        case let other: throw .badRequest("found '\(other.text)', expected: ',' or 'end of string'")
        }
      case .end: return all
      default: throw .badRequest("found '\(current.text)', expected: !, identifier, or 'end of string'")
      }
    }
  }

  private mutating func requirement() throws(APIError) -> LabelSelector.Requirement {
    if current == .symbol("!") {
      position += 1
      return .absent(try key())
    }
    let key = try key()
    switch current {
    case .end, .symbol(","): return .exists(key)
    case .symbol("="), .symbol("=="):
      position += 1
      return .among(key, [try value(of: key)])
    case .symbol("!="):
      position += 1
      return .notAmong(key, [try value(of: key)])
    case .identifier("in"):
      position += 1
      return .among(key, try values(of: key))
    case .identifier("notin"):
      position += 1
      return .notAmong(key, try values(of: key))
    case .symbol(">"), .symbol("<"):
      let isGreater = take() == .symbol(">")
      let text = try value(of: key)
      guard let bound = Int(text) else {
        throw .badRequest(
          "values[0][\(key)]: Invalid value: \"\(text)\": for 'Gt', 'Lt' operators, the value must be an integer")
      }
      return isGreater ? .greater(key, bound) : .less(key, bound)
    default:
      throw .badRequest("found '\(current.text)', expected: in, notin, =, ==, !=, gt, lt")
    }
  }

  private mutating func key() throws(APIError) -> String {
    guard case .identifier(let key) = take() else {
      position -= 1
      throw .badRequest("found '\(current.text)', expected: identifier")
    }
    if let why = Names.qualifiedNameErrors(key).first {
      throw .badRequest("key: Invalid value: \"\(key)\": \(why)")
    }
    return key
  }

  private mutating func value(of key: String) throws(APIError) -> String {
    switch current {
    case .identifier(let value):
      position += 1
      return try checked(value, key, 0)
    case .end, .symbol(","): return ""
    default: throw .badRequest("found '\(current.text)', expected: identifier")
    }
  }

  private mutating func values(of key: String) throws(APIError) -> Set<String> {
    guard take() == .symbol("(") else {
      position -= 1
      throw .badRequest("found '\(current.text)' expected: '('")
    }
    var values: Set<String> = []
    while true {
      switch take() {
      case .identifier(let value): values.insert(try checked(value, key, values.count))
      case .symbol(","): if current == .symbol(",") || current == .symbol(")") { values.insert("") }
      case .symbol(")"): return values
      case let other: throw .badRequest("found '\(other.text)', expected: ',', or ')'")
      }
    }
  }

  private func checked(_ value: String, _ key: String, _ index: Int) throws(APIError) -> String {
    if let why = Names.labelValueErrors(value).first {
      throw .badRequest("values[\(index)][\(key)]: Invalid value: \"\(value)\": \(why)")
    }
    return value
  }
}
