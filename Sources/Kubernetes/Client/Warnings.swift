import HTTP

extension HTTPResponse {
  /// The texts of the `Warning` headers (RFC 7234 §5.5, code 299, as apimachinery reads them).
  var warnings: [String] {
    headers.all("Warning").flatMap(warningTexts)
  }
}

/// Takes `299 - "text with \"quotes\"" "date", 299 agent "…"` apart.
func warningTexts(_ header: String) -> [String] {
  var texts: [String] = []
  var rest = Substring(header)
  while let code = rest.firstIndex(where: { !" ,\t".contains($0) }) {
    rest = rest[code...]
    guard rest.hasPrefix("299 "), let quote = rest.firstIndex(of: "\"") else { return texts }
    rest = rest[rest.index(after: quote)...]
    texts.append(quotedString(&rest))
    // An optional date follows, quoted too.
    let date = rest.drop { $0 == " " }
    guard date.first == "\"" else { continue }
    rest = date.dropFirst()
    _ = quotedString(&rest)
  }
  return texts
}

/// Reads up to the closing quote and past it (RFC 9110 §5.6.4).
private func quotedString(_ rest: inout Substring) -> String {
  var text = ""
  while let character = rest.popFirst() {
    switch character {
    case "\"": return text
    case "\\": text.append(rest.popFirst() ?? "\\")
    default: text.append(character)
    }
  }
  return text
}
