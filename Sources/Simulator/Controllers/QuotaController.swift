import JSON

/// The resource quota controller: what of each quota is used.
extension Cluster {
  func syncQuota(_ key: ObjectKey) {
    let quotas = type("", "resourcequotas")
    guard let quota = find(quotas, key), !quota.isDeleting else { return }
    let hard = quota.hardLimits
    let used = quotaUsage(in: key.namespace, of: hard.keys)
    func amounts(_ value: (String) -> Quantity) -> JSON {
      JSON(texts: Dictionary(uniqueKeysWithValues: hard.keys.map { ($0, value($0).canonical) }))
    }
    let status: JSON = ["hard": amounts { hard[$0] ?? .zero }, "used": amounts { used[$0] ?? .zero }]
    controllerUpdate(quota, quotas, status: true) { $0["status"] = status }
  }

  func enqueueQuotas(in namespace: String) {
    guard !namespace.isEmpty else { return }
    for quota in quotas(in: namespace) { enqueue(WorkItem(controller: .quota, key: quota.key)) }
  }
}
