/// What an app should run as: the part that a revision copies and a rollback restores.
///
/// docs/apps.md explains every field and what follows from it.
package struct AppConfiguration: Hashable, Sendable {
  package var image: String
  /// When it runs; with the port it makes the `kind`.
  package var work: Work
  package var replicas: Int
  /// The container port that the service leads to; nil for an app that listens to nothing.
  package var port: Int?
  package var environment: [String: String]
  package var resources: Resources
  package var health: HealthCheck?
  /// nil keeps the count at `replicas`.
  package var autoscaling: Autoscaling?
  /// The host name under which the world reaches the app, by TLS.
  package var domain: String?
  /// Runs to its end with the new image before anything of the app is changed: a migration.
  package var preDeployCommand: String?
  /// How many seconds the longest request may take; a pod that is told to stop is given that long.
  package var longestRequest: Int?

  package init(
    image: String, work: Work = .continuous, replicas: Int = 1, port: Int? = nil, environment: [String: String] = [:],
    resources: Resources = .init(), health: HealthCheck? = nil, autoscaling: Autoscaling? = nil, domain: String? = nil,
    preDeployCommand: String? = nil, longestRequest: Int? = nil
  ) {
    self.image = image
    self.work = work
    self.replicas = replicas
    self.port = port
    self.environment = environment
    self.resources = resources
    self.health = health
    self.autoscaling = autoscaling
    self.domain = domain
    self.preDeployCommand = preDeployCommand
    self.longestRequest = longestRequest
  }
}

extension AppConfiguration {
  package enum Work: Hashable, Sendable {
    /// Until it is told to stop.
    case continuous
    /// To its end, each time that the schedule says, in five cron fields.
    case scheduled(String)
    /// To its end, once for each deploy.
    case once
  }

  /// What people call an app. It follows from the other fields, so that none of them can contradict it.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case web, worker, cron, task

    /// Whether its pods are meant to end.
    package var endsByItself: Bool { self == .cron || self == .task }
  }

  package var kind: Kind {
    switch work {
    case .continuous: port == nil ? .worker : .web
    case .scheduled: .cron
    case .once: .task
    }
  }

  /// The schedule of a cron job; nil for every other kind.
  package var schedule: String? {
    guard case .scheduled(let schedule) = work else { return nil }
    return schedule
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
    package static let defaultInitialDelay = 10
    package static let defaultPeriod = 30

    /// An absolute HTTP path.
    package var path: String
    /// nil means the app's port.
    package var port: Int?
    /// Seconds before the first probe.
    package var initialDelay: Int
    /// Seconds between probes.
    package var period: Int

    package init(
      path: String, port: Int? = nil, initialDelay: Int = defaultInitialDelay, period: Int = defaultPeriod
    ) {
      self.path = path
      self.port = port
      self.initialDelay = initialDelay
      self.period = period
    }
  }

  package struct Autoscaling: Hashable, Sendable {
    package static let defaultMinimum = 2
    package static let defaultMaximum = 10
    /// The one that an autoscaler without any target of ours would take (`autoscaling/v2`).
    package static let defaultCPUTarget = 80

    package var minimum: Int
    package var maximum: Int
    /// Percent of what is requested, on average over the pods; nil does not steer by it.
    package var cpuTarget: Int?
    package var memoryTarget: Int?

    package init(
      minimum: Int = defaultMinimum, maximum: Int = defaultMaximum, cpuTarget: Int? = nil, memoryTarget: Int? = nil
    ) {
      self.minimum = minimum
      self.maximum = maximum
      self.cpuTarget = cpuTarget
      self.memoryTarget = memoryTarget
    }
  }
}
