import JSON

/// As much of the API's description as kubectl asks for before it applies: that the server validates fields itself.
///
/// Without it kubectl refuses to send anything. The schemas are left out, so `kubectl explain` has nothing to say.
enum OpenAPI {
  /// Swagger 2.0 without definitions, in protobuf (`openapi.v2.Document`): kubectl before 1.27 validates nothing then.
  static let version2: [UInt8] = [0x0A, 0x03] + Array("2.0".utf8)

  static func index(_ options: ClusterOptions) -> JSON {
    var paths: [String: JSON] = [:]
    for version in Discovery.served(options) {
      paths[path(of: version)] = ["serverRelativeURL": .string("/openapi/v3/\(path(of: version))?hash=1")]
    }
    return ["paths": .object(paths)]
  }

  static func document(of version: GroupVersion) -> JSON {
    var paths: [String: JSON] = [:]
    for type in version.resources where type.verbs.contains("patch") && !type.name.contains("/") {
      let namespace = type.isNamespaced ? "/namespaces/{namespace}" : ""
      paths["/\(path(of: version))\(namespace)/\(type.name)/{name}"] = ["patch": patch(type)]
    }
    return [
      "openapi": "3.0.0", "info": ["title": "Kubernetes", "version": "v1.36.2"], "paths": .object(paths),
      "components": ["schemas": [:]],
    ]
  }

  private static func path(of version: GroupVersion) -> String {
    version.group.isEmpty ? "api/\(version.version)" : "apis/\(version.group)/\(version.version)"
  }

  private static func patch(_ type: ResourceType) -> JSON {
    let parameters = ["dryRun", "fieldManager", "fieldValidation", "force"].map { name -> JSON in
      ["name": .string(name), "in": "query", "schema": ["type": name == "force" ? "boolean" : "string"]]
    }
    return [
      "parameters": .array(parameters),
      "responses": ["200": ["description": "OK"]],
      "x-kubernetes-group-version-kind": [
        "group": .string(type.group), "kind": .string(type.kind), "version": .string(type.version),
      ],
    ]
  }
}
