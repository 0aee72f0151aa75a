import Model

/// The form of an app's every field, in groups of which one is shown at a time.
package enum FormGroup: String, CaseIterable, Hashable, Sendable {
  case general = "General"
  case resources = "Resources"
  case health = "Health"
  case scaling = "Scaling"
  case domain = "Domain & hook"
  case environment = "Environment"
}

extension Form {
  /// How an app runs, as the form offers it.
  enum Runs: String, CaseIterable {
    case continuously = "all the time"
    case scheduled = "by a schedule"
    case once = "once per deploy"
  }

  static func edit(_ app: App, group: FormGroup) -> Form {
    let old = app.configuration
    let health = old.health
    let scaling = old.autoscaling
    let runs: Runs =
      switch old.work {
      case .continuous: .continuously
      case .scheduled: .scheduled
      case .once: .once
      }
    let fields: [(FormGroup, Field)] = [
      (.general, .init(.image, old.image)),
      (.general, .init(.runs, runs.rawValue, choices: Runs.allCases.map(\.rawValue))),
      (.general, .init(.schedule, old.schedule ?? "", placeholder: "five cron fields, where it runs by one")),
      (.general, .init(.replicas, "\(old.replicas)")),
      (.general, .init(.port, old.port.map(String.init) ?? "", placeholder: "none")),
      (.general, .init(.longestRequest, old.longestRequest.map(String.init) ?? "", placeholder: "seconds")),
      (.resources, .init(.cpuRequest, old.resources.cpuRequest)),
      (.resources, .init(.cpuLimit, old.resources.cpuLimit)),
      (.resources, .init(.memoryRequest, old.resources.memoryRequest)),
      (.resources, .init(.memoryLimit, old.resources.memoryLimit)),
      (.health, .init(.healthPath, health?.path ?? "", placeholder: "none: the port is probed")),
      (.health, .init(.healthPort, health?.port.map(String.init) ?? "", placeholder: "the app's port")),
      (
        .health,
        .init(
          .healthDelay, health.map { "\($0.initialDelay)" } ?? "",
          placeholder: "\(AppConfiguration.HealthCheck.defaultInitialDelay) seconds")
      ),
      (
        .health,
        .init(
          .healthPeriod, health.map { "\($0.period)" } ?? "",
          placeholder: "\(AppConfiguration.HealthCheck.defaultPeriod) seconds")
      ),
      (
        .scaling,
        .init(.maxReplicas, scaling.map { "\($0.maximum)" } ?? "", placeholder: "none: the count stays as it is set")
      ),
      (
        .scaling,
        .init(
          .minReplicas, scaling.map { "\($0.minimum)" } ?? "",
          placeholder: "\(AppConfiguration.Autoscaling.defaultMinimum)")
      ),
      (.scaling, .init(.cpuTarget, scaling?.cpuTarget.map(String.init) ?? "", placeholder: "percent of the request")),
      (
        .scaling,
        .init(.memoryTarget, scaling?.memoryTarget.map(String.init) ?? "", placeholder: "percent of the request")
      ),
      (.domain, .init(.domain, old.domain ?? "", placeholder: "shop.example.com")),
      (.domain, .init(.preDeploy, old.preDeployCommand ?? "", placeholder: "bin/migrate")),
      (.environment, .init(.environment, EnvironmentText.write(old.environment), placeholder: "NAME=VALUE")),
    ]
    var form = Form(
      .editApp(app.id), title: "Edit \(app.name)", verb: "Save",
      fields: fields.map { group, field in
        var field = field
        field.group = group
        return field
      })
    form.go(to: group)
    return form
  }

  /// The group of the field that has the focus; nil where the form has no groups.
  package var group: FormGroup? { focusedField?.group }

  /// Indices of the fields that are shown.
  var shown: [Int] { fields.indices.filter { fields[$0].group == group } }

  mutating func go(to group: FormGroup) {
    focus = fields.firstIndex { $0.group == group } ?? focus
  }

  /// To the next group, or the one before.
  mutating func changeGroup(by distance: Int) {
    guard let group, let index = FormGroup.allCases.firstIndex(of: group) else { return }
    let all = FormGroup.allCases
    go(to: all[(index + distance + all.count) % all.count])
  }

