/// The resources of a Kubernetes 1.36 API server.
enum Catalog {
  /// In the order of discovery.
  static let versions: [GroupVersion] = parse()

  static func version(group: String, version: String) -> GroupVersion? {
    versions.first { $0.group == group && $0.version == version }
  }

  /// The stored resource of that name; `group` of the first version that serves it.
  static func resource(_ group: String, _ plural: String) -> ResourceType? {
    byGroupResource[GroupResource(group: group, resource: plural)]
  }

  static func resource(group: String, kind: String) -> ResourceType? {
    versions.lazy.filter { $0.group == group }.flatMap(\.resources).first { $0.kind == kind && !$0.name.contains("/") }
  }

  private static let byGroupResource: [GroupResource: ResourceType] = {
    var all: [GroupResource: ResourceType] = [:]
    for type in versions.flatMap(\.resources) where all[type.groupResource] == nil { all[type.groupResource] = type }
    return all
  }()

  private static func parse() -> [GroupVersion] {
    var versions: [GroupVersion] = []
    for line in table.split(separator: "\n") {
      if line.hasPrefix(" ") {
        let last = versions.count - 1
        versions[last].resources.append(
          ResourceType(line: line, group: versions[last].group, version: versions[last].version))
      } else {
        let parts = line.split(separator: "/")
        versions.append(
          GroupVersion(group: parts.count == 2 ? String(parts[0]) : "", version: String(parts[parts.count - 1])))
      }
    }
    return versions
  }
}

struct GroupVersion: Sendable {
  let group: String
  let version: String
  /// Subresources included, as `pods/log`.
  var resources: [ResourceType] = []

  /// As in `apiVersion`.
  var text: String { group.isEmpty ? version : "\(group)/\(version)" }

  init(group: String, version: String) {
    self.group = group
    self.version = version
  }

  subscript(name: String) -> ResourceType? { resources.first { $0.name == name } }
}

/// A class, since everything that happens hands it on.
final class ResourceType: Sendable {
  let group: String
  let version: String
  /// Plural, with the subresource where there is one.
  let name: String
  let singular: String
  let kind: String
  let isNamespaced: Bool
  let verbs: [String]
  let shortNames: [String]
  let categories: [String]
  let storageVersionHash: String?
  /// The group and version of the kind where they are not the resource's.
  let kindVersion: (group: String, version: String)?

  var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
  var groupResource: GroupResource { GroupResource(group: group, resource: name) }
  var schema: TypeSchema? { Schema.type(kind) }

  private static let verbsByLetter: [Character: String] = [
    "C": "create", "D": "delete", "X": "deletecollection", "G": "get", "L": "list", "P": "patch", "U": "update",
    "W": "watch",
  ]

  init(line: Substring, group: String, version: String) {
    let columns = line.split(separator: " ").map(String.init)
    func list(_ column: Int) -> [String] {
      columns[column] == "-" ? [] : columns[column].split(separator: ",").map(String.init)
    }
    self.group = group
    self.version = version
    name = columns[0]
    singular = columns[1] == "-" ? "" : columns[1]
    kind = columns[2]
    isNamespaced = columns[3] == "N"
    verbs = columns[4].compactMap { ResourceType.verbsByLetter[$0] }
    shortNames = list(5)
    categories = list(6)
    storageVersionHash = columns[7] == "-" ? nil : columns[7]
    kindVersion =
      columns.count > 8 ? columns[8].split(separator: "/").map(String.init).twoParts : nil
  }
}

extension [String] {
  fileprivate var twoParts: (group: String, version: String)? { count == 2 ? (self[0], self[1]) : nil }
}
