import JSON

/// A cluster that is full: deployments of ordinary web apps as they stand long after their rollouts, which nobody has to wait
/// for. Their pods are as large as those of real clusters, some 6 kB of JSON, of which `managedFields` are nearly half.
extension Cluster {
  /// - Parameter podsPerDeployment: the last deployment has what is left.
  func populate(pods count: Int, podsPerDeployment: Int = 100) {
    let namespaces = 10
    for index in 0..<min(namespaces, count) {
      let name = Cluster.populatedNamespace(index)
      let namespace = controllerCreate(
        ["metadata": ["name": .string(name)]], type("", "namespaces"), manager: "kubectl")
      // No pod is made before its service account.
      if let namespace { syncNamespace(namespace.key) }
    }
    var made = 0
    var number = 0
    while made < count {
      let size = min(podsPerDeployment, count - made)
      populate(deployment: number, in: Cluster.populatedNamespace(number % namespaces), pods: size)
      made += size
      number += 1
    }
  }

  private static func populatedNamespace(_ index: Int) -> String { "team-\(index)" }

  private func populate(deployment number: Int, in namespace: String, pods count: Int) {
    let (deployments, sets) = (type("apps", "deployments"), type("apps", "replicasets"))
    let name = "service-\(number)"
    let json = Cluster.populatedDeployment(name, in: namespace, replicas: count)
    guard let deployment = controllerCreate(json, deployments, manager: "kubectl") else { return }
    // The controller makes the replica set in its first look.
    syncDeployment(deployment.key)
    for set in controlled(by: deployment.uid, sets) {
      for _ in 0..<count {
        let pod = createPod(from: set.json[at: "spec", "template"], owner: set, sets)
        if let pod { settle(pod, on: options.nodes[Int(random.next() % UInt64(options.nodes.count))]) }
      }
    }
  }

  /// Binds the pod and has its node run it already.
  private func settle(_ pod: StoredObject, on node: String) {
    bindPod(pod, to: node)
    guard let bound = find(type("", "pods"), pod.key) else { return }
    let runtime = runtime(of: bound)
    runtime.isSandboxReady = true
    runtime.sandboxReadyAt = wallTime
    for container in runtime.containers {
      container.run = 1
      container.state = .running(ContainerRuntime.Instance(id: random.hexadecimal(64), startedAt: wallTime))
      container.isReady = true
      pulledImages.insert(container.image.reference.text)
    }
    writeStatus(bound, runtime)
  }

  private static func populatedDeployment(_ name: String, in namespace: String, replicas: Int) -> JSON {
    let labels: JSON = [
      "app": .string(name), "app.kubernetes.io/part-of": "shop", "team": .string(namespace),
    ]
    let variables = ["LOG_LEVEL", "PORT", "DATABASE_HOST", "CACHE_URL"]
    let container: JSON = [
      "name": "app", "image": .string("registry.example.com/shop/\(name):2026.11.3"),
      "ports": [["name": "http", "containerPort": 8080]],
      "env": .array(variables.map { ["name": .string($0), "value": .string("\($0.lowercased())-of-\(name)")] }),
      "resources": ["requests": ["cpu": "100m", "memory": "128Mi"], "limits": ["memory": "256Mi"]],
      "readinessProbe": ["httpGet": ["path": "/readyz", "port": "http"]],
      "volumeMounts": [["name": "settings", "mountPath": "/etc/app", "readOnly": true]],
    ]
    return [
      "metadata": ["name": .string(name), "namespace": .string(namespace), "labels": labels],
      "spec": [
        "replicas": .int(replicas), "selector": ["matchLabels": ["app": .string(name)]],
        "template": [
          "metadata": [
            "labels": labels,
            "annotations": [
              "checksum/settings": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
            ],
          ],
          "spec": [
            "containers": [container],
            "volumes": [["name": "settings", "configMap": ["name": .string("\(name)-settings")]]],
          ],
        ],
      ],
    ]
  }
}