  /// Moves among the fields that are shown, around the end.
  mutating func moveFocus(by distance: Int) {
    let shown = shown
    guard let index = shown.firstIndex(of: focus) else { return }
    focus = shown[(index + distance + shown.count) % shown.count]
  }

  /// What the fields say; what can't be read is marked at its field.
  mutating func edited(from base: AppConfiguration) -> AppConfiguration {
    var new = base
    new.image = text(.image)
    switch Runs(rawValue: text(.runs)) ?? .continuously {
    case .continuously: new.work = .continuous
    case .scheduled: new.work = .scheduled(text(.schedule))
    case .once: new.work = .once
    }
    if new.schedule == nil, !text(.schedule).isEmpty {
      refuse(.schedule, "only an app that runs by a schedule has one: clear it, or change how it runs")
    }
    if let replicas = number(.replicas) { new.replicas = replicas }
    new.port = optionalNumber(.port)
    new.longestRequest = optionalNumber(.longestRequest)
    new.resources.cpuRequest = text(.cpuRequest)
    new.resources.cpuLimit = text(.cpuLimit)
    new.resources.memoryRequest = text(.memoryRequest)
    new.resources.memoryLimit = text(.memoryLimit)
    new.health = editedHealth()
    new.autoscaling = editedScaling()
    new.domain = text(.domain).isEmpty ? nil : text(.domain)
    new.preDeployCommand = text(.preDeploy).isEmpty ? nil : text(.preDeploy)
    do {
      new.environment = try EnvironmentText.read(text(.environment))
    } catch {
      refuse(.environment, error.message)
    }
    return new
  }

  private mutating func editedHealth() -> AppConfiguration.HealthCheck? {
    let path = text(.healthPath)
    guard !path.isEmpty else {
      refuseOrphans([.healthPort, .healthDelay, .healthPeriod], "there is no health check without a path")
      return nil
    }
    var health = AppConfiguration.HealthCheck(path: path)
    health.port = optionalNumber(.healthPort)
    if let delay = optionalNumber(.healthDelay) { health.initialDelay = delay }
    if let period = optionalNumber(.healthPeriod) { health.period = period }
    return health
  }

  private mutating func editedScaling() -> AppConfiguration.Autoscaling? {
    guard !text(.maxReplicas).isEmpty else {
      refuseOrphans([.minReplicas, .cpuTarget, .memoryTarget], "it scales by itself only with most replicas")
      return nil
    }
    var scaling = AppConfiguration.Autoscaling()
    if let most = optionalNumber(.maxReplicas) { scaling.maximum = most }
    if let least = optionalNumber(.minReplicas) { scaling.minimum = least }
    scaling.cpuTarget = optionalNumber(.cpuTarget)
    scaling.memoryTarget = optionalNumber(.memoryTarget)
    return scaling
  }

  /// What was typed must not be dropped in silence.
  private mutating func refuseOrphans(_ names: [Field.Name], _ problem: String) {
    for name in names where !text(name).isEmpty { refuse(name, "\(problem): clear this, or set that") }
  }

  private mutating func optionalNumber(_ name: Field.Name) -> Int? { text(name).isEmpty ? nil : number(name) }
}

extension Form.Field.Name {
  /// The form's field of what validation calls so.
  init(problem: String) {
    let names: [String: Form.Field.Name] = [
      "name": .name, "namespace": .namespace, "image": .image, "replicas": .replicas, "port": .port, "kind": .runs,
      "schedule": .schedule, "cpu-request": .cpuRequest, "cpu-limit": .cpuLimit, "memory-request": .memoryRequest,
      "memory-limit": .memoryLimit, "health-path": .healthPath, "health-port": .healthPort,
      "health-initial-delay": .healthDelay, "health-period": .healthPeriod, "min-replicas": .minReplicas,
      "max-replicas": .maxReplicas, "cpu-target": .cpuTarget, "memory-target": .memoryTarget, "domain": .domain,
      "pre-deploy": .preDeploy, "longest-request": .longestRequest,
    ]
    self = names[problem] ?? .environment
  }
}
