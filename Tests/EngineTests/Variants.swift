import Engine
import Model
import Testing

/// The table of apps whose rendered objects are kept in `Golden`.
struct Variant: Sendable, CustomTestStringConvertible {
  let name: String
  let input: RenderingInput

  var testDescription: String { name }

  private init(
    _ name: String, _ configuration: AppConfiguration, secrets: [String: String] = [:],
    cluster: ClusterTraits = .init(), running: Int? = nil, namespace: String = "default", app: String = "web",
    _ change: (inout AppConfiguration) -> Void = { _ in }
  ) {
    self.name = name
    var configuration = configuration
    change(&configuration)
    let record = App(
      id: .init(rawValue: "5f0c3c1e-8a35-4f0e-9d5c-0c6c1d1f0a01"), clusterID: .init(rawValue: "cluster"), name: app,
      namespace: namespace, configuration: configuration, createdAt: .distantPast)
    input = RenderingInput(
      app: record, revision: 7, configuration: configuration, secrets: secrets,
      secretsChecksum: secrets.isEmpty ? nil : "00112233445566778899aabbccddeeff", cluster: cluster, running: running)
  }

  private static let web = AppConfiguration(image: "ghcr.io/acme/web:1.4.2", replicas: 2, port: 8080)
  private static let worker = AppConfiguration(image: "ghcr.io/acme/worker:7")
  private static let digest = "sha256:" + String(repeating: "0123456789abcdef", count: 4)

  static let all: [Variant] = [
    // The least, and one more of each.
    Variant("worker", worker, app: "worker"),
    Variant("worker-health", worker, app: "worker") { $0.health = .init(path: "/live", port: 9090) },
    Variant("web", web),
    Variant("web-one-replica", web) { $0.replicas = 1 },
    Variant("web-stopped", web) { $0.replicas = 0 },
    Variant("web-three-replicas", web) { $0.replicas = 3 },
    Variant("web-four-replicas", web) { $0.replicas = 4 },
    Variant("web-namespace", web, namespace: "shop"),
    Variant("web-environment", web) {
      $0.environment = ["ZED": "last", "ALPHA": "first", "EMPTY": "", "NUMBER": "1", "REFERENCE": "$(ALPHA)/x"]
    },
    Variant("web-resources", web) {
      $0.resources.cpuRequest = "250m"
      $0.resources.cpuLimit = "2"
      $0.resources.memoryRequest = "512Mi"
      $0.resources.memoryLimit = "1Gi"
    },
    // Images.
    Variant("image-latest", web) { $0.image = "nginx:latest" },
    Variant("image-without-tag", web) { $0.image = "nginx" },
    Variant("image-digest", web) { $0.image = "ghcr.io/acme/web@\(digest)" },
    Variant("image-tag-and-digest", web) { $0.image = "ghcr.io/acme/web:1.4.2@\(digest)" },
    // Health and time.
    Variant("health-path", web) { $0.health = .init(path: "/healthz") },
    Variant("health-all", web) { $0.health = .init(path: "/ready", port: 8081, initialDelay: 45, period: 60) },
    Variant("longest-request", web) { $0.longestRequest = 120 },
    Variant("server-without-sleep-action", web, cluster: .init(hasSleepAction: false)),
    // Secrets.
    Variant("secrets", web, secrets: ["DATABASE_URL": "postgres://db/shop", "TOKEN": "ünïcode\n"]),
    Variant("secrets-worker", worker, secrets: ["QUEUE_KEY": "x"], app: "worker"),
    // Autoscaling.
    Variant("autoscaled-new", web) { $0.autoscaling = .init() },
    Variant("autoscaled-keeps-count", web, running: 6) {
      $0.autoscaling = .init(minimum: 2, maximum: 10, cpuTarget: 70)
    },
    Variant("autoscaled-below-minimum", web, running: 1) { $0.autoscaling = .init(minimum: 3, maximum: 5) },
    Variant("autoscaled-above-maximum", web, running: 9) { $0.autoscaling = .init(minimum: 2, maximum: 4) },
    Variant("autoscaled-minimum-of-one", web) { $0.autoscaling = .init(minimum: 1, maximum: 4) },
    Variant("autoscaled-memory", web) { $0.autoscaling = .init(memoryTarget: 75) },
    Variant("autoscaled-cpu-and-memory", web) { $0.autoscaling = .init(cpuTarget: 60, memoryTarget: 75) },
    Variant("autoscaled-worker", worker, app: "worker") { $0.autoscaling = .init(minimum: 4, maximum: 40) },
    // The real fleet is larger than the wish.
    Variant("scaled-down-from-eight", web, running: 8),
    Variant("scaled-up-from-one", web, running: 1) { $0.replicas = 3 },
    // The world.
    Variant("domain", web) { $0.domain = "shop.example.com" },
    Variant(
      "domain-other-ingress", web, cluster: .init(ingressClass: "traefik", certificateIssuer: "letsencrypt-staging")
    ) { $0.domain = "shop.example.com" },
    // Hooks.
    Variant("pre-deploy-plain", web) { $0.preDeployCommand = "bin/migrate --all" },
    Variant("pre-deploy-shell", web, secrets: ["DATABASE_URL": "postgres://db/shop"]) {
      $0.preDeployCommand = "bin/wait && bin/migrate \"$DATABASE_URL\""
    },
    Variant("pre-deploy-long-name", web, app: String(repeating: "a", count: 63)) { $0.preDeployCommand = "true" },
    // What runs to its end.
    Variant("cron", AppConfiguration(image: "report:3", work: .scheduled("0 4 * * 1-5")), app: "report"),
    Variant(
      "cron-secrets", AppConfiguration(image: "report:latest", work: .scheduled("@hourly"), environment: ["A": "1"]),
      secrets: ["KEY": "x"], app: "report"),
    Variant("task", AppConfiguration(image: "import:1", work: .once), app: "import"),
    Variant(
      "task-secrets", AppConfiguration(image: "import:1", work: .once, environment: ["A": "1"]),
      secrets: ["KEY": "x"], namespace: "shop", app: "import"),
    Variant("everything", web, secrets: ["KEY": "x"], namespace: "shop") {
      $0.environment = ["LOG_LEVEL": "info"]
      $0.health = .init(path: "/healthz", initialDelay: 5, period: 15)
      $0.autoscaling = .init(minimum: 4, maximum: 12, cpuTarget: 70, memoryTarget: 80)
      $0.domain = "shop.example.com"
      $0.preDeployCommand = "bin/migrate"
      $0.longestRequest = 60
    },
  ]
}
