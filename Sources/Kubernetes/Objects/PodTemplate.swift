import JSON

/// What a deployment or replica set makes pods from.
package struct PodTemplate: Hashable, Sendable {
  package var labels: [String: String] = [:]
  package var annotations: [String: String] = [:]
  /// Init containers first.
  package var containers: [Container] = []

  package init() {}
}

extension PodTemplate {
  init(json: JSON) {
    let (metadata, spec) = (json.object("metadata"), json.object("spec"))
    labels = metadata.texts("labels")
    annotations = metadata.texts("annotations")
    containers =
      spec.list("initContainers").map { Container(json: $0, role: .initialization) }
      + spec.list("containers").map { Container(json: $0) }
  }
}
