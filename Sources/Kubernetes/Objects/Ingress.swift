import JSON

/// `networking.k8s.io/v1.Ingress`.
package struct Ingress: KubernetesObject {
  package static let resource = Resource.ingresses

  package var metadata: ObjectMetadata
  /// Empty means the cluster's default class.
  package var className = ""
  package var routes: [Route] = []
  /// Hosts for which there is a certificate.
  package var tlsHosts: [String] = []
  /// Where it can be reached: IPs or host names.
  package var addresses: [String] = []

  package struct Route: Hashable, Sendable {
    /// Empty matches every host.
    package var host: String
    package var path: String
    package var service: String
    /// A number, or the name of a port of the service.
    package var port: String
  }

  package init(metadata: ObjectMetadata) {
    self.metadata = metadata
  }
}

extension Ingress {
  package init(json: JSON) throws(KubernetesError) {
    self.init(metadata: try ObjectMetadata(of: json, Self.resource))
    let spec = json.object("spec")
    className = spec.text("ingressClassName")
    tlsHosts = spec.list("tls").flatMap { $0.textList("hosts") }
    routes = spec.list("rules").flatMap { rule in
      rule.object("http").list("paths").map { path in
        let service = path.object("backend").object("service")
        let port = service.object("port")
        return Route(
          host: rule.text("host"), path: path.text("path"), service: service.text("name"),
          port: port["name"]?.string ?? String(port.number("number")))
      }
    }
    addresses = json.object("status").object("loadBalancer").list("ingress").map { address in
      address["ip"]?.string ?? address.text("hostname")
    }
  }
}
