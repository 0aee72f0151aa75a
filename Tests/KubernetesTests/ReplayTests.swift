import HTTP
import JSON
import Testing

@testable import Kubernetes

@Suite("Replay of the exchanges recorded from a real cluster")
struct ReplayTests {
  @Test("all recordings are there")
  func recordings() {
    #expect(Recordings.all.count == 146)
    #expect(Recordings.all.filter { $0.status >= 400 }.count == 47)
  }

  @Test("every refused request becomes the right error with the server's message", arguments: Recordings.all)
  func refusal(of exchange: Exchange) async throws {
    guard exchange.status >= 400 else { return }
    let client = KubernetesClient(transport: ScriptedTransport(exchange), cluster: "recorded")
    let error = await #expect(throws: KubernetesError.self) {
      _ = try await client.send(APIRequest(path: exchange.path))
    }
    let body = exchange.response["body"]
    let message = body?["message"]?.string ?? exchange.response["text"]?.string
    #expect(error?.serverMessage == message)
    let reason = body?["reason"]?.string ?? ""
    #expect(error?.label == expectedLabel(reason: reason, status: exchange.status, body: body))
  }

  private func expectedLabel(reason: String, status: Int, body: JSON?) -> String {
    switch (reason, status) {
    case ("Conflict", _): body?["message"]?.string?.hasPrefix("Apply failed") == true ? "conflict" : "modified"
    case ("Timeout", 504): "tooLargeResourceVersion"
    case ("MethodNotAllowed", _), ("UnsupportedMediaType", _), ("", 500): "server"
    case ("", 404): "notFound"
    default: reason.prefix(1).lowercased() + reason.dropFirst()
    }
  }

  @Test("every object decodes into its type and keeps its name")
  func objectsDecode() throws {
    var counts: [String: Int] = [:]
    for json in Recordings.objects {
      let kind = json["kind"]?.string ?? ""
      guard let metadata = try decode(json, kind) else { continue }
      counts[kind, default: 0] += 1
      #expect(metadata.name == json["metadata"]?["name"]?.string)
      #expect(metadata.uid == json["metadata"]?["uid"]?.string)
      #expect(metadata.createdAt != nil)
    }
    #expect(
      Set(counts.keys) == [
        "Namespace", "Pod", "Deployment", "ReplicaSet", "Event", "Service", "Secret", "Ingress",
        "HorizontalPodAutoscaler", "PodDisruptionBudget", "Job", "CronJob",
      ])
    #expect(counts["Deployment"] == 32)
  }

  private func decode(_ json: JSON, _ kind: String) throws -> ObjectMetadata? {
    let types: [any KubernetesObject.Type] = [
      Namespace.self, Pod.self, Deployment.self, ReplicaSet.self, Event.self, Service.self, SecretObject.self,
      ConfigMap.self, Ingress.self, HorizontalPodAutoscaler.self, PodDisruptionBudget.self, Job.self, CronJob.self,
      Node.self,
    ]
    guard let type = types.first(where: { $0.resource.kind == kind }) else { return nil }
    return try type.init(json: json).metadata
  }

  @Test("a conflict names each field and who manages it")
  func conflict() async throws {
    let exchange = try #require(Recordings.all.first { $0.file.hasPrefix("03") && $0.status == 409 })
    let client = KubernetesClient(transport: ScriptedTransport(exchange), cluster: "recorded")
    await #expect(
      throws: KubernetesError.conflict(
        message:
          #"Apply failed with 1 conflict: conflict with "shipit": .spec.template.spec.containers[name="web"].image"#,
        [FieldConflict(manager: "shipit", field: #".spec.template.spec.containers[name="web"].image"#)])
    ) {
      try await client.apply(Deployment.self, "web", in: "rec", [:])
    }
  }

  @Test("a warning header is handed on with its quotes undone")
  func warnings() async throws {
    let exchange = try #require(Recordings.all.first { $0.headers["warning"] != nil })
    let client = KubernetesClient(transport: ScriptedTransport(exchange), cluster: "recorded")
    let written = try await client.create(Deployment.self, in: "rec", [:])
    #expect(written.warnings == [#"unknown field "spec.replicaz""#])
    #expect(written.wasCreated)
  }
}

extension KubernetesError {
  /// The name of the case.
  var label: String {
    let text = "\(self)"
    return String(text.prefix { $0 != "(" })
  }
}
