import JSON
import Yams

extension JSON {
  /// A YAML document, keys sorted.
  package var yaml: String {
    get throws { try Yams.serialize(node: node, width: -1, allowUnicode: true) }
  }

  private var node: Node {
    switch self {
    case .null: Node("null", Tag(.null))
    case .bool(let value): Node(value ? "true" : "false", Tag(.bool))
    case .int(let value): Node("\(value)", Tag(.int))
    case .double(let value): Node("\(value)", Tag(.float))
    case .string(let value): Node(value, Tag(.str), value.style)
    case .array(let values): Node(values.map(\.node), Tag(.seq), values.isEmpty ? .flow : .block)
    case .object(let members):
      Node(
        members.sorted { $0.key < $1.key }.map { (Node($0.key, Tag(.str), $0.key.style), $0.value.node) }, Tag(.map),
        members.isEmpty ? .flow : .block)
    }
  }
}

extension String {
  /// Plain only where no reader could take it for anything but a string.
  fileprivate var style: Node.Scalar.Style {
    let isWord =
      first?.isLetter == true && last != ":"
      && unicodeScalars.allSatisfy { scalar in
        scalar.isASCII
          && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || "-_./@:".unicodeScalars.contains(scalar))
      }
    let reserved = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
    return isWord && !reserved.contains(lowercased()) ? .plain : .doubleQuoted
  }
}
