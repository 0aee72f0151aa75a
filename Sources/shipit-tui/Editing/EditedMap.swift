import Yams

/// Names and texts as YAML, for a person to edit.
enum EditedMap {
  static func text(_ values: [String: String], heading: [String]) throws -> String {
    let comment = heading.map { "# \($0)\n" }.joined()
    guard !values.isEmpty else { return comment + "# NAME: value\n" }
    let entries = values.sorted { $0.key < $1.key }.map { key, value in
      // What is not plainly text is quoted, so that it comes back as it was.
      (Node(key, Tag(.str)), Node(value, Tag(.str), value.contains("\n") ? .literal : .doubleQuoted))
    }
    return comment + (try Yams.serialize(node: Node(entries, Tag(.map), .block), width: -1, allowUnicode: true))
  }

  /// - Throws: what is wrong, without quoting it: it is secret.
  static func values(_ text: String) throws(CommandError) -> [String: String] {
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw .editedBadly(error.place)
    } catch {
      throw .editedBadly("it is not YAML")
    }
    guard let node else { return [:] }
    guard let mapping = node.mapping else {
      // Nothing but comments.
      if node.scalar?.string.isEmpty == true { return [:] }
      throw .editedBadly("it is no list of NAME: value")
    }
    var values: [String: String] = [:]
    for (key, value) in mapping {
      guard let name = key.scalar?.string, let text = value.scalar?.string else {
        throw .editedBadly("line \(key.mark?.line ?? 0): a name has one value, which is a text")
      }
      guard values.updateValue(text, forKey: name) == nil else {
        throw .editedBadly("line \(key.mark?.line ?? 0): a name stands there twice")
      }
    }
    return values
  }
}

extension YamlError {
  /// Where it is, and not what stands there.
  fileprivate var place: String {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      "line \(mark.line) is not YAML"
    case .duplicatedKeysInMapping: "a name stands there twice"
    default: "it is not YAML"
    }
  }
}
