extension AppConfiguration {
  /// Everything in it that would be refused, in the order of the fields.
  package var problems: [ValidationProblem] {
    var problems: [ValidationProblem?] = [ImageReference.problem(in: image)]
    problems += kindProblems
    problems.append(Validation.replicas(replicas))
    problems.append(port.flatMap { Validation.port($0) })
    problems += environment.keys.sorted().map(Validation.environmentName)
    problems += resources.problems
    problems += health?.problems(port: port) ?? []
    problems += autoscaling?.problems ?? []
    problems.append(domain.flatMap(Validation.domain))
    problems.append(preDeployCommand.flatMap(Self.problem(inCommand:)))
    problems.append(longestRequest.flatMap { Self.problem("longest-request", $0, in: 1...86_400, "a request's time") })
    return problems.compactMap { $0 }
  }

  /// What does not go with the kind.
  private var kindProblems: [ValidationProblem] {
    var problems = schedule.flatMap(CronSchedule.problem(in:)).map { [$0] } ?? []
    switch kind {
    case .web: break
    case .worker:
      if domain != nil {
        problems.append(unsuitable(.domain, "a domain leads to a port: set --port, or clear the domain"))
      }
    case .cron, .task:
      let name = kind == .cron ? "a cron job" : "a task"
      let fields: [(Field, Bool)] = [
        (.port, port != nil), (.healthPath, health != nil), (.maxReplicas, autoscaling != nil),
        (.domain, domain != nil),
      ]
      for (field, isSet) in fields where isSet {
        problems.append(unsuitable(field, "\(name) runs to its end and serves nobody: clear it"))
      }
      if replicas != 1 { problems.append(unsuitable(.replicas, "\(name) runs as one pod: set it to 1")) }
    }
    return problems
  }

  private func unsuitable(_ field: Field, _ rule: String) -> ValidationProblem {
    ValidationProblem(field: field.rawValue, value: text(of: field) ?? "", rule: rule)
  }

  private static func problem(inCommand command: String) -> ValidationProblem? {
    guard command.allSatisfy(\.isWhitespace) || command.contains("\0") else { return nil }
    return ValidationProblem(
      field: Field.preDeploy.rawValue, value: command.neutralised(),
      rule: "a command has at least one word, such as bin/migrate")
  }

  fileprivate static func problem(
    _ field: String, _ seconds: Int, in range: ClosedRange<Int>, _ what: String
  ) -> ValidationProblem? {
    guard !range.contains(seconds) else { return nil }
    return ValidationProblem(
      field: field, value: "\(seconds)", rule: "\(what) is \(range.lowerBound) to \(range.upperBound) seconds")
  }
}

extension AppConfiguration.HealthCheck {
  fileprivate func problems(port appPort: Int?) -> [ValidationProblem?] {
    var problems: [ValidationProblem?] = []
    if !path.hasPrefix("/") || path.contains(where: \.isWhitespace) {
      problems.append(
        ValidationProblem(
          field: "health-path", value: path.neutralised(), rule: "a health path starts with '/' and has no spaces"))
    }
    problems.append(port.flatMap { Validation.port($0, field: "health-port") })
    if port == nil, appPort == nil {
      problems.append(
        ValidationProblem(
          field: "health-port", value: "", rule: "a health path needs a port: set --port or --health-port"))
    }
    problems.append(AppConfiguration.problem("health-initial-delay", initialDelay, in: 0...3600, "a delay"))
    problems.append(AppConfiguration.problem("health-period", period, in: 1...3600, "a period"))
    return problems
  }
}

extension AppConfiguration.Autoscaling {
  fileprivate var problems: [ValidationProblem?] {
    [
      (1...10_000).contains(minimum)
        ? nil
        : ValidationProblem(
          field: "min-replicas", value: "\(minimum)", rule: "a minimum is a number from 1 to 10000"),
      maximum >= max(2, minimum) && maximum <= 10_000
        ? nil
        : ValidationProblem(
          field: "max-replicas", value: "\(maximum)",
          rule: "a maximum is at least 2 and the minimum, here \(minimum), and at most 10000"),
      cpuTarget.flatMap { Self.problem("cpu-target", percent: $0) },
      memoryTarget.flatMap { Self.problem("memory-target", percent: $0) },
    ]
  }

  private static func problem(_ field: String, percent: Int) -> ValidationProblem? {
    guard !(1...1000).contains(percent) else { return nil }
    return ValidationProblem(
      field: field, value: "\(percent)", rule: "a target is 1 to 1000 percent of what is requested, such as 70")
  }
}
