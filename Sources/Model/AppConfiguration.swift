/// What an app should run as: the part that a revision copies and a rollback restores.
///
/// Its coded form is flat and uses the field names of shipit's server.
package struct AppConfiguration: Hashable, Sendable {
  package var image: String
  package var replicas: Int
  /// The container port that the service leads to; nil for an app that listens to nothing.
  package var port: Int?
  package var environment: [String: String]
  package var resources: Resources
  package var health: HealthCheck?

  package init(
    image: String, replicas: Int = 1, port: Int? = nil, environment: [String: String] = [:],
    resources: Resources = .init(), health: HealthCheck? = nil
  ) {
    self.image = image
    self.replicas = replicas
    self.port = port
    self.environment = environment
    self.resources = resources
    self.health = health
  }

  /// Kubernetes quantities. The defaults are those of shipit's server.
  package struct Resources: Hashable, Sendable {
    package var cpuRequest = "100m"
    package var cpuLimit = "500m"
    package var memoryRequest = "128Mi"
    package var memoryLimit = "256Mi"

    package init() {}
  }

  package struct HealthCheck: Hashable, Sendable {
    /// An absolute HTTP path.
    package var path: String
    /// nil means the app's port.
    package var port: Int?
    /// Seconds before the first probe.
    package var initialDelay = 10
    /// Seconds between probes.
    package var period = 30

    package init(path: String, port: Int? = nil, initialDelay: Int = 10, period: Int = 30) {
      self.path = path
      self.port = port
      self.initialDelay = initialDelay
      self.period = period
    }
  }
}

extension AppConfiguration: Codable {
  package enum CodingKeys: String, CodingKey {
    case image, replicas, port
    case environment = "env_vars"
    case cpuRequest = "cpu_request"
    case cpuLimit = "cpu_limit"
    case memoryRequest = "memory_request"
    case memoryLimit = "memory_limit"
    case healthPath = "health_path"
    case healthPort = "health_port"
    case healthInitialDelay = "health_initial_delay"
    case healthPeriod = "health_period"
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    var resources = Resources()
    resources.cpuRequest = try values.decodeIfPresent(String.self, forKey: .cpuRequest) ?? resources.cpuRequest
    resources.cpuLimit = try values.decodeIfPresent(String.self, forKey: .cpuLimit) ?? resources.cpuLimit
    resources.memoryRequest = try values.decodeIfPresent(String.self, forKey: .memoryRequest) ?? resources.memoryRequest
    resources.memoryLimit = try values.decodeIfPresent(String.self, forKey: .memoryLimit) ?? resources.memoryLimit
    let health = try values.decodeIfPresent(String.self, forKey: .healthPath).map { path in
      HealthCheck(
        path: path,
        port: try values.decodeIfPresent(Int.self, forKey: .healthPort),
        initialDelay: try values.decodeIfPresent(Int.self, forKey: .healthInitialDelay) ?? 10,
        period: try values.decodeIfPresent(Int.self, forKey: .healthPeriod) ?? 30)
    }
    self.init(
      image: try values.decode(String.self, forKey: .image),
      replicas: try values.decodeIfPresent(Int.self, forKey: .replicas) ?? 1,
      port: try values.decodeIfPresent(Int.self, forKey: .port),
      environment: try values.decodeIfPresent([String: String].self, forKey: .environment) ?? [:],
      resources: resources,
      health: health)
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(image, forKey: .image)
    try values.encode(replicas, forKey: .replicas)
    try values.encodeIfPresent(port, forKey: .port)
    try values.encode(environment, forKey: .environment)
    try values.encode(resources.cpuRequest, forKey: .cpuRequest)
    try values.encode(resources.cpuLimit, forKey: .cpuLimit)
    try values.encode(resources.memoryRequest, forKey: .memoryRequest)
    try values.encode(resources.memoryLimit, forKey: .memoryLimit)
    guard let health else { return }
    try values.encode(health.path, forKey: .healthPath)
    try values.encodeIfPresent(health.port, forKey: .healthPort)
    try values.encode(health.initialDelay, forKey: .healthInitialDelay)
    try values.encode(health.period, forKey: .healthPeriod)
  }
}
