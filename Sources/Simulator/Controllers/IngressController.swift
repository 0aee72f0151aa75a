import JSON

/// The load balancer of an ingress controller: gives each Ingress its address.
extension Cluster {
  func syncIngress(_ key: ObjectKey) {
    let ingresses = type("networking.k8s.io", "ingresses")
    guard let address = options.loadBalancer, let ingress = find(ingresses, key) else { return }
    let kind = address.contains(where: \.isLetter) && !address.contains(":") ? "hostname" : "ip"
    controllerUpdate(ingress, ingresses, status: true, manager: "nginx-ingress-controller") { json in
      json["status"] = ["loadBalancer": ["ingress": [.object([kind: .string(address)])]]]
    }
  }
}
