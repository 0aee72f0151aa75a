import Engine
import JSON
import Model

/// One object as YAML, line by line: what the next deploy would send, what there is, and how they differ.
package struct ManifestText: Hashable, Sendable {
  package struct Line: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case same, added, removed }

    package let kind: Kind
    package let text: String
  }

  package let object: String
  package let rendered: [String]
  /// nil where the cluster has none.
  package let live: [String]?
  /// nil where the server did not say what the deploy would make of it.
  package let difference: [Line]?

  package var differs: Bool { difference?.contains { $0.kind != .same } ?? false }
}

extension ManifestText {
  /// - Throws: what the YAML library throws.
  package init(_ comparison: ManifestComparison) throws {
    let live = try comparison.live?.yamlLines
    self.init(
      object: comparison.object, rendered: try comparison.rendered.yamlLines, live: live,
      difference: try comparison.wanted.map { Self.difference(from: live ?? [], to: try $0.yamlLines) })
  }

  /// Every line of both, in order; where lines were replaced, the old ones come first.
  package static func difference(from old: [String], to new: [String]) -> [Line] {
    let changes = new.difference(from: old)
    let removed = Set(changes.removals.compactMap(\.offset))
    let added = Set(changes.insertions.compactMap(\.offset))
    var lines: [Line] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if left < old.count, removed.contains(left) {
        lines.append(Line(kind: .removed, text: old[left]))
        left += 1
      } else if right < new.count, added.contains(right) {
        lines.append(Line(kind: .added, text: new[right]))
        right += 1
      } else {
        lines.append(Line(kind: .same, text: new[right]))
        (left, right) = (left + 1, right + 1)
      }
    }
    return lines
  }
}

extension CollectionDifference.Change {
  fileprivate var offset: Int? {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}

extension JSON {
  fileprivate var yamlLines: [String] {
    get throws { try yaml.split(separator: "\n").map { $0.neutralised() } }
  }
}
