import Foundation
import Model
import Testing

@Suite("configurations")
struct AppConfigurationTests {
  /// Every field set, to something else than its default.
  static let full: AppConfiguration = {
    var configuration = AppConfiguration(
      image: "web:1", replicas: 2, port: 80, environment: ["A": "1"],
      health: .init(path: "/h", port: 81, initialDelay: 3, period: 7),
      autoscaling: .init(minimum: 3, maximum: 9, cpuTarget: 70, memoryTarget: 75), domain: "shop.example.com",
      preDeployCommand: "bin/migrate", longestRequest: 60)
    configuration.resources.cpuRequest = "200m"
    configuration.resources.cpuLimit = "1"
    configuration.resources.memoryRequest = "64Mi"
    configuration.resources.memoryLimit = "1Gi"
    return configuration
  }()

  static let cron = AppConfiguration(image: "report:1", work: .scheduled("0 4 * * *"))

  @Test("the difference names each field once, with what was and what will be")
  func changes() {
    let old = AppConfiguration(image: "web:1", replicas: 2, environment: ["A": "1", "B": "2"])
    var new = old
    new.image = "web:2"
    new.environment = ["B": "3", "C": "4"]
    new.health = .init(path: "/healthz")
    #expect(old.changes(to: old).isEmpty)
    #expect(
      old.changes(to: new) == [
        .init(field: "image", old: "web:1", new: "web:2"),
        .init(field: "health-path", old: nil, new: "/healthz"),
        .init(field: "health-initial-delay", old: nil, new: "10s"),
        .init(field: "health-period", old: nil, new: "30s"),
        .init(field: "env A", old: "1", new: nil),
        .init(field: "env B", old: "2", new: "3"),
        .init(field: "env C", old: nil, new: "4"),
      ])
  }

  @Test("the difference covers every field", arguments: AppConfiguration.Field.allCases)
  func covered(field: AppConfiguration.Field) {
    let plain = AppConfiguration(image: "web:0")
    let changed = plain.changes(to: field == .schedule ? Self.cron : Self.full).map(\.field)
    #expect(changed.contains(field.rawValue))
  }

  @Test("what differs in any way differs in a named field", arguments: AppConfiguration.Field.allCases)
  func cleared(field: AppConfiguration.Field) {
    let full = field == .schedule || field == .kind ? Self.cron : Self.full
    var configuration = full
    configuration.clear(field)
    let changed = full.changes(to: configuration).map(\.field)
    switch field {
    case .image: #expect(configuration == full, "an app always has an image")
    case .kind, .schedule: #expect(changed == ["kind", "schedule"])
    case .port: #expect(changed == ["kind", "port"])
    case .healthPath: #expect(changed == ["health-path", "health-port", "health-initial-delay", "health-period"])
    case .maxReplicas: #expect(changed == ["min-replicas", "max-replicas", "cpu-target", "memory-target"])
    default: #expect(changed == [field.rawValue])
    }
    for other in AppConfiguration.Field.allCases { configuration.clear(other) }
    configuration.environment = [:]
    #expect(configuration == AppConfiguration(image: full.image))
  }

  @Test(
    "the kind follows from when it runs and whether it listens",
    arguments: [
      (AppConfiguration(image: "a", port: 80), AppConfiguration.Kind.web), (AppConfiguration(image: "a"), .worker),
      (cron, .cron), (AppConfiguration(image: "a", work: .once), .task),
    ])
  func kind(configuration: AppConfiguration, kind: AppConfiguration.Kind) {
    #expect(configuration.kind == kind)
  }

  @Test(
    "a record comes back the same",
    arguments: [full, cron, AppConfiguration(image: "a", work: .once), AppConfiguration(image: "a")])
  func coding(configuration: AppConfiguration) throws {
    let time = Date(timeIntervalSince1970: 1_700_000_000)
    let app = App(clusterID: .init(), name: "web", configuration: configuration, createdAt: time)
    #expect(try JSONDecoder().decode(App.self, from: JSONEncoder().encode(app)) == app)
    let revision = Revision(appID: app.id, number: 1, configuration: configuration, createdAt: time)
    #expect(try JSONDecoder().decode(Revision.self, from: JSONEncoder().encode(revision)) == revision)
  }

  @Test("a record has the field names of shipit's server")
  func names() throws {
    let data = try JSONEncoder().encode(Self.full)
    let keys = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any]).keys.sorted()
    #expect(
      keys == [
        "cpu_limit", "cpu_request", "cpu_target", "domain", "env_vars", "health_initial_delay", "health_path",
        "health_period", "health_port", "hpa_enabled", "image", "kind", "longest_request", "max_replicas",
        "memory_limit", "memory_request", "memory_target", "min_replicas", "port", "pre_deploy_command", "replicas",
      ])
  }

  @Test("what an older version stored reads on, with the defaults of what it did not know")
  func older() throws {
    let old = #"{"cpu_limit":"500m","env_vars":{"A":"1"},"image":"web:1","port":80,"replicas":2}"#
    #expect(
      try JSONDecoder().decode(AppConfiguration.self, from: Data(old.utf8))
        == AppConfiguration(image: "web:1", replicas: 2, port: 80, environment: ["A": "1"]))
    let least = #"{"image":"web:1","hpa_enabled":false,"min_replicas":1}"#
    #expect(
      try JSONDecoder().decode(AppConfiguration.self, from: Data(least.utf8)) == AppConfiguration(image: "web:1"))
  }

  @Test("a kind that only a newer version knows is not taken for another")
  func unknownKind() {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(AppConfiguration.self, from: Data(#"{"image":"a","kind":"daemon"}"#.utf8))
    }
  }
}

