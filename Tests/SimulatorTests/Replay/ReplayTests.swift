import HTTP
import JSON
import Simulator
import Testing

@Suite struct ReplayTests {
  /// Plays `record.py`: its requests come from the recording, what it does between them stands here.
  @Test("all 146 recorded exchanges are answered as the real cluster answered them", arguments: [1, 42] as [UInt64])
  func replay(seed: UInt64) async throws {
    let replayer = Replayer(seed: seed)
    try await prepare(replayer)
    for scenario in [
      discovery, namespaces, apply, scale, rolloutWatch, failedRollout, logs, configuration, jobs, access, deletion,
    ] { try await scenario(replayer) }
    for failure in replayer.failures {
      Issue.record("\(failure.title)\n  \(failure.differences.joined(separator: "\n  "))")
    }
    #expect(replayer.played == 146)
  }

  private let deployments = "/apis/apps/v1/namespaces/rec/deployments"
  private let web = "/apis/apps/v1/namespaces/rec/deployments/web"
  private let pods = "/api/v1/namespaces/rec/pods"

  private func deployment(_ image: String) -> JSON {
    [
      "apiVersion": "apps/v1", "kind": "Deployment",
      "metadata": ["name": "web", "namespace": "rec", "labels": ["app": "web", "managed-by": "shipit"]],
      "spec": [
        "replicas": 2, "revisionHistoryLimit": 10, "progressDeadlineSeconds": 20,
        "selector": ["matchLabels": ["app": "web"]],
        "strategy": ["type": "RollingUpdate", "rollingUpdate": ["maxSurge": 1, "maxUnavailable": 0]],
        "template": [
          "metadata": ["labels": ["app": "web"]],
          "spec": [
            "terminationGracePeriodSeconds": 1,
            "containers": [["name": "web", "image": .string(image), "imagePullPolicy": "IfNotPresent"]],
          ],
        ],
      ],
    ]
  }

  private func applyWeb(_ replayer: Replayer, _ image: String) async throws {
    _ = try await replayer.test.apply(deployment(image), to: web)
  }

  private func count(_ json: JSON, _ name: String) -> Int { json["status"]?[name]?.int ?? 0 }

  /// What the recorded cluster had before: a namespace and a deployment of an earlier probe.
  private func prepare(_ replayer: Replayer) async throws {
    let test = replayer.test
    let probe = HTTPHeaders(dictionaryLiteral: ("User-Agent", "shipit-server/1"))
    _ = try await test.send(
      .post, "/api/v1/namespaces",
      body: ["kind": "Namespace", "metadata": ["name": "upstream-probe", "labels": ["managed-by": "shipit"]]],
      headers: probe)
    await test.cluster.advance(by: .seconds(1))
    try await Self.oldDeployment(test)
    await test.cluster.advance(by: .seconds(120))
  }

