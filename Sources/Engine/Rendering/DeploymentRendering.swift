import JSON
import Model

extension RenderingInput {
  func deploymentManifest() -> Manifest {
    let labels = Labels.all(app: name)
    let template = JSON.compact([
      "metadata": JSON.compact([
        "labels": JSON(labels),
        "annotations": secretsVersion.map { [Labels.secretsVersion: .string($0)] },
      ]),
      "spec": podSpec(),
    ])
    return Manifest(
      "apps/v1", "Deployment", resource: "deployments", namespace: namespace, name: name, labels: labels,
      annotations: [
        Labels.revision: "\(revision)", Labels.appID: appID.rawValue,
        Labels.changeCause: "shipit revision \(revision): \(configuration.image)",
      ],
      [
        "spec": JSON.compact([
          "replicas": .int(configuration.replicas),
          // Ten minutes, as kubectl and the API server have it; trouble that cannot heal is recognised long before.
          "progressDeadlineSeconds": 600,
          "revisionHistoryLimit": 10,
          // Without a probe a pod is ready as soon as it runs: a crash loop must not pass for running.
          "minReadySeconds": probe == nil ? 10 : nil,
          "selector": ["matchLabels": ["app": .string(name)]],
          "strategy": ["type": "RollingUpdate", "rollingUpdate": rollingUpdate],
          "template": template,
        ])
      ])
  }

  /// Few pods never lose one; many may lose a quarter to be done sooner.
  private var rollingUpdate: JSON {
    configuration.replicas <= 3
      ? ["maxSurge": 1, "maxUnavailable": 0] : ["maxSurge": "25%", "maxUnavailable": "25%"]
  }

  private func podSpec() -> JSON {
    .compact([
      "containers": [container()],
      "terminationGracePeriodSeconds": 30,
      "topologySpreadConstraints": .array(["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(spread)),
    ])
  }

  /// Over zones and nodes as evenly as it goes, but never at the price of not starting.
  private func spread(over key: String) -> JSON {
    [
      "maxSkew": 1, "topologyKey": .string(key), "whenUnsatisfiable": "ScheduleAnyway",
      "labelSelector": ["matchLabels": ["app": .string(name)]],
    ]
  }

  private func container() -> JSON {
    let image = ImageReference(configuration.image)
    let resources = configuration.resources
    return .compact([
      "name": .string(name),
      "image": .string(configuration.image),
      // A tag that can move is pulled each time, else a node would run what it happens to have.
      "imagePullPolicy": image?.isMoving == true ? "Always" : "IfNotPresent",
      "ports": configuration.port.map { [["name": "http", "containerPort": .int($0), "protocol": "TCP"]] },
      // Sorted by name, since the order of variables is part of the pod template.
      "env": configuration.environment.isEmpty
        ? nil
        : .array(
          configuration.environment.sorted { $0.key < $1.key }.map {
            ["name": .string($0.key), "value": .string($0.value)]
          }),
      "envFrom": secrets.isEmpty ? nil : [["secretRef": ["name": .string(secretName)]]],
      "resources": [
        "requests": ["cpu": .string(resources.cpuRequest), "memory": .string(resources.memoryRequest)],
        "limits": ["cpu": .string(resources.cpuLimit), "memory": .string(resources.memoryLimit)],
      ],
      "readinessProbe": readinessProbe,
      "livenessProbe": livenessProbe,
      // Gives load balancers the time to stop sending before the process is told to stop.
      "lifecycle": hasSleepAction ? ["preStop": ["sleep": ["seconds": 5]]] : nil,
    ])
  }

  /// How the app is asked whether it is well: HTTP on its health path, else TCP on its port, else not at all.
  private var probe: JSON? {
    if let health = configuration.health, let port = health.port ?? configuration.port {
      return ["httpGet": ["path": .string(health.path), "port": .int(port)]]
    }
    return configuration.port.map { ["tcpSocket": ["port": .int($0)]] }
  }

  private var readinessProbe: JSON? {
    guard var probe else { return nil }
    probe["initialDelaySeconds"] = configuration.health.map { .int($0.initialDelay) }
    probe["periodSeconds"] = 5
    probe["failureThreshold"] = 3
    return probe
  }

  /// Starts later and is more patient than readiness: restarting is the last resort.
  private var livenessProbe: JSON? {
    guard var probe else { return nil }
    probe["initialDelaySeconds"] = .int((configuration.health?.initialDelay ?? 0) + 20)
    probe["periodSeconds"] = .int(configuration.health?.period ?? 30)
    probe["failureThreshold"] = 5
    return probe
  }
}
