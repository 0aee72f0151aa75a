import Testing

@testable import Kubernetes

@Suite("kubectl rollout status")
struct RolloutStatusTests {
  @Test(
    "says what kubectl says",
    arguments: [
      // generation, observed, wanted, updated, replicas, available, Progressing's reason
      (2, 1, 3, 3, 3, 3, "", .waiting(message: "Waiting for deployment spec update to be observed...")),
      (
        1, 1, 3, 2, 3, 2, "",
        .waiting(
          message: #"Waiting for deployment "web" rollout to finish: 2 out of 3 new replicas have been updated..."#)
      ),
      (
        1, 1, 3, 3, 4, 3, "",
        .waiting(message: #"Waiting for deployment "web" rollout to finish: 1 old replicas are pending termination..."#)
      ),
      (
        1, 1, 3, 3, 3, 1, "",
        .waiting(message: #"Waiting for deployment "web" rollout to finish: 1 of 3 updated replicas are available..."#)
      ),
      (1, 1, 3, 3, 3, 3, "NewReplicaSetAvailable", .complete(message: #"deployment "web" successfully rolled out"#)),
      (
        1, 1, 3, 3, 3, 3, "ProgressDeadlineExceeded",
        .failed(reason: #"deployment "web" exceeded its progress deadline"#)
      ),
      (
        2, 1, 3, 3, 3, 3, "ProgressDeadlineExceeded",
        .waiting(message: "Waiting for deployment spec update to be observed...")
      ),
      (1, 1, 0, 0, 0, 0, "", .complete(message: #"deployment "web" successfully rolled out"#)),
    ] as [(Int, Int, Int, Int, Int, Int, String, RolloutStatus)])
  func rule(
    generation: Int, observed: Int, wanted: Int, updated: Int, replicas: Int, available: Int, reason: String,
    expected: RolloutStatus
  ) {
    var metadata = ObjectMetadata()
    metadata.name = "web"
    metadata.generation = generation
    var deployment = Deployment(metadata: metadata)
    deployment.replicas = wanted
    deployment.status.observedGeneration = observed
    deployment.status.updatedReplicas = updated
    deployment.status.replicas = replicas
    deployment.status.availableReplicas = available
    deployment.status.conditions = [Condition(type: "Progressing", value: .isTrue, reason: reason)]
    #expect(RolloutStatus(deployment) == expected)
  }

  @Test("follows the recorded rollout from its spec update to its end")
  func recordedRollout() throws {
    let exchange = try #require(Recordings.all.first { $0.response["events"] != nil })
    var messages: [String] = []
    for event in exchange.response["events"]?.array ?? [] where event["event"]?["type"] == "MODIFIED" {
      let message =
        switch RolloutStatus(try Deployment(json: event["event"]?["object"] ?? .null)) {
        case .waiting(let message), .complete(let message): message
        case .failed(let reason): reason
        }
      if messages.last != message { messages.append(message) }
    }
    #expect(messages.contains("Waiting for deployment spec update to be observed..."))
    #expect(messages.contains { $0.hasSuffix("1 old replicas are pending termination...") })
    #expect(messages.last == #"deployment "web" successfully rolled out"#)
  }

  @Test("a crash loop that once was available is waited for, a repaired one is complete")
  func recordedFailure() throws {
    let states = try Recordings.all.filter { $0.file.hasPrefix("06") && $0.path.hasSuffix("deployments/web") }
      .map { RolloutStatus(try Deployment(json: $0.response["body"] ?? .null)) }
    let waiting = #"Waiting for deployment "web" rollout to finish: 0 of 2 updated replicas are available..."#
    #expect(states == [.waiting(message: waiting), .complete(message: #"deployment "web" successfully rolled out"#)])
  }
}
