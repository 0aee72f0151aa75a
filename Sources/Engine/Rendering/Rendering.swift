import JSON
import Model

/// What an app's objects are rendered from.
package struct RenderingInput: Hashable, Sendable {
  package var appID: AppID
  package var name: String
  package var namespace: String
  package var revision: Int
  package var configuration: AppConfiguration
  /// In the clear; they leave only in the Secret.
  package var secrets: [String: String]
  /// The resource version of the Secret as it was applied: it moves when a value does, and reveals nothing.
  package var secretsVersion: String?
  /// Whether the server knows the `sleep` lifecycle action (Kubernetes 1.30 and later).
  package var hasSleepAction: Bool

  package init(
    app: App, revision: Int, configuration: AppConfiguration, secrets: [String: String] = [:],
    secretsVersion: String? = nil,
    hasSleepAction: Bool = false
  ) {
    appID = app.id
    name = app.name
    namespace = app.namespace
    self.revision = revision
    self.configuration = configuration
    self.secrets = secrets
    self.secretsVersion = secretsVersion
    self.hasSleepAction = hasSleepAction
  }
}

extension RenderingInput {
  /// The objects in the order in which they are applied. Equal input gives equal bytes.
  package func manifests() -> [Manifest] {
    [secretManifest(), deploymentManifest(), serviceManifest()].compactMap { $0 }
  }

  package var secretName: String { "\(name)-secrets" }

  /// A namespace that apps live in; applied only where it is absent, since it is not ours alone.
  package static func namespaceManifest(_ name: String) -> Manifest {
    Manifest("v1", "Namespace", resource: "namespaces", namespace: nil, name: name, [:])
  }

  func secretManifest() -> Manifest? {
    guard !secrets.isEmpty else { return nil }
    return Manifest(
      "v1", "Secret", resource: "secrets", namespace: namespace, name: secretName, labels: Labels.all(app: name),
      ["type": "Opaque", "stringData": JSON(secrets)])
  }

  func serviceManifest() -> Manifest? {
    guard let port = configuration.port else { return nil }
    return Manifest(
      "v1", "Service", resource: "services", namespace: namespace, name: name, labels: Labels.all(app: name),
      [
        "spec": [
          "type": "ClusterIP",
          "selector": ["app": .string(name)],
          "ports": [["name": "http", "port": .int(port), "targetPort": .int(port), "protocol": "TCP"]],
        ]
      ])
  }
}
