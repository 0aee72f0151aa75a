import JSON
import Kubernetes
import Model

/// Where one object is.
package struct ObjectReference: Hashable, Sendable {
  package let resource: Resource
  /// nil for objects of the whole cluster.
  package let namespace: String?
  package let name: String
}

/// One object as it is applied: where it goes and what it says.
package struct Manifest: Hashable, Sendable {
  package let reference: ObjectReference
  package let body: JSON

  init(
    _ resource: Resource, namespace: String?, name: String, labels: [String: String] = [:],
    annotations: [String: String] = [:], _ rest: [String: JSON]
  ) {
    reference = ObjectReference(resource: resource, namespace: namespace, name: name)
    var metadata: JSON = ["name": .string(name)]
    if let namespace { metadata["namespace"] = .string(namespace) }
    if !labels.isEmpty { metadata["labels"] = JSON(labels) }
    if !annotations.isEmpty { metadata["annotations"] = JSON(annotations) }
    var body: [String: JSON] = [
      "apiVersion": .string(resource.apiVersion), "kind": .string(resource.kind), "metadata": metadata,
    ]
    body.merge(rest) { _, new in new }
    self.body = .object(body)
  }
}

extension Manifest {
  func request(force: Bool = false, _ options: WriteOptions = .init()) -> APIRequest {
    .apply(reference.resource, reference.name, in: reference.namespace, body, force: force, options)
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
