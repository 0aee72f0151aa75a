import Yams

/// Reading YAML with the lines of what is read, so that a mistake can be told where it is.
enum YAMLFile {
  struct Entry {
    var name: String
    var value: Node
    /// From 1.
    var line: Int
  }

  /// The entries of a file, which must be a mapping; an empty file has none. nil when it is no YAML, which is told.
  static func entries(of text: String, path: String, _ problems: inout [FileProblem]) -> [Entry]? {
    do {
      guard let node = try Yams.compose(yaml: text) else { return [] }
      let count = problems.count
      let entries = entries(of: node, path: path, &problems)
      return problems.count == count ? entries : nil
    } catch {
      problems.append(FileProblem(path, line: (error as? YamlError)?.line, .notYAML(String(describing: error))))
      return nil
    }
  }

  static func entries(of node: Node, path: String, _ problems: inout [FileProblem]) -> [Entry] {
    guard let mapping = node.mapping else {
      if node.null == nil { problems.append(FileProblem(path, line: node.mark?.line, .notMapping)) }
      return []
    }
    return mapping.map { Entry(name: $0.key.string ?? "", value: $0.value, line: $0.key.mark?.line ?? 1) }
  }
}

extension YamlError {
  fileprivate var line: Int? {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    default: nil
    }
  }
}
