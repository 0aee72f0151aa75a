import HTTP
import JSON
import Simulator
import Testing

/// What the API server refuses, and in which words.
@Suite struct ValidationTests {
  private struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let change: @Sendable (inout JSON) -> Void
    let causes: [String]

    init(_ name: String, _ causes: [String], _ change: @escaping @Sendable (inout JSON) -> Void) {
      testDescription = name
      self.change = change
      self.causes = causes
    }
  }

  private static func container(_ json: inout JSON, _ change: (inout JSON) -> Void) {
    var container = json["spec"]?["template"]?["spec"]?["containers"]?[0] ?? [:]
    change(&container)
    json["spec"]?["template"]?["spec"]?["containers"] = [container]
  }

  private static let changes = [
    Change("no selector", ["spec.selector", "spec.template.metadata.labels"]) { $0["spec"]?["selector"] = nil },
    Change("no containers", ["spec.template.spec.containers"]) { $0["spec"]?["template"]?["spec"]?["containers"] = [] },
    Change("no image", ["spec.template.spec.containers[0].image"]) { container(&$0) { $0["image"] = nil } },
    Change("a container's name in capitals", ["spec.template.spec.containers[0].name"]) {
      container(&$0) { $0["name"] = "Web" }
    },
    Change("a port out of range", ["spec.template.spec.containers[0].ports[0].containerPort"]) {
      container(&$0) { $0["ports"] = [["containerPort": 70000]] }
    },
    Change("an unknown pull policy", ["spec.template.spec.containers[0].imagePullPolicy"]) {
      container(&$0) { $0["imagePullPolicy"] = "Sometimes" }
    },
    Change("a mount of no volume", ["spec.template.spec.containers[0].volumeMounts[0].name"]) {
      container(&$0) { $0["volumeMounts"] = [["name": "data", "mountPath": "/data"]] }
    },
    Change("a probe that does nothing", ["spec.template.spec.containers[0].readinessProbe"]) {
      container(&$0) { $0["readinessProbe"] = ["periodSeconds": 5] }
    },
    Change("a label with a space", ["metadata.labels"]) { $0["metadata"]?["labels"] = ["app": "a b"] },
    Change("restarts that a deployment cannot have", ["spec.template.spec.restartPolicy"]) {
      $0["spec"]?["template"]?["spec"]?["restartPolicy"] = "Never"
    },
    Change("neither surge nor unavailability", ["spec.strategy.rollingUpdate.maxUnavailable"]) {
      $0["spec"]?["strategy"]?["rollingUpdate"] = ["maxSurge": 0, "maxUnavailable": 0]
    },
    Change("an unknown strategy", ["spec.strategy.type"]) { $0["spec"]?["strategy"] = ["type": "Sudden"] },
    Change("a deadline before readiness", ["spec.progressDeadlineSeconds"]) { $0["spec"]?["minReadySeconds"] = 600 },
    Change("two mistakes", ["spec.replicas", "spec.revisionHistoryLimit"]) {
      $0["spec"]?["replicas"] = -1
      $0["spec"]?["revisionHistoryLimit"] = -1
    },
  ]

  @Test("a deployment that breaks a rule is refused with the field", arguments: changes)
  private func deployment(_ wrong: Change) async throws {
    let test = TestCluster()
    var object = TestCluster.deployment()
    wrong.change(&object)
    let refused = try await test.send(.post, TestCluster.deployments, body: object)
    #expect(refused.status == 422)
    let causes = (refused.json["details"]?["causes"]?.array ?? []).compactMap { $0["field"]?.string }
    #expect(causes == wrong.causes)
  }

  @Test(
    "a body that cannot be decoded is 400, with Go's words",
    arguments: [
      (
        ["spec": ["replicas": "two"]],
        "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32"
      ),
      (
        ["spec": ["paused": 1]],
        "json: cannot unmarshal number into Go struct field DeploymentSpec.spec.paused of type bool"
      ),
      (
        ["metadata": ["labels": ["a": 1]]],
        "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string"
      ),
    ] as [(JSON, String)])
  func undecodable(part: JSON, why: String) async throws {
    let test = TestCluster()
    let refused = try await test.send(.post, TestCluster.deployments, body: part)
    #expect(refused.status == 400)
    #expect(refused.json["message"]?.string == "Deployment in version \"v1\" cannot be handled as a Deployment: \(why)")
  }

  @Test(
    "quantities are read and written as Kubernetes does",
    arguments: [
      ("0.5", "500m"), ("1000m", "1"), ("1024Mi", "1Gi"), ("1e3", "1k"), ("0.1Gi", "107374182400m"),
      ("1.5Gi", "1536Mi"),
      ("100000", "100k"), ("0", "0"),
    ])
  func quantity(written: String, stored: String) async throws {
    let test = TestCluster()
    var object = TestCluster.deployment()
    ValidationTests.container(&object) { $0["resources"] = ["limits": ["memory": .string(written)]] }
    let created = try await test.send(.post, TestCluster.deployments, body: object)
    let container = created.json["spec"]?["template"]?["spec"]?["containers"]?[0]
    #expect(container?["resources"]?["limits"]?["memory"]?.string == stored)
  }

  @Test(
    "what must not change after creation is refused",
    arguments: [
      (
        "services", ["spec": ["ports": [["port": 80]]]],
        ["spec": ["clusterIP": "10.96.7.7", "clusterIPs": ["10.96.7.7"]]], "spec.clusterIPs[0]"
      ),
      ("secrets", ["type": "Opaque"], ["type": "kubernetes.io/tls"], "data[tls.crt]"),
      ("configmaps", ["immutable": true, "data": ["a": "b"]], ["data": ["a": "c"]], "data"),
    ] as [(String, JSON, JSON, String)])
  func immutable(plural: String, object: JSON, patch: JSON, field: String) async throws {
    let test = TestCluster()
    let path = "/api/v1/namespaces/default/\(plural)"
    var body = object
    body["metadata"] = ["name": "x"]
    #expect(try await test.send(.post, path, body: body).status == 201)
    let refused = try await test.send(.patch, "\(path)/x", body: patch, type: "application/merge-patch+json")
    #expect(refused.status == 422)
    let fields = (refused.json["details"]?["causes"]?.array ?? []).compactMap { $0["field"]?.string }
    #expect(fields.contains(field))
  }
}
