import Model
import Simulator

/// Who lives in the demo: three projects, six clusters, some twenty apps, and how they came to be as they are.
enum DemoPlan {
  /// In the block that RFC 5737 keeps for documentation.
  static let loadBalancer = "203.0.113.10"
  /// The names that the demo's world knows.
  static let names = ["api.shop.example": loadBalancer]

  static let projects = ["shop", "trials", "sites"]

  struct ClusterPlan: Sendable {
    let project: String
    let name: String
    /// A label of DNS; the name need not be one.
    var label: String?
    var isProtected = false
    var isReadOnly = false
    /// Since when it does not answer, in hours after the demo's past begins.
    var isAwaySince: Double?

    var host: String { "\(label ?? name).demo.internal" }

    var options: ClusterOptions {
      var options = ClusterOptions()
      options.nodes = (1...3).map { "\(label ?? name)-node\($0)" }
      options.streamsLists = true
      // Many clusters measure nothing; the sandbox is one of them.
      options.hasMetrics = project != "trials"
      if project == "shop" { options.loadBalancer = DemoPlan.loadBalancer }
      return options
    }

    func kubeconfig(token: String) -> String {
      """
      apiVersion: v1
      kind: Config
      current-context: \(name)
      clusters: [{name: \(name), cluster: {server: "https://\(host)"}}]
      users: [{name: admin, user: {token: "\(token)"}}]
      contexts: [{name: \(name), context: {cluster: \(name), user: admin}}]

      """
    }
  }

  static let clusters = [
    ClusterPlan(project: "shop", name: "production"), ClusterPlan(project: "shop", name: "staging"),
    ClusterPlan(project: "trials", name: "sandbox"),
    ClusterPlan(project: "sites", name: "berlin", isProtected: true),
    ClusterPlan(project: "sites", name: "大阪", label: "osaka", isReadOnly: true),
    ClusterPlan(project: "sites", name: "oslo", isAwaySince: 50),
  ]

  /// Something that was done, that many hours after the demo's past begins.
  struct Step: Sendable {
    let hour: Double
    let cluster: String
    let name: String
    var namespace = "default"
    var configuration: AppConfiguration
    var secrets: [String: String] = [:]
    var message: String?
    var isDeployed = true

    func changed(_ change: (inout Step) -> Void) -> Step {
      var step = self
      change(&step)
      return step
    }
  }

  static let history: [Step] = [
    // production: a web shop of which most is well.
    step(1, "production", "web", "ghcr.io/acme/web:1.4.0", 2, port: 8080, ["LOG_LEVEL": "info"]),
    step(2, "production", "api", "ghcr.io/acme/api:2.0.0", 2, port: 9000),
    step(3, "production", "worker", "ghcr.io/acme/worker:7", 1, ["QUEUE": "orders"]),
    step(4, "production", "cache", "redis:7.4", 1, port: 6379),
    step(20, "production", "web", "ghcr.io/acme/web:1.4.1", 2, port: 8080, ["LOG_LEVEL": "info"]),
    step(30, "production", "api", "ghcr.io/acme/api:2.1.0", 3, port: 9000).changed { step in
      step.configuration.domain = "api.shop.example"
      step.configuration.health = .init(path: "/healthz")
    },
    step(44, "production", "web", "ghcr.io/acme/web:1.4.2", 3, port: 8080, ["LOG_LEVEL": "info", "CHECKOUT": "v2"])
      .changed { step in
        step.secrets = ["DATABASE_URL": "postgres://shop:demo@db/shop", "SESSION_KEY": "only-a-demo"]
      },
    step(46, "production", "mailer", "ghcr.io/acme/mailer:3.2", 1, namespace: "mail"),
    step(50, "production", "search", "ghcr.io/acme/search:0.9.1", 1, port: 7700, isDeployed: false),
    // staging: where things break, a short while ago: crashing is work for whoever simulates it.
    step(5, "staging", "web", "ghcr.io/acme/web:1.5.0-rc1", 1, port: 8080),
    step(6, "staging", "api", "ghcr.io/acme/api:2.1.0", 1, port: 9000),
    step(49.25, "staging", "api", "local/broken:2.2.0-rc1", 1, port: 9000),
    step(49.5, "staging", "web", "ghcr.io/acme/missing:1.5.0-rc2", 1, port: 8080),
    // sandbox: somebody's experiments.
    step(8, "sandbox", "hello", "nginx:1.27", 1, port: 80),
    step(49, "sandbox", "flaky", "local/crash-after:900s", 1),
    step(10, "sandbox", "chatty", "local/logs:20", 1),
    // sites: a protected cluster, one that may only be looked at, and one whose line is down.
    step(11, "berlin", "gateway", "nginx:1.26", 2, port: 80),
    step(21, "berlin", "gateway", "nginx:1.27", 2, port: 80),
    step(12, "大阪", "gateway", "nginx:1.27", 1, port: 80).changed { $0.message = "開店おめでとう 🎉" },
    step(13, "oslo", "gateway", "nginx:1.27", 1, port: 80),
    step(14, "oslo", "sensors", "ghcr.io/acme/sensors:4.1", 2),
  ]

  private static func step(
    _ hour: Double, _ cluster: String, _ name: String, _ image: String, _ replicas: Int, port: Int? = nil,
    _ environment: [String: String] = [:], namespace: String = "default", isDeployed: Bool = true
  ) -> Step {
    Step(
      hour: hour, cluster: cluster, name: name, namespace: namespace,
      configuration: AppConfiguration(image: image, replicas: replicas, port: port, environment: environment),
      isDeployed: isDeployed)
  }
}
