/// Flat, with the field names of shipit's server; `kind`, `schedule` and `longest_request` are ours.
///
/// A field that is absent has its default, so records of older versions read on.
extension AppConfiguration: Codable {
  package enum CodingKeys: String, CodingKey {
    case image, kind, schedule, replicas, port, domain
    case environment = "env_vars"
    case cpuRequest = "cpu_request"
    case cpuLimit = "cpu_limit"
    case memoryRequest = "memory_request"
    case memoryLimit = "memory_limit"
    case healthPath = "health_path"
    case healthPort = "health_port"
    case healthInitialDelay = "health_initial_delay"
    case healthPeriod = "health_period"
    case isAutoscaled = "hpa_enabled"
    case minReplicas = "min_replicas"
    case maxReplicas = "max_replicas"
    case cpuTarget = "cpu_target"
    case memoryTarget = "memory_target"
    case preDeployCommand = "pre_deploy_command"
    case longestRequest = "longest_request"
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      image: try values.decode(String.self, forKey: .image),
      work: try Work(values),
      replicas: try values.decodeIfPresent(Int.self, forKey: .replicas) ?? 1,
      port: try values.decodeIfPresent(Int.self, forKey: .port),
      environment: try values.decodeIfPresent([String: String].self, forKey: .environment) ?? [:],
      resources: try Resources(values),
      health: try HealthCheck(values),
      autoscaling: try Autoscaling(values),
      domain: try values.decodeIfPresent(String.self, forKey: .domain),
      preDeployCommand: try values.decodeIfPresent(String.self, forKey: .preDeployCommand),
      longestRequest: try values.decodeIfPresent(Int.self, forKey: .longestRequest))
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(image, forKey: .image)
    try values.encode(kind.rawValue, forKey: .kind)
    try values.encodeIfPresent(schedule, forKey: .schedule)
    try values.encode(replicas, forKey: .replicas)
    try values.encodeIfPresent(port, forKey: .port)
    try values.encode(environment, forKey: .environment)
    try values.encode(resources.cpuRequest, forKey: .cpuRequest)
    try values.encode(resources.cpuLimit, forKey: .cpuLimit)
    try values.encode(resources.memoryRequest, forKey: .memoryRequest)
    try values.encode(resources.memoryLimit, forKey: .memoryLimit)
    try values.encodeIfPresent(health?.path, forKey: .healthPath)
    try values.encodeIfPresent(health?.port, forKey: .healthPort)
    try values.encodeIfPresent(health?.initialDelay, forKey: .healthInitialDelay)
    try values.encodeIfPresent(health?.period, forKey: .healthPeriod)
    try values.encode(autoscaling != nil, forKey: .isAutoscaled)
    try values.encodeIfPresent(autoscaling?.minimum, forKey: .minReplicas)
    try values.encodeIfPresent(autoscaling?.maximum, forKey: .maxReplicas)
    try values.encodeIfPresent(autoscaling?.cpuTarget, forKey: .cpuTarget)
    try values.encodeIfPresent(autoscaling?.memoryTarget, forKey: .memoryTarget)
    try values.encodeIfPresent(domain, forKey: .domain)
    try values.encodeIfPresent(preDeployCommand, forKey: .preDeployCommand)
    try values.encodeIfPresent(longestRequest, forKey: .longestRequest)
  }
}

extension AppConfiguration.Work {
  fileprivate init(_ values: KeyedDecodingContainer<AppConfiguration.CodingKeys>) throws {
    switch try values.decodeIfPresent(String.self, forKey: .kind) {
    case "cron": self = .scheduled(try values.decode(String.self, forKey: .schedule))
    case "task": self = .once
    case "web", "worker", nil: self = .continuous
    case let kind?:
      throw DecodingError.dataCorruptedError(forKey: .kind, in: values, debugDescription: "no kind is called \(kind)")
    }
  }
}

extension AppConfiguration.Resources {
  fileprivate init(_ values: KeyedDecodingContainer<AppConfiguration.CodingKeys>) throws {
    self.init()
    cpuRequest = try values.decodeIfPresent(String.self, forKey: .cpuRequest) ?? cpuRequest
    cpuLimit = try values.decodeIfPresent(String.self, forKey: .cpuLimit) ?? cpuLimit
    memoryRequest = try values.decodeIfPresent(String.self, forKey: .memoryRequest) ?? memoryRequest
    memoryLimit = try values.decodeIfPresent(String.self, forKey: .memoryLimit) ?? memoryLimit
  }
}

extension AppConfiguration.HealthCheck {
  fileprivate init?(_ values: KeyedDecodingContainer<AppConfiguration.CodingKeys>) throws {
    guard let path = try values.decodeIfPresent(String.self, forKey: .healthPath) else { return nil }
    self.init(
      path: path,
      port: try values.decodeIfPresent(Int.self, forKey: .healthPort),
      initialDelay: try values.decodeIfPresent(Int.self, forKey: .healthInitialDelay) ?? Self.defaultInitialDelay,
      period: try values.decodeIfPresent(Int.self, forKey: .healthPeriod) ?? Self.defaultPeriod)
  }
}

extension AppConfiguration.Autoscaling {
  fileprivate init?(_ values: KeyedDecodingContainer<AppConfiguration.CodingKeys>) throws {
    guard try values.decodeIfPresent(Bool.self, forKey: .isAutoscaled) == true else { return nil }
    self.init(
      minimum: try values.decodeIfPresent(Int.self, forKey: .minReplicas) ?? Self.defaultMinimum,
      maximum: try values.decodeIfPresent(Int.self, forKey: .maxReplicas) ?? Self.defaultMaximum,
      cpuTarget: try values.decodeIfPresent(Int.self, forKey: .cpuTarget),
      memoryTarget: try values.decodeIfPresent(Int.self, forKey: .memoryTarget))
  }
}
