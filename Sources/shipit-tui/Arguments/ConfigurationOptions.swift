import ArgumentParser
import Model

/// The fields of an app, as `create` and `update` take them.
struct ConfigurationOptions: ParsableArguments {
  @Option(help: "web, worker, cron or task; else a web service with --port, a worker without.")
  var kind: AppConfiguration.Kind?
  @Option(help: ArgumentHelp("When a cron job runs, in five cron fields.", valueName: "cron")) var schedule: String?
  @Option(help: "How many pods run.") var replicas: Int?
  @Option(help: "The container port that its service leads to.") var port: Int?
  @Option(help: ArgumentHelp("An environment variable; may be repeated.", valueName: "name=value"))
  var env: [EnvironmentAssignment] = []

  @Option(help: ArgumentHelp("CPU that is kept free for a pod (100m).", valueName: "quantity")) var cpuRequest: String?
  @Option(help: ArgumentHelp("CPU that a pod may use at most (500m).", valueName: "quantity")) var cpuLimit: String?
  @Option(help: ArgumentHelp("Memory that is kept free for a pod (128Mi).", valueName: "quantity"))
  var memoryRequest: String?
  @Option(help: ArgumentHelp("Memory with which a pod is killed (256Mi).", valueName: "quantity"))
  var memoryLimit: String?

  @Option(help: ArgumentHelp("The HTTP path that says whether a pod is well.", valueName: "path")) var healthPath:
    String?
  @Option(help: "Its port, where it is not the app's.") var healthPort: Int?
  @Option(help: ArgumentHelp("Before the first probe (10s).", valueName: "time")) var healthInitialDelay: TimeSpan?
  @Option(help: ArgumentHelp("Between probes that restart a pod (30s).", valueName: "time")) var healthPeriod: TimeSpan?

  @Option(help: "Autoscaling: never fewer pods (2).") var minReplicas: Int?
  @Option(help: "Autoscaling: never more pods (10).") var maxReplicas: Int?
  @Option(help: ArgumentHelp("Autoscaling: CPU use to aim at (80).", valueName: "percent")) var cpuTarget: Int?
  @Option(help: ArgumentHelp("Autoscaling: memory use to aim at.", valueName: "percent")) var memoryTarget: Int?

  @Option(help: ArgumentHelp("The host name under which the world reaches it, by TLS.", valueName: "host"))
  var domain: String?
  @Option(help: ArgumentHelp("Runs to its end before each deploy: a migration.", valueName: "command"))
  var preDeploy: String?
  @Option(help: ArgumentHelp("How long a request may take; a pod is given as long to end.", valueName: "time"))
  var longestRequest: TimeSpan?

  var isEmpty: Bool {
    let given: [Any?] = [
      kind, schedule, replicas, port, cpuRequest, cpuLimit, memoryRequest, memoryLimit, healthPath, healthPort,
      healthInitialDelay, healthPeriod, minReplicas, maxReplicas, cpuTarget, memoryTarget, domain, preDeploy,
      longestRequest,
    ]
    return env.isEmpty && given.allSatisfy { $0 == nil }
  }

  /// Sets what was given, and leaves the rest.
  func apply(to configuration: inout AppConfiguration) throws {
    if let replicas { configuration.replicas = replicas }
    if let port { configuration.port = port }
    configuration.environment.merge(EnvironmentAssignment.dictionary(env)) { $1 }
    if let cpuRequest { configuration.resources.cpuRequest = cpuRequest }
    if let cpuLimit { configuration.resources.cpuLimit = cpuLimit }
    if let memoryRequest { configuration.resources.memoryRequest = memoryRequest }
    if let memoryLimit { configuration.resources.memoryLimit = memoryLimit }
    if let domain { configuration.domain = domain }
    if let preDeploy { configuration.preDeployCommand = preDeploy }
    if let longestRequest { configuration.longestRequest = longestRequest.seconds }
    try applyKind(to: &configuration)
    try applyHealth(to: &configuration)
    applyAutoscaling(to: &configuration)
  }

  private func applyKind(to configuration: inout AppConfiguration) throws {
    if let schedule {
      guard kind == nil || kind == .cron else { throw ValidationError("--schedule is for a cron job.") }
      configuration.work = .scheduled(schedule)
    }
    switch kind {
    case .web:
      guard configuration.port != nil else { throw ValidationError("A web service needs --port.") }
      configuration.work = .continuous
    case .worker:
      guard port == nil else { throw ValidationError("A worker listens to nothing: leave out --port.") }
      configuration.port = nil
      configuration.work = .continuous
    case .cron:
      guard configuration.schedule != nil else { throw ValidationError("A cron job needs --schedule.") }
    case .task: configuration.work = .once
    case nil: break
    }
  }

  private func applyHealth(to configuration: inout AppConfiguration) throws {
    guard healthPath != nil || healthPort != nil || healthInitialDelay != nil || healthPeriod != nil else { return }
    guard let path = healthPath ?? configuration.health?.path else {
      throw ValidationError("A health check needs --health-path.")
    }
    var health = configuration.health ?? .init(path: path)
    health.path = path
    health.port = healthPort ?? health.port
    health.initialDelay = healthInitialDelay?.seconds ?? health.initialDelay
    health.period = healthPeriod?.seconds ?? health.period
    configuration.health = health
  }

  private func applyAutoscaling(to configuration: inout AppConfiguration) {
    guard minReplicas != nil || maxReplicas != nil || cpuTarget != nil || memoryTarget != nil else { return }
    var autoscaling = configuration.autoscaling ?? .init()
    autoscaling.minimum = minReplicas ?? autoscaling.minimum
    // Whoever asks for many at least wants as many at most.
    autoscaling.maximum = maxReplicas ?? max(autoscaling.maximum, autoscaling.minimum)
    autoscaling.cpuTarget = cpuTarget ?? autoscaling.cpuTarget
    autoscaling.memoryTarget = memoryTarget ?? autoscaling.memoryTarget
    configuration.autoscaling = autoscaling
  }
}

extension AppConfiguration.Kind: ExpressibleByArgument {}
extension AppConfiguration.Field: ExpressibleByArgument {}

extension TimeSpan {
  /// Whole seconds.
  fileprivate var seconds: Int { Int(duration.components.seconds) }
}
