import JSON

/// `core/v1.Namespace`.
package struct Namespace: KubernetesObject {
  package static let resource = Resource.namespaces

  package var metadata: ObjectMetadata
  package var isTerminating = false

  package init(metadata: ObjectMetadata) {
    self.metadata = metadata
  }

  package init(json: JSON) throws(KubernetesError) {
    self.init(metadata: try ObjectMetadata(of: json, Self.resource))
    isTerminating = json.object("status").text("phase") == "Terminating"
  }
}
