import HTTP
import JSON
import Simulator
import Testing

@Suite struct ClusterTests {
  @Test("the same requests and advances give the same cluster, names and uids included")
  func determinism() async throws {
    func state(seed: UInt64) async throws -> [JSON] {
      let test = TestCluster(seed: seed)
      let path = "\(TestCluster.deployments)/web"
      _ = try await test.apply(TestCluster.deployment(replicas: 3), to: path)
      await test.cluster.advance(by: .seconds(7))
      _ = try await test.apply(TestCluster.deployment(image: "local/broken", replicas: 4), to: path)
      await test.cluster.advance(by: .seconds(90))
      return [try await test.get(TestCluster.pods), try await test.get("/api/v1/events"), try await test.get(path)]
    }
    let first = try await state(seed: 3)
    let isSame = try await state(seed: 3) == first
    #expect(isSame)
    let differs = try await state(seed: 4) != first
    #expect(differs)
  }

  @Test("on a clock of its own the cluster lives by itself")
  func realTime() async throws {
    let cluster = SimulatedCluster(seed: 1)
    let transport = cluster.transport()
    var request = HTTPRequest(.post, "/api/v1/namespaces", headers: ["Content-Type": "application/json"])
    request.body = JSON.object(["kind": "Namespace", "metadata": ["name": "n"]]).encoded()
    _ = try await transport.send(request)
    let watch = try await transport.send(
      HTTPRequest(
        .get, "/api/v1/namespaces/n/serviceaccounts", query: [.init("watch", "true")], idleTimeout: .seconds(300)))
    var iterator = watch.body.makeAsyncIterator()
    let piece = try #require(try await iterator.next())
    #expect(try JSON(parsing: piece.prefix { $0 != 0x0A })["object"]?["metadata"]?["name"] == "default")
  }

  @Test("deleting a deployment in the foreground takes its pods and replica sets first")
  func foreground() async throws {
    let test = TestCluster()
    let path = "\(TestCluster.deployments)/web"
    _ = try await test.apply(TestCluster.deployment(), to: path)
    await test.cluster.advance(by: .seconds(5))
    let deleted = try await test.send(.delete, path, query: [("propagationPolicy", "Foreground")])
    #expect(deleted.json["metadata"]?["finalizers"] == ["foregroundDeletion"])
    await test.cluster.advance(by: .seconds(1))
    #expect(try await test.send(.get, path).status == 200)
    await test.cluster.advance(by: .seconds(10))
    #expect(try await test.send(.get, path).status == 404)
    #expect(try await test.get(TestCluster.pods)["items"] == [])
  }

  @Test("orphaned replica sets and pods stay and have no owner any more")
  func orphans() async throws {
    let test = TestCluster()
    let path = "\(TestCluster.deployments)/web"
    _ = try await test.apply(TestCluster.deployment(), to: path)
    await test.cluster.advance(by: .seconds(5))
    _ = try await test.send(.delete, path, query: [("propagationPolicy", "Orphan")])
    await test.cluster.advance(by: .seconds(5))
    #expect(try await test.send(.get, path).status == 404)
    let sets = try await test.get("/apis/apps/v1/namespaces/default/replicasets")["items"]?.array ?? []
    #expect(sets.count == 1)
    #expect(sets.first?["metadata"]?["ownerReferences"] == nil)
  }

  @Test(
    "a stuck rollout reports that its deadline is over, and a rollback brings the old replica set back as a new revision"
  )
  func stuck() async throws {
    let test = TestCluster()
    let path = "\(TestCluster.deployments)/web"
    _ = try await test.apply(TestCluster.deployment(deadline: 20), to: path)
    await test.cluster.advance(by: .seconds(10))
    _ = try await test.apply(TestCluster.deployment(image: "missing/web", deadline: 20), to: path)
    await test.cluster.advance(by: .seconds(40))
    let stuck = try await test.get(path)
    let progressing = stuck["status"]?["conditions"]?.array?.first { $0["type"] == "Progressing" }
    #expect(progressing?["reason"] == "ProgressDeadlineExceeded")
    #expect(stuck["status"]?["availableReplicas"] == 2)
    _ = try await test.apply(TestCluster.deployment(deadline: 20), to: path)
    await test.cluster.advance(by: .seconds(20))
    let back = try await test.get(path)
    #expect(back["metadata"]?["annotations"]?["deployment.kubernetes.io/revision"] == "3")
    #expect(back["status"]?["updatedReplicas"] == 2)
    let sets = try await test.get("/apis/apps/v1/namespaces/default/replicasets")["items"]?.array ?? []
    #expect(sets.count == 2)
  }

  @Test("a cron job starts its jobs on the minute and keeps as many as it should")
  func cronJob() async throws {
    let test = TestCluster()
    _ = try await test.send(
      .post, "/apis/batch/v1/namespaces/default/cronjobs",
      body: [
        "kind": "CronJob", "metadata": ["name": "tick"],
        "spec": [
          "schedule": "*/1 * * * *", "successfulJobsHistoryLimit": 2,
          "jobTemplate": [
            "spec": [
              "template": [
                "spec": ["restartPolicy": "Never", "containers": [["name": "c", "image": "local/exits:1s"]]]
              ]
            ]
          ],
        ],
      ])
    await test.cluster.advance(by: .seconds(60 * 5 + 30))
    let jobs = try await test.get("/apis/batch/v1/namespaces/default/jobs")["items"]?.array ?? []
    #expect(jobs.count == 2)
    #expect(jobs.allSatisfy { $0["status"]?["succeeded"] == 1 })
    let cronJob = try await test.get("/apis/batch/v1/namespaces/default/cronjobs/tick")
    #expect(cronJob["status"]?["lastScheduleTime"] == "2026-11-23T11:05:00Z")
  }

  @Test("stateful and daemon sets run their pods by ordinal and by node")
  func sets() async throws {
    var options = ClusterOptions()
    options.nodes = ["a", "b", "c"]
    let test = TestCluster(options: options)
    for (kind, plural) in [("StatefulSet", "statefulsets"), ("DaemonSet", "daemonsets")] {
      var object = TestCluster.deployment(kind.lowercased(), replicas: 3)
      object["kind"] = .string(kind)
      for field in ["strategy", "progressDeadlineSeconds"] { object["spec"]?[field] = nil }
      if kind == "DaemonSet" { object["spec"]?["replicas"] = nil } else { object["spec"]?["serviceName"] = "s" }
      let created = try await test.send(.post, "/apis/apps/v1/namespaces/default/\(plural)", body: object)
      #expect(created.status == 201)
    }
    await test.cluster.advance(by: .seconds(20))
    let pods = try await test.get(TestCluster.pods)["items"]?.array ?? []
    let names = pods.compactMap { $0["metadata"]?["name"]?.string }
    #expect(names.filter { $0.hasPrefix("stateful") } == ["statefulset-0", "statefulset-1", "statefulset-2"])
    let daemons = pods.filter { $0["metadata"]?["name"]?.string?.hasPrefix("daemon") == true }
    #expect(Set(daemons.compactMap { $0["spec"]?["nodeName"]?.string }) == ["a", "b", "c"])
    #expect(
      try await test.get("/apis/apps/v1/namespaces/default/statefulsets/statefulset")["status"]?["readyReplicas"] == 3)
  }
}
