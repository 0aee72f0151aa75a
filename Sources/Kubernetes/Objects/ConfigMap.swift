import Foundation
import JSON

/// `core/v1.Secret`.
package struct SecretObject: KubernetesObject {
  package static let resource = Resource.secrets

  package var metadata: ObjectMetadata
  /// `Opaque`, `kubernetes.io/dockerconfigjson`.
  package var type = "Opaque"
  package var data: [String: Secret] = [:]

  package init(metadata: ObjectMetadata) {
    self.metadata = metadata
  }

  package init(json: JSON) throws(KubernetesError) {
    self.init(metadata: try ObjectMetadata(of: json, Self.resource))
    type = json["type"]?.string ?? type
    for (key, value) in json.texts("data") {
      guard let bytes = Data(base64Encoded: value) else {
        throw .undecodable(what: "Secret", reason: "data[\(key)] is not base64")
      }
      data[key] = Secret(Array(bytes))
    }
  }
}

/// `core/v1.ConfigMap`.
package struct ConfigMap: KubernetesObject {
  package static let resource = Resource.configMaps

  package var metadata: ObjectMetadata
  package var data: [String: String] = [:]

  package init(metadata: ObjectMetadata) {
    self.metadata = metadata
  }

  package init(json: JSON) throws(KubernetesError) {
    self.init(metadata: try ObjectMetadata(of: json, Self.resource))
    data = json.texts("data")
  }
}
