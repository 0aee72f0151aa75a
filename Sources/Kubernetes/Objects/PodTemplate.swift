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
      spec.list("initContainers").map { Container(templateJSON: $0, role: .initialization) }
      + spec.list("containers").map { Container(templateJSON: $0, role: .main) }
  }
}

extension Container {
  fileprivate init(templateJSON json: JSON, role: Role) {
    self.init(json: json, role: role)
    // Of two with one name the last counts, as for the kubelet.
    environment = Dictionary(
      json.list("env").map { ($0.text("name"), $0["valueFrom"] == nil ? $0.text("value") : nil) }
    ) { $1 }
  }
}