@Suite("what an app may be configured as")
struct ConfigurationProblemTests {
  private func problems(_ change: (inout AppConfiguration) -> Void) -> [String] {
    var configuration = AppConfiguration(image: "web:1", port: 80)
    change(&configuration)
    return configuration.problems.map(\.field)
  }

  @Test("a full web service, a worker, a cron job and a task are fine")
  func fine() {
    #expect(AppConfigurationTests.full.problems.isEmpty)
    #expect(AppConfigurationTests.cron.problems.isEmpty)
    #expect(AppConfiguration(image: "a", work: .once).problems.isEmpty)
    #expect(AppConfiguration(image: "a", health: .init(path: "/", port: 9090)).problems.isEmpty)
  }

  @Test(
    "bounds",
    arguments: [
      (1, 1, nil as Int?, ["max-replicas"]), (0, 5, nil, ["min-replicas"]), (1, 2, 70, []),
      (4, 3, nil, ["max-replicas"]),
      (2, 10_001, nil, ["max-replicas"]), (2, 4, 0, ["cpu-target"]), (2, 4, 1001, ["cpu-target"]), (5, 5, 1000, []),
    ])
  func autoscaling(minimum: Int, maximum: Int, target: Int?, fields: [String]) {
    #expect(problems { $0.autoscaling = .init(minimum: minimum, maximum: maximum, cpuTarget: target) } == fields)
    #expect(
      problems { $0.autoscaling = .init(minimum: minimum, maximum: maximum, memoryTarget: target) }
        == fields.map { $0 == "cpu-target" ? "memory-target" : $0 })
  }

  @Test("a domain needs a port, a command a word, a request a time")
  func others() {
    #expect(
      problems {
        $0.port = nil; $0.domain = "a.example.com"
      } == ["domain"])
    #expect(problems { $0.preDeployCommand = " " } == ["pre-deploy"])
    #expect(problems { $0.longestRequest = 0 } == ["longest-request"])
    #expect(problems { $0.domain = "https://a.example.com" } == ["domain"])
    #expect(
      problems { $0.health = .init(path: "/", initialDelay: -1, period: 0) }
        == ["health-initial-delay", "health-period"])
  }

  @Test("what runs to its end serves nobody", arguments: [AppConfiguration.Work.once, .scheduled("@daily")])
  func ends(work: AppConfiguration.Work) {
    var configuration = AppConfigurationTests.full
    configuration.work = work
    #expect(configuration.problems.map(\.field) == ["port", "health-path", "max-replicas", "domain", "replicas"])
  }

  @Test(
    "a domain is a host name",
    arguments: [
      ("shop.example.com", true), ("a.b", true), ("xn--bcher-kva.example", true), ("1.2.3.example", true),
      ("localhost", false), ("*.example.com", false), ("Shop.example.com", false), ("shop.example.com/", false),
      ("shop..com", false), (".com", false), ("shop.example.com.", false), ("", false), ("-a.com", false),
      (String(repeating: "a.", count: 127), false),
    ])
  func domain(text: String, isFine: Bool) {
    #expect((Validation.domain(text) == nil) == isFine)
  }

  @Test(
    "a schedule is what the CronJob controller takes",
    arguments: [
      ("* * * * *", true), ("*/15 0-6 1,15 jan-MAR sun", true), ("0 4 * * 1-5", true), ("@hourly", true),
      ("5-10/2 * ? * *", true), ("0  4 * * *", true),
      ("", false), ("* * * *", false), ("* * * * * *", false), ("60 * * * *", false), ("* 24 * * *", false),
      ("* * 0 * *", false), ("* * * 13 *", false), ("* * * * 7", false), ("*/0 * * * *", false),
      ("10-5 * * * *", false), ("a * * * *", false), ("1, * * * *", false), ("@every 5m", false), ("+1 * * * *", false),
      ("TZ=UTC 0 4 * * *", false), ("1//2 * * * *", false), ("-1 * * * *", false), ("٣ * * * *", false),
    ])
  func schedule(text: String, isFine: Bool) {
    #expect((CronSchedule.problem(in: text) == nil) == isFine)
  }

  @Test("each message says what would be right")
  func rules() {
    #expect(CronSchedule.problem(in: "daily")?.rule.contains("*/15 * * * *") == true)
    #expect(Validation.domain("x")?.rule.contains("shop.example.com") == true)
  }
}
