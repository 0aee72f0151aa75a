import HTTP
import JSON
import Simulator
import Testing

@Suite struct RolloutTests {
  @Test("an applied deployment becomes available, with a replica set, pods, events and revision 1")
  func becomesAvailable() async throws {
    let test = TestCluster()
    let applied = try await test.apply(TestCluster.deployment(), to: "\(TestCluster.deployments)/web")
    #expect(applied.status == 201)
    let ready = try await test.settle("\(TestCluster.deployments)/web") { $0["status"]?["availableReplicas"] == 2 }
    #expect(ready["status"]?["observedGeneration"] == 1)
    #expect(ready["metadata"]?["annotations"]?["deployment.kubernetes.io/revision"] == "1")
    let pods = try await test.get(TestCluster.pods)["items"]?.array ?? []
    #expect(pods.map { $0["status"]?["phase"] } == ["Running", "Running"])
    let events = try await test.get("/api/v1/namespaces/default/events")["items"]?.array ?? []
    let reasons = Set(events.compactMap { $0["reason"]?.string })
    #expect(reasons.isSuperset(of: ["ScalingReplicaSet", "SuccessfulCreate", "Scheduled", "Started"]))
  }

  @Test("a new image rolls over step by step and never has fewer pods available than wanted")
  func rollsOver() async throws {
    let test = TestCluster()
    let path = "\(TestCluster.deployments)/web"
    _ = try await test.apply(TestCluster.deployment(replicas: 3), to: path)
    try await test.settle(path) { $0["status"]?["availableReplicas"] == 3 }
    _ = try await test.apply(TestCluster.deployment(image: "local/web:1.1", replicas: 3), to: path)
    var isDone = false
    for _ in 0..<200 where !isDone {
      await test.cluster.advance(by: .milliseconds(100))
      let status = try await test.get(path)["status"]
      #expect((status?["availableReplicas"]?.int ?? 0) >= 3)
      #expect((status?["replicas"]?.int ?? 0) <= 4)
      isDone = status?["updatedReplicas"] == 3 && status?["replicas"] == 3
    }
    #expect(isDone)
  }
}

@Suite struct PauseTests {
  @Test("a paused deployment says so and does not roll; resumed, it does")
  func pause() async throws {
    let test = TestCluster()
    let path = "\(TestCluster.deployments)/web"
    func progressing(_ json: JSON) -> String? {
      (json["status"]?["conditions"]?.array ?? []).first { $0["type"] == "Progressing" }?["reason"]?.string
    }
    func set(_ spec: JSON) async throws {
      _ = try await test.send(.patch, path, body: ["spec": spec], type: "application/merge-patch+json")
      await test.cluster.advance(by: .seconds(10))
    }
    _ = try await test.apply(TestCluster.deployment(), to: path)
    await test.cluster.advance(by: .seconds(10))
    try await set(["paused": true])
    try await set(["template": ["metadata": ["annotations": ["a": "b"]]]])
    let paused = try await test.get(path)
    #expect(progressing(paused) == "DeploymentPaused")
    #expect(paused["status"]?["updatedReplicas"] == nil)
    try await set(["paused": nil])
    let resumed = try await test.get(path)
    #expect(progressing(resumed) == "NewReplicaSetAvailable")
    #expect(resumed["status"]?["updatedReplicas"] == 2)
  }
}
