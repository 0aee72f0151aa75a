import HTTP
import JSON
import Simulator
import Testing

/// What containers do by their image's name, and the logs they leave.
@Suite struct KubeletTests {
  private func pod(_ image: String, restartPolicy: String = "Always", command: [String] = []) -> JSON {
    var container: JSON = ["name": "c", "image": .string(image)]
    if !command.isEmpty { container["command"] = .array(command.map(JSON.string)) }
    return [
      "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p"],
      "spec": ["restartPolicy": .string(restartPolicy), "containers": [container]],
    ]
  }

  private func start(_ test: TestCluster, _ pod: JSON) async throws {
    let created = try await test.send(.post, TestCluster.pods, body: pod)
    #expect(created.status == 201)
  }

  private func status(_ test: TestCluster) async throws -> JSON {
    try await test.get("\(TestCluster.pods)/p")["status"] ?? .null
  }

  /// `Running`, `waiting REASON` or `terminated CODE`, and whether it is ready.
  private func state(_ status: JSON) -> String {
    let container = status["containerStatuses"]?[0]
    let ready = container?["ready"] == true ? " ready" : ""
    if let reason = container?["state"]?["waiting"]?["reason"]?.string { return "waiting \(reason)\(ready)" }
    if let code = container?["state"]?["terminated"]?["exitCode"]?.int { return "terminated \(code)\(ready)" }
    return "running\(ready)"
  }

  @Test(
    "a container does what its image's name says",
    arguments: [
      ("local/web:1", 2, "running ready", "Running"), ("nginx:1.27", 5, "running ready", "Running"),
      ("ghcr.io/acme/slow:20s", 5, "running", "Running"), ("ghcr.io/acme/slow:20s", 30, "running ready", "Running"),
      ("local/never-ready", 300, "running", "Running"), ("missing/app:1", 3, "waiting ErrImagePull", "Pending"),
      ("registry.invalid/app:1", 15, "waiting ImagePullBackOff", "Pending"),
      ("local/broken", 3, "terminated 3", "Running"),
      ("local/broken", 150, "waiting CrashLoopBackOff", "Running"),
      ("local/crash-after:60s", 30, "running ready", "Running"),
    ])
  func behaviour(image: String, seconds: Int, state: String, phase: String) async throws {
    let test = TestCluster()
    try await start(test, pod(image))
    await test.cluster.advance(by: .seconds(seconds) + .milliseconds(600))
    let status = try await status(test)
    #expect(self.state(status) == state)
    #expect(status["phase"]?.string == phase)
  }

  @Test(
    "a script runs to its end, prints to its log and decides the pod's phase",
    arguments: [(0, "Succeeded"), (7, "Failed")])
  func script(code: Int, phase: String) async throws {
    let test = TestCluster()
    try await start(
      test,
      pod("busybox", restartPolicy: "Never", command: ["sh", "-c", "echo one; sleep 2; echo two >&2; exit \(code)"]))
    await test.cluster.advance(by: .seconds(10))
    #expect(try await status(test)["phase"]?.string == phase)
    #expect(try await test.send(.get, "\(TestCluster.pods)/p/log").text == "one\ntwo\n")
  }

  @Test("a crash loop restarts at once, then after ten seconds and twice as long each time")
  func backOff() async throws {
    let test = TestCluster()
    try await start(test, pod("local/broken"))
    var restarts: [Int] = []
    for second in 0..<100 {
      let count = try await status(test)["containerStatuses"]?[0]?["restartCount"]?.int ?? 0
      while restarts.count < count { restarts.append(second) }
      await test.cluster.advance(by: .seconds(1))
    }
    let pauses = zip(restarts.dropFirst(), restarts).map { $0 - $1 }
    #expect(restarts.first.map { $0 <= 3 } == true)
    #expect(pauses.count >= 2)
    for (pause, wanted) in zip(pauses, [10, 20, 40]) { #expect((wanted...wanted + 8).contains(pause)) }
  }

  @Test("a pod that ends in its grace period goes, and what it was is told by the watch")
  func deletion() async throws {
    let test = TestCluster()
    try await start(test, pod("nginx"))
    await test.cluster.advance(by: .seconds(5))
    let deleted = try await test.send(.delete, "\(TestCluster.pods)/p")
    #expect(deleted.json["metadata"]?["deletionGracePeriodSeconds"] == 30)
    await test.cluster.advance(by: .seconds(3))
    #expect(try await test.send(.get, "\(TestCluster.pods)/p").status == 404)
  }
}
