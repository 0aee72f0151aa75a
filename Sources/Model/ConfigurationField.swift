extension AppConfiguration {
  /// A field as the command line names it, in the order in which people read them. The environment's variables have
  /// names of their own and are not among them.
  package enum Field: String, CaseIterable, Hashable, Sendable {
    case image, kind, schedule, replicas, port
    case cpuRequest = "cpu-request"
    case cpuLimit = "cpu-limit"
    case memoryRequest = "memory-request"
    case memoryLimit = "memory-limit"
    case healthPath = "health-path"
    case healthPort = "health-port"
    case healthInitialDelay = "health-initial-delay"
    case healthPeriod = "health-period"
    case minReplicas = "min-replicas"
    case maxReplicas = "max-replicas"
    case cpuTarget = "cpu-target"
    case memoryTarget = "memory-target"
    case domain
    case preDeploy = "pre-deploy"
    case longestRequest = "longest-request"
  }

  /// A field in words; nil where it is not set.
  package func text(of field: Field) -> String? {
    switch field {
    case .image: image
    case .kind: kind.rawValue
    case .schedule: schedule
    case .replicas: "\(replicas)"
    case .port: port.map(String.init)
    case .cpuRequest: resources.cpuRequest
    case .cpuLimit: resources.cpuLimit
    case .memoryRequest: resources.memoryRequest
    case .memoryLimit: resources.memoryLimit
    case .healthPath: health?.path
    case .healthPort: health?.port.map(String.init)
    case .healthInitialDelay: health.map { "\($0.initialDelay)s" }
    case .healthPeriod: health.map { "\($0.period)s" }
    case .minReplicas: autoscaling.map { "\($0.minimum)" }
    case .maxReplicas: autoscaling.map { "\($0.maximum)" }
    case .cpuTarget: autoscaling?.cpuTarget.map { "\($0)%" }
    case .memoryTarget: autoscaling?.memoryTarget.map { "\($0)%" }
    case .domain: domain
    case .preDeploy: preDeployCommand
    case .longestRequest: longestRequest.map { "\($0)s" }
    }
  }

  /// Gives a field its default back. An app has an image, so that alone stays.
  ///
  /// Without a path there is no health check, and without a maximum no autoscaling.
  package mutating func clear(_ field: Field) {
    let standard = AppConfiguration(image: image)
    switch field {
    case .image: break
    case .kind, .schedule: work = standard.work
    case .replicas: replicas = standard.replicas
    case .port: port = nil
    case .cpuRequest: resources.cpuRequest = standard.resources.cpuRequest
    case .cpuLimit: resources.cpuLimit = standard.resources.cpuLimit
    case .memoryRequest: resources.memoryRequest = standard.resources.memoryRequest
    case .memoryLimit: resources.memoryLimit = standard.resources.memoryLimit
    case .healthPath: health = nil
    case .healthPort: health?.port = nil
    case .healthInitialDelay: health?.initialDelay = HealthCheck.defaultInitialDelay
    case .healthPeriod: health?.period = HealthCheck.defaultPeriod
    case .minReplicas: autoscaling?.minimum = Autoscaling.defaultMinimum
    case .maxReplicas: autoscaling = nil
    case .cpuTarget: autoscaling?.cpuTarget = nil
    case .memoryTarget: autoscaling?.memoryTarget = nil
    case .domain: domain = nil
    case .preDeploy: preDeployCommand = nil
    case .longestRequest: longestRequest = nil
    }
  }
}
