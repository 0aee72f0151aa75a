import JSON

/// What a new cluster has before anyone uses it.
extension Cluster {
  func bootstrap() {
    for name in ["kube-system", "kube-public", "kube-node-lease", "default"] {
      system(["metadata": ["name": .string(name)]], "", "namespaces", manager: "kube-apiserver")
    }
    bootstrapRoles()
    for (index, name) in options.nodes.enumerated() { bootstrapNode(name, index) }
    system(
      [
        "metadata": [
          "name": "kubernetes", "namespace": "default", "labels": ["component": "apiserver", "provider": "kubernetes"],
        ],
        "spec": [
          "clusterIP": "10.96.0.1", "clusterIPs": ["10.96.0.1"], "type": "ClusterIP",
          "ports": [["name": "https", "protocol": "TCP", "port": 443, "targetPort": 6443]],
        ],
      ], "", "services", manager: "kube-apiserver")
    for name in ["default", "kube-system", "kube-public", "kube-node-lease"] {
      syncNamespace(ObjectKey(namespace: "", name: name))
    }
    // What happened before the first client came is not in any watch.
    for resource in store.all { resource.compact() }
    queued = []
    timeline = Timeline()
  }

  @discardableResult
  private func system(_ json: JSON, _ group: String, _ plural: String, manager: String) -> StoredObject? {
    controllerCreate(json, type(group, plural), manager: manager)
  }

  private func bootstrapNode(_ name: String, _ index: Int) {
    let time = JSON.string(wallTime.text())
    let capacity: JSON = [
      "cpu": "4", "memory": "16384Mi", "pods": "110", "ephemeral-storage": "102687672Ki", "hugepages-2Mi": "0",
    ]
    func condition(_ type: String, _ status: String, _ reason: String, _ message: String) -> JSON {
      [
        "type": .string(type), "status": .string(status), "lastHeartbeatTime": time, "lastTransitionTime": time,
        "reason": .string(reason), "message": .string(message),
      ]
    }
    let address = index == 0 ? Cluster.nodeAddress : "192.0.2.\(2 + index)"
    let json: JSON = [
      "metadata": [
        "name": .string(name),
        "labels": [
          "beta.kubernetes.io/arch": "amd64", "beta.kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
          "kubernetes.io/hostname": .string(name), "kubernetes.io/os": "linux",
        ],
        "annotations": [
          "node.alpha.kubernetes.io/ttl": "0", "volumes.kubernetes.io/controller-managed-attach-detach": "true",
        ],
      ],
      "spec": [:],
      "status": [
        "capacity": capacity, "allocatable": capacity,
        "conditions": [
          condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
          condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
          condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
          condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
        ],
        "addresses": [
          ["type": "InternalIP", "address": .string(address)], ["type": "Hostname", "address": .string(name)],
        ],
        "daemonEndpoints": ["kubeletEndpoint": ["Port": 10250]],
        "nodeInfo": [
          "machineID": "00000000000000000000000000000001", "systemUUID": "00000000-0000-0000-0000-000000000001",
          "bootID": .string(random.uid()), "kernelVersion": "6.1.0-simulated", "osImage": "Simulated Linux",
          "containerRuntimeVersion": "containerd://2.1.4", "kubeletVersion": "v1.36.2", "kubeProxyVersion": "",
          "operatingSystem": "linux", "architecture": "amd64",
        ],
      ],
    ]
    system(json, "", "nodes", manager: "kubelet")
  }
}
