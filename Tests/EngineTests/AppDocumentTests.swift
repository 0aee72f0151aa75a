import Foundation
import JSON
import Model
import Testing

@testable import Engine

@Suite("docs/apps.md tells every field and every derived value with its reason")
struct AppDocumentTests {
  /// The rows of all tables, by what their first cell names; the first of a name.
  private let rows: [String: [String]]

  init() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/apps.md")
    var rows: [String: [String]] = [:]
    for line in try String(contentsOf: file.standardized, encoding: .utf8).split(separator: "\n")
    where line.hasPrefix("|") {
      let cells = line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      let names = cells[0].split(separator: ",").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
      for name in names where rows[name] == nil { rows[name] = cells }
    }
    self.rows = rows
  }

  @Test("a field: its default, what is accepted, what it does", arguments: AppConfiguration.Field.allCases)
  func field(field: AppConfiguration.Field) throws {
    let row = try #require(rows[field.rawValue])
    #expect(row.count == 4 && row.allSatisfy { !$0.isEmpty })
    var least = AppConfiguration(image: "web:1", port: 80)
    least.health = .init(path: "/")
    least.autoscaling = .init(cpuTarget: AppConfiguration.Autoscaling.defaultCPUTarget)
    let hasDefault: Set<AppConfiguration.Field> = [
      .kind, .replicas, .cpuRequest, .cpuLimit, .memoryRequest, .memoryLimit, .healthInitialDelay, .healthPeriod,
      .minReplicas, .maxReplicas, .cpuTarget,
    ]
    if hasDefault.contains(field) {
      let text = try #require(least.text(of: field))
      #expect(row[1].filter { $0 != " " }.contains(text), "\(row[1]) does not say \(text)")
    } else {
      #expect(row[1] == "–" || field == .healthPort && row[1] == "the port")
    }
  }

  @Test("what is no field of its own: variables and secrets")
  func variables() {
    for name in ["env", "secrets"] { #expect(rows[name]?.count == 4) }
  }

  @Test("a derived value is the one that is rendered, with its reason")
  func derived() throws {
    func deployment(_ change: (inout AppConfiguration) -> Void) throws -> JSON {
      var configuration = AppConfiguration(image: "web:1", replicas: 2, port: 80)
      change(&configuration)
      let app = App(clusterID: .init(), name: "web", configuration: configuration, createdAt: .distantPast)
      let input = RenderingInput(app: app, revision: 1, configuration: configuration)
      return try #require(input.deploymentManifest().body["spec"])
    }
    func number(_ json: JSON?, _ key: String) throws -> Int { try #require(json?[key]?.int) }
    let spec = try deployment { _ in }
    let pod = try #require(spec["template"]?["spec"])
    let container = try #require(pod["containers"]?[0])
    let (ready, live) = (container["readinessProbe"], container["livenessProbe"])
    let rolling = spec["strategy"]?["rollingUpdate"]
    let many = try deployment { $0.replicas = 4 }["strategy"]?["rollingUpdate"]
    let worker = try deployment { $0.port = nil }
    let slow = try deployment { $0.longestRequest = 100 }["template"]?["spec"]
    let traits = ClusterTraits()
    let told: [String: [String]] = [
      "readiness probe": [
        "every \(try number(ready, "periodSeconds")) s", "\(try number(ready, "failureThreshold")) failures",
      ],
      "liveness probe": [
        "\(try number(live, "initialDelaySeconds")) s later", "\(try number(live, "failureThreshold")) failures",
      ],
      "no probe at all": ["minReadySeconds: \(try number(worker, "minReadySeconds"))"],
      "rolling update": [
        "surge \(try number(rolling, "maxSurge")), unavailable \(try number(rolling, "maxUnavailable"))",
        (many?["maxSurge"]?.string ?? "").replacing("%", with: " %"),
      ],
      "disruption budget": ["all but one"],
      "spread": ["skew 1", "ScheduleAnyway"],
      "`preStop`": ["sleep \(try number(container["lifecycle"]?["preStop"]?["sleep"], "seconds")) s"],
      "grace period": [
        "\(try number(pod, "terminationGracePeriodSeconds")) s",
        "+ \(try number(slow, "terminationGracePeriodSeconds") - 100) s",
      ],
      "pull policy": ["IfNotPresent", "Always"],
      "autoscaler": [
        "at least \(AppConfiguration.Autoscaling(minimum: 1).renderedMinimum)",
        "\(try #require(AppConfiguration.Autoscaling().renderedCPUTarget)) %",
      ],
      "count under autoscaling": ["between minimum and maximum"],
      "Ingress": [traits.ingressClass, traits.certificateIssuer],
      "Secret": ["NAME-secrets", "envFrom", "checksum"],
      "jobs": ["a week", "an hour"],
      "pods of jobs": ["`app`"],
      "cron jobs": ["Forbid"],
      "history": [
        "\(try number(spec, "revisionHistoryLimit")) replica sets",
        "\(try number(spec, "progressDeadlineSeconds")) s",
      ],
    ]
    for (name, texts) in told {
      let row = try #require(rows[name] ?? rows[name.filter { $0 != "`" }], "\(name)")
      #expect(row.count == 3 && !row[2].isEmpty, "\(name) has no reason")
      for text in texts { #expect(row[1].contains(text) || row[2].contains(text), "\(name): \(text)") }
    }
  }
}
