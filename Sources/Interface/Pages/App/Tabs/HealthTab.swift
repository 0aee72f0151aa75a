import Model
import Terminal

extension State {
  /// How the cluster asks the app whether it is well, and what it does where it is not.
  func healthRows(of app: App) -> [PageRow] {
    let configuration = app.configuration
    guard !configuration.kind.endsByItself else {
      return [.placeholder("A \(configuration.kind.rawValue) runs to its end: how it ends says whether it is well.")]
    }
    let health = configuration.health
    var rows: [PageRow] = [.heading("Check")]
    switch (health, configuration.port) {
    case (nil, let port?):
      rows.append(.setting("Check", nil, default: "a connection to port \(port)"))
    case (nil, nil):
      rows.append(.setting("Check", nil, default: "none: it listens to nothing"))
    case (let health?, let port):
      rows += [
        .field("HTTP path", health.path, nameWidth: 22),
        .setting("Port", health.port.map { "\($0)" }, default: port.map { "\($0)" } ?? "none"),
        .setting(
          "Initial delay", "\(health.initialDelay)s", default: "\(AppConfiguration.HealthCheck.defaultInitialDelay)s"),
        .setting("Period", "\(health.period)s", default: "\(AppConfiguration.HealthCheck.defaultPeriod)s"),
      ]
    }
    if health != nil || configuration.port != nil {
      let period = health?.period ?? AppConfiguration.HealthCheck.defaultPeriod
      rows += [
        .blank, .heading("What follows"),
        .field("Readiness", "every 5s; out of the Service after 3 failures", nameWidth: 22),
        .field(
          "Liveness",
          "every \(period)s, from \((health?.initialDelay ?? 0) + 20)s on; restarted after 5 failures", nameWidth: 22),
      ]
    }
    return rows + [
      .blank, .heading("Stopping"),
      .setting(
        "Longest request", configuration.longestRequest.map { "\($0)s" }, default: "20s"),
      .field(
        "Time to stop", "\(configuration.longestRequest.map { $0 + 10 } ?? 30)s before it is killed", nameWidth: 22),
    ]
  }
}
