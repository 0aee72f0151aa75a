import JSON

/// What a pod or node uses now (`metrics.k8s.io/v1beta1`).
package struct Usage: Hashable, Sendable {
  /// Thousandths of a core.
  package var cpuMillicores: Int
  package var memoryBytes: Int

  package init(cpuMillicores: Int = 0, memoryBytes: Int = 0) {
    self.cpuMillicores = cpuMillicores
    self.memoryBytes = memoryBytes
  }
}

extension Resource {
  package static let podMetrics = Resource(
    group: "metrics.k8s.io", version: "v1beta1", plural: "pods", kind: "PodMetrics")
  package static let nodeMetrics = Resource(
    group: "metrics.k8s.io", version: "v1beta1", plural: "nodes", kind: "NodeMetrics", isNamespaced: false)
}

extension KubernetesClient {
  /// By pod, its containers together; nil where the cluster measures nothing, which is normal.
  package func podUsage(
    in namespace: String? = nil, labelSelector: String? = nil
  ) async throws(KubernetesError) -> [ObjectIdentity: Usage]? {
    try await usage(.podMetrics, in: namespace, labelSelector) { item in
      item.list("containers").map { $0.object("usage") }
    }
  }

  /// By node; nil where the cluster measures nothing.
  package func nodeUsage() async throws(KubernetesError) -> [ObjectIdentity: Usage]? {
    try await usage(.nodeMetrics, in: nil, nil) { [$0.object("usage")] }
  }

  private func usage(
    _ resource: Resource, in namespace: String?, _ labelSelector: String?, _ parts: (JSON) -> [JSON]
  ) async throws(KubernetesError) -> [ObjectIdentity: Usage]? {
    let list: JSON
    do throws(KubernetesError) {
      var options = ListOptions(labelSelector: labelSelector)
      options.limit = 0
      list = try await json(.list(resource, in: namespace, options))
    } catch .notFound {
      return nil
    } catch .server(let status) where status.code == 503 {
      // The API is announced, and what would serve it is away.
      return nil
    }
    var usages: [ObjectIdentity: Usage] = [:]
    for item in list.list("items") {
      let metadata = item.object("metadata")
      var usage = Usage()
      for part in parts(item) {
        usage.cpuMillicores += UsageQuantity(part.text("cpu")).count(of: 0.001)
        usage.memoryBytes += UsageQuantity(part.text("memory")).count(of: 1)
      }
      usages[ObjectIdentity(namespace: metadata.text("namespace"), name: metadata.text("name"))] = usage
    }
    return usages
  }
}

/// A quantity as metrics servers write it, down to billionths: `12345678n`, `128Mi`.
private struct UsageQuantity {
  let value: Double

  /// Nil for what is no quantity.
  init?(_ text: String) {
    if let plain = Double(text), text.last?.isNumber == true {
      value = plain
      return
    }
    let digits = text.prefix { $0.isNumber || $0 == "." || $0 == "-" || $0 == "+" }
    guard let number = Double(digits), let scale = Self.scales[String(text.dropFirst(digits.count))] else {
      return nil
    }
    value = number * scale
  }

  private static let scales: [String: Double] = [
    "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
    "Ki": 1024, "Mi": 1_048_576, "Gi": 1_073_741_824, "Ti": 1_099_511_627_776, "Pi": 1_125_899_906_842_624,
    "Ei": 1_152_921_504_606_846_976,
  ]
}

extension UsageQuantity? {
  /// In whole units. What adapters serve for "not a number" is nothing, and no sum of a cluster's pods overflows.
  fileprivate func count(of unit: Double) -> Int {
    let count = (self?.value ?? 0) / unit
    return count.isFinite ? Int(min(max(0, count), 1e15)) : 0
  }
}
