/// `A=1 B="two words"`: variables as one line, quoted as a shell does it.
package enum EnvironmentText {
  package static func write(_ variables: [String: String]) -> String {
    variables.sorted { $0.key < $1.key }.map { "\($0.key)=\(quoted($0.value))" }.joined(separator: " ")
  }

  /// - Throws: `EnvironmentTextError` for a word without `=` or a quote that is not closed.
  package static func read(_ text: String) throws(EnvironmentTextError) -> [String: String] {
    var variables: [String: String] = [:]
    for word in try words(text) {
      guard let equals = word.firstIndex(of: "="), equals != word.startIndex else { throw .noValue(word) }
      variables[String(word[..<equals])] = String(word[word.index(after: equals)...])
    }
    return variables
  }

  private static func quoted(_ value: String) -> String {
    let isPlain = !value.isEmpty && !value.contains { $0 == " " || $0 == "\"" || $0 == "'" || $0 == "\\" }
    guard !isPlain else { return value }
    return "\"" + value.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\""
  }

  private static func words(_ text: String) throws(EnvironmentTextError) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        word = word ?? ""
      } else if character == " " {
        if let done = word { words.append(done) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    guard quote == nil, !isEscaped else { throw .openQuote }
    if let word { words.append(word) }
    return words
  }
}

package enum EnvironmentTextError: Error, Hashable, Sendable {
  case noValue(String)
  case openQuote

  package var message: String {
    switch self {
    case .noValue(let word): "\"\(word)\" is not NAME=VALUE"
    case .openQuote: "a quote is not closed"
    }
  }
}
