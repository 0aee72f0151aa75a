import JSON
import Model

extension SyncField {
  /// What a new app is posted with. The server takes nothing else, and one replica where none is wanted.
  static func postBody(_ configuration: AppConfiguration, name: String, namespace: String) -> JSON {
    var body: JSON = ["name": .string(name), "namespace": .string(namespace)]
    for field in all {
      guard case .member(let member, let isNumber) = field.route else { continue }
      body[member] = json(field.here(configuration), isNumber: isNumber)
    }
    body["env_vars"] = .object(configuration.environment.mapValues { .string($0) })
    body["port"] = configuration.port.map { .int($0) }
    if let health = configuration.health {
      for (key, value) in health.body(appPort: configuration.port) { body[key] = value }
    }
    return body
  }

  /// The fields that the server has after that POST.
  static func posted(_ configuration: AppConfiguration) -> [String: String] {
    var posted = configuration
    posted.replicas = max(1, configuration.replicas)
    (posted.autoscaling, posted.domain, posted.preDeployCommand) = (nil, nil, nil)
    return fields(of: posted)
  }

  /// The requests, as bodies with the route below the app, that take an app there from one configuration to another.
  static func requests(from old: [String: String], to new: [String: String]) -> [(part: String, body: JSON)] {
    var put: JSON = [:]
    var others: [(part: String, body: JSON)] = []
    let configuration = configuration(new, over: nil)
    for field in all where old[field.name] != new[field.name] {
      switch field.route {
      case .createOnly: break
      case .member(let member, let isNumber): put[member] = json(new[field.name], isNumber: isNumber)
      case .health:
        // An empty path is how a check is taken away: null would keep it.
        let body = configuration.health?.body(appPort: configuration.port) ?? ["health_path": ""]
        for (key, value) in body { put[key] = value }
      case .autoscaling: others.append(("/autoscaling", AppConfiguration.Autoscaling.body(configuration.autoscaling)))
      case .domain: others.append(("/domain", ["domain": configuration.domain.map { .string($0) } ?? .null]))
      // The name it is read by would clear it.
      case .preDeploy: others.append(("/predeploy", ["command": .string(configuration.preDeployCommand ?? "")]))
      }
    }
    if variables(in: old) != variables(in: new) {
      put["env_vars"] = .object(variables(in: new).mapValues { .string($0) })
    }
    return (put == [:] ? [] : [("", put)]) + others
  }

  private static func json(_ text: String?, isNumber: Bool) -> JSON {
    isNumber ? (text.flatMap { Int($0) }).map { .int($0) } ?? .null : .string(text ?? "")
  }
}

extension AppConfiguration.HealthCheck {
  init?(remote json: JSON) {
    guard let path = json["health_path"]?.string, !path.isEmpty else { return nil }
    self.init(
      path: path, port: json["health_port"]?.int,
      initialDelay: json["health_initial_delay"]?.int ?? Self.defaultInitialDelay,
      period: json["health_period"]?.int ?? Self.defaultPeriod)
  }

  /// A port that is the app's own is none.
  func syncText(appPort: Int?) -> String {
    "\(path) port=\(port == appPort ? "app" : port.map(String.init) ?? "app") delay=\(initialDelay) period=\(period)"
  }

  init?(syncText text: String) {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count >= 4 else { return nil }
    let numbers = parts.suffix(3).map { part in part.split(separator: "=").last.flatMap { Int($0) } }
    guard let delay = numbers[1], let period = numbers[2] else { return nil }
    self.init(path: parts.dropLast(3).joined(separator: " "), port: numbers[0], initialDelay: delay, period: period)
  }

  func body(appPort: Int?) -> [String: JSON] {
    // A port cannot be taken away again, but the app's own says the same.
    [
      "health_path": .string(path), "health_port": (port ?? appPort).map { .int($0) } ?? .null,
      "health_initial_delay": .int(initialDelay), "health_period": .int(period),
    ]
  }
}

extension AppConfiguration.Autoscaling {
  init?(remote json: JSON) {
    guard json["hpa_enabled"]?.bool == true else { return nil }
    self.init(
      minimum: json["min_replicas"]?.int ?? 1, maximum: json["max_replicas"]?.int ?? 10,
      cpuTarget: json["cpu_target"]?.int, memoryTarget: json["memory_target"]?.int)
  }

  var syncText: String {
    "min=\(minimum) max=\(maximum)" + (cpuTarget.map { " cpu=\($0)" } ?? "")
      + (memoryTarget.map { " memory=\($0)" } ?? "")
  }

  init?(syncText text: String) {
    var values: [Substring: Int] = [:]
    for part in text.split(separator: " ") {
      let pair = part.split(separator: "=")
      guard pair.count == 2, let value = Int(pair[1]) else { return nil }
      values[pair[0]] = value
    }
    guard let minimum = values["min"], let maximum = values["max"] else { return nil }
    self.init(minimum: minimum, maximum: maximum, cpuTarget: values["cpu"], memoryTarget: values["memory"])
  }

  static func body(_ autoscaling: Self?) -> JSON {
    guard let autoscaling else { return ["enabled": false, "min_replicas": 1, "max_replicas": 10] }
    var body: JSON = [
      "enabled": true, "min_replicas": .int(autoscaling.minimum), "max_replicas": .int(autoscaling.maximum),
    ]
    body["target_cpu_percent"] = autoscaling.cpuTarget.map { .int($0) }
    body["target_memory_percent"] = autoscaling.memoryTarget.map { .int($0) }
    return body
  }
}
