import JSON
import Model

/// One object as it is applied: where it goes and what it says.
package struct Manifest: Hashable, Sendable {
  package let apiVersion: String
  package let kind: String
  /// The plural name that requests use.
  package let resource: String
  package let namespace: String?
  package let name: String
  package let body: JSON

  init(
    _ apiVersion: String, _ kind: String, resource: String, namespace: String?, name: String,
    labels: [String: String] = [:],
    annotations: [String: String] = [:], _ rest: [String: JSON]
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.resource = resource
    self.namespace = namespace
    self.name = name
    var metadata: JSON = ["name": .string(name)]
    if let namespace { metadata["namespace"] = .string(namespace) }
    if !labels.isEmpty { metadata["labels"] = JSON(labels) }
    if !annotations.isEmpty { metadata["annotations"] = JSON(annotations) }
    var body: [String: JSON] = ["apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": metadata]
    body.merge(rest) { _, new in new }
    self.body = .object(body)
  }
}

extension JSON {
  init(_ strings: [String: String]) {
    self = .object(strings.mapValues(JSON.string))
  }

  /// The object without the members that are nil.
  static func compact(_ members: [String: JSON?]) -> JSON {
    .object(members.compactMapValues { $0 })
  }
}
