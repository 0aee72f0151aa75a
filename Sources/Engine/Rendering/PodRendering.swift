import JSON
import Model

extension RenderingInput {
  /// A pod of the app itself, which runs until it is told to stop.
  func podTemplate() -> JSON {
    template(
      labels: Labels.all(app: name),
      [
        // A request that began before the pod was told to stop may end in peace.
        "terminationGracePeriodSeconds": .int(configuration.longestRequest.map { $0 + 10 } ?? 30),
        "topologySpreadConstraints": .array(
          ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(spread)),
      ],
      container: [
        "ports": configuration.port.map { [["name": "http", "containerPort": .int($0), "protocol": "TCP"]] },
        "readinessProbe": readinessProbe,
        "livenessProbe": livenessProbe,
        "lifecycle": ["preStop": preStop],
      ])
  }

  /// A pod that runs to its end.
  func jobTemplate(labels: [String: String], command: [String]? = nil) -> JSON {
    template(
      labels: labels, ["restartPolicy": "Never"],
      container: ["command": command.map { .array($0.map(JSON.string)) }])
  }

  private func template(labels: [String: String], _ spec: [String: JSON?], container: [String: JSON?]) -> JSON {
    .compact([
      "metadata": .compact([
        "labels": JSON(labels),
        "annotations": secretsChecksum.map { [Labels.secretsChecksum: .string($0)] },
      ]),
      "spec": .compact(
        spec.merging(["containers": [.compact(commonContainer.merging(container) { $1 })]]) { $1 }),
    ])
  }

  /// What every container of the app has, whatever it runs.
  private var commonContainer: [String: JSON?] {
    let resources = configuration.resources
    return [
      "name": .string(name),
      "image": .string(configuration.image),
      // A tag that can move is pulled each time, else a node would run what it happens to have.
      "imagePullPolicy": ImageReference(configuration.image)?.isMoving == true ? "Always" : "IfNotPresent",
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
    ]
  }

  /// Over zones and nodes as evenly as it goes, but never at the price of not starting.
  private func spread(over key: String) -> JSON {
    [
      "maxSkew": 1, "topologyKey": .string(key), "whenUnsatisfiable": "ScheduleAnyway",
      "labelSelector": ["matchLabels": ["app": .string(name)]],
    ]
  }

  /// Gives load balancers the time to stop sending before the process is told to stop. An older server has only `exec`,
  /// which does nothing in an image without a `sleep`.
  private var preStop: JSON {
    cluster.hasSleepAction ? ["sleep": ["seconds": 5]] : ["exec": ["command": ["sleep", "5"]]]
  }

  // MARK: Probes

  /// How the app is asked whether it is well: HTTP on its health path, else TCP on its port, else not at all.
  ///
  /// The defaults are written out: a default that nobody owns stays when a probe goes or changes its kind, and what is left
  /// is no valid probe.
  var probe: JSON? {
    var probe: JSON
    if let health = configuration.health, let port = health.port ?? configuration.port {
      probe = ["httpGet": ["path": .string(health.path), "port": .int(port), "scheme": "HTTP"]]
    } else if let port = configuration.port {
      probe = ["tcpSocket": ["port": .int(port)]]
    } else {
      return nil
    }
    probe["timeoutSeconds"] = 1
    probe["successThreshold"] = 1
    return probe
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
    probe["periodSeconds"] = .int(configuration.health?.period ?? AppConfiguration.HealthCheck.defaultPeriod)
    probe["failureThreshold"] = 5
    return probe
  }
}
