import JSON

/// `core/v1.Service`.
package struct Service: KubernetesObject {
  package static let resource = Resource.services

  package var metadata: ObjectMetadata
  /// `ClusterIP`, `NodePort`, `LoadBalancer`, `ExternalName`.
  package var type = "ClusterIP"
  /// `None` for a headless service.
  package var clusterIP = ""
  package var selector: [String: String] = [:]
  package var ports: [Port] = []
  /// Addresses that a load balancer gave: IPs or host names.
  package var ingress: [String] = []

  package struct Port: Hashable, Sendable {
    package var name: String
    package var port: Int
    /// A number or the name of a container port.
    package var target: String
    /// 0 where there is none.
    package var nodePort: Int
  }

  package init(metadata: ObjectMetadata) {
    self.metadata = metadata
  }
}

extension Service {
  package init(json: JSON) throws(KubernetesError) {
    self.init(metadata: try ObjectMetadata(of: json, Self.resource))
    let spec = json.object("spec")
    type = spec["type"]?.string ?? type
    clusterIP = spec.text("clusterIP")
    selector = spec.texts("selector")
    ports = spec.list("ports").map { port in
      Port(
        name: port.text("name"), port: port.number("port"),
        target: port["targetPort"]?.string ?? String(port["targetPort"]?.int ?? port.number("port")),
        nodePort: port.number("nodePort"))
    }
    ingress = json.object("status").object("loadBalancer").list("ingress").map { address in
      address["ip"]?.string ?? address.text("hostname")
    }
  }
}