  /// `kubectl create deployment web` in `default`, and one of the probe's.
  private static func oldDeployment(_ test: TestCluster) async throws {
    for (namespace, name) in [("default", "web"), ("upstream-probe", "z")] {
      let labels: JSON = ["app": .string(name)]
      _ = try await test.send(
        .post, "/apis/apps/v1/namespaces/\(namespace)/deployments",
        body: [
          "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": .string(name), "labels": labels],
          "spec": [
            "replicas": 2, "selector": ["matchLabels": labels],
            "template": [
              "metadata": ["labels": labels],
              "spec": ["containers": [["name": .string(name), "image": "local/web:1.0"]]],
            ],
          ],
        ], headers: HTTPHeaders(dictionaryLiteral: ("User-Agent", "kubectl-create/1")))
    }
  }

  // MARK: - Scenarios

  private func discovery(_ replayer: Replayer) async throws {
    try replayer.begin("01-discovery")
    try await replayer.play(13)
  }

  private func namespaces(_ replayer: Replayer) async throws {
    try replayer.begin("02-namespaces")
    try await replayer.play(11)
  }

  private func apply(_ replayer: Replayer) async throws {
    try replayer.begin("03-deployment-apply")
    try await replayer.play(2)
    try await replayer.test.settle(web) { count($0, "readyReplicas") == 2 }
    try await replayer.play(19)
  }

  private func scale(_ replayer: Replayer) async throws {
    try replayer.begin("04-scale-restart")
    try await replayer.play(2)
    try await replayer.test.settle(web) { count($0, "readyReplicas") == 3 }
    try await replayer.play(6)
    try await replayer.test.settle(web) {
      $0["status"]?["observedGeneration"] == $0["metadata"]?["generation"] && count($0, "updatedReplicas") == 1
        && count($0, "replicas") == 1
    }
    try await replayer.play(7)
  }

  private func rolloutWatch(_ replayer: Replayer) async throws {
    try replayer.begin("05-rollout-watch")
    let test = replayer.test
    func version(_ path: String) async throws -> String? {
      try await test.get(path)["metadata"]?["resourceVersion"]?.string
    }
    try await replayer.stream(
      for: .seconds(14), resourceVersion: version(deployments),
      during: [(.seconds(1), { try await applyWeb(replayer, "local/web:1.1") })])
    try await replayer.stream(
      for: .seconds(8), resourceVersion: version(pods),
      during: [
        (
          .seconds(1),
          {
            let all = try await test.get(pods, ("labelSelector", "app=web"))["items"]?.array ?? []
            _ = try await test.send(.delete, "\(pods)/\(all.first?["metadata"]?["name"]?.string ?? "")")
          }
        )
      ])
    try await replayer.stream(for: .seconds(3))
    try await replayer.stream(for: .seconds(3))
    try await replayer.play(2)
    try await replayer.test.settle(web, isRolledOut)
    try await replayer.play(2)
  }

  private func isRolledOut(_ json: JSON) -> Bool {
    ["updatedReplicas", "readyReplicas", "replicas"].allSatisfy { count(json, $0) == 2 }
  }

  private func failedRollout(_ replayer: Replayer) async throws {
    try replayer.begin("06-failed-rollout")
    let test = replayer.test
    try await applyWeb(replayer, "local/broken:1")
    try await test.settle(web) { json in
      (json["status"]?["conditions"]?.array ?? []).contains { $0["reason"] == "ProgressDeadlineExceeded" }
    }
    try await replayer.play(2)
    try await replayer.play(2)
    try await applyWeb(replayer, "registry.invalid/none:1")
    await test.cluster.advance(by: .seconds(8))
    try await replayer.play(2)
    try await applyWeb(replayer, "local/web:1.1")
    try await test.settle(web, isRolledOut)
    try await replayer.play()
  }

  private func logs(_ replayer: Replayer) async throws {
    try replayer.begin("07-logs")
    let test = replayer.test
    let all = try await test.get(pods, ("labelSelector", "app=web"))["items"]?.array ?? []
    let pod = all.first { $0["metadata"]?["deletionTimestamp"] == nil }?["metadata"]?["name"]?.string ?? ""
    // The path of the recorded log names the recorded pod.
    let theirs = replayer.next?.request["path"]?.string?.split(separator: "/").dropLast().last.map(String.init) ?? ""
    replayer.bind(theirs, pod)
    await test.cluster.advance(by: .seconds(4))
    try await replayer.play(11)
    try await replayer.stream(for: .seconds(4))
    try await replayer.play()
    try await test.settle("\(pods)/two") { $0["status"]?["phase"] == "Running" }
    await test.cluster.advance(by: .seconds(2))
    try await replayer.play(4)
  }

  private func configuration(_ replayer: Replayer) async throws {
    try replayer.begin("08-config")
    try await replayer.play(16)
    await replayer.test.cluster.advance(by: .seconds(20))
    try await replayer.play(4)
    await replayer.test.cluster.advance(by: .seconds(2))
    try await replayer.play()
  }

  private func jobs(_ replayer: Replayer) async throws {
    try replayer.begin("09-jobs")
    let path = "/apis/batch/v1/namespaces/rec/jobs"
    try await replayer.play()
    try await replayer.test.settle("\(path)/migrate") { count($0, "succeeded") == 1 }
    try await replayer.play(4)
    try await replayer.test.settle("\(path)/broken") { count($0, "failed") == 1 }
    await replayer.test.cluster.advance(by: .seconds(1))
    try await replayer.play(7)
  }

  private func access(_ replayer: Replayer) async throws {
    try replayer.begin("10-auth")
    let test = replayer.test
    try await replayer.play(3, as: test.cluster.transport(as: .anonymous))
    _ = try await test.send(
      .post, "/api/v1/namespaces/rec/serviceaccounts", body: ["kind": "ServiceAccount", "metadata": ["name": "viewer"]])
    _ = try await test.send(
      .post, "/apis/rbac.authorization.k8s.io/v1/namespaces/rec/rolebindings",
      body: [
        "kind": "RoleBinding", "metadata": ["name": "viewer"],
        "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"],
        "subjects": [["kind": "ServiceAccount", "name": "viewer", "namespace": "rec"]],
      ])
    let token = try await test.send(
      .post, "/api/v1/namespaces/rec/serviceaccounts/viewer/token",
      body: ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": [:]])
    replayer.token = token.json["status"]?["token"]?.string
    try await replayer.play(10)
    replayer.token = nil
  }

  private func deletion(_ replayer: Replayer) async throws {
    try replayer.begin("11-delete")
    try await replayer.play(2)
    try await replayer.test.settle(web) { $0["code"] == 404 }
    try await replayer.play(6)
  }
}
