import JSON
import Model

extension RenderingInput {
  func serviceManifest() -> Manifest? {
    guard let port = configuration.port else { return nil }
    return Manifest(
      .services, namespace: namespace, name: name, labels: Labels.all(app: name),
      [
        "spec": [
          "type": "ClusterIP",
          "selector": ["app": .string(name)],
          "ports": [["name": "http", "port": .int(port), "targetPort": .int(port), "protocol": "TCP"]],
        ]
      ])
  }

  /// Of the Secret that holds the certificate of the app's domain, and of cert-manager's record of it.
  static func certificateName(of app: String) -> String { "\(app)-tls" }

  /// The way in from the world, with a certificate that cert-manager gets and renews.
  func ingressManifest() -> Manifest? {
    guard let domain = configuration.domain, let port = configuration.port else { return nil }
    let backend: JSON = ["service": ["name": .string(name), "port": ["number": .int(port)]]]
    return Manifest(
      .ingresses, namespace: namespace, name: name, labels: Labels.all(app: name),
      annotations: ["cert-manager.io/cluster-issuer": cluster.certificateIssuer],
      [
        "spec": [
          "ingressClassName": .string(cluster.ingressClass),
          "tls": [["hosts": [.string(domain)], "secretName": .string(Self.certificateName(of: name))]],
          "rules": [
            ["host": .string(domain), "http": ["paths": [["path": "/", "pathType": "Prefix", "backend": backend]]]]
          ],
        ]
      ])
  }
}
