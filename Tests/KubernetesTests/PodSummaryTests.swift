import Foundation
import HTTP
import JSON
import Simulator
import Testing

@testable import Kubernetes

@Suite("A pod in one line")
struct PodSummaryTests {
  private static func pod(_ status: JSON, spec: JSON = ["containers": [["name": "a"], ["name": "b"]]]) throws
    -> PodSummary
  {
    PodSummary(try Pod(json: ["metadata": ["name": "p", "namespace": "n"], "spec": spec, "status": status]))
  }

  private static func container(_ name: String, _ state: JSON, ready: Bool = false, restarts: Int = 0) -> JSON {
    ["name": .string(name), "state": state, "ready": .bool(ready), "restartCount": .int(restarts)]
  }

  private static let running: JSON = ["running": ["startedAt": "2026-11-23T11:00:00Z"]]

  @Test(
    "the status is the reason that matters most",
    arguments: [
      (
        "Running 2/2",
        [
          "phase": "Running",
          "containerStatuses": [container("a", running, ready: true), container("b", running, ready: true)],
        ]
      ),
      (
        "Running 1/2",
        ["phase": "Running", "containerStatuses": [container("a", running, ready: true), container("b", running)]]
      ),
      (
        "CrashLoopBackOff 1/2",
        [
          "phase": "Running",
          "containerStatuses": [
            container("a", running, ready: true),
            container("b", ["waiting": ["reason": "CrashLoopBackOff"]], restarts: 3),
          ],
        ]
      ),
      (
        "Error 0/2",
        ["phase": "Failed", "containerStatuses": [container("a", ["terminated": ["exitCode": 1, "reason": "Error"]])]]
      ),
      (
        "Signal:9 0/2",
        ["phase": "Failed", "containerStatuses": [container("a", ["terminated": ["exitCode": 137, "signal": 9]])]]
      ),
      ("ExitCode:3 0/2", ["phase": "Failed", "containerStatuses": [container("a", ["terminated": ["exitCode": 3]])]]),
      ("Evicted 0/2", ["phase": "Failed", "reason": "Evicted"]),
      (
        "NotReady 1/2",
        [
          "phase": "Running",
          "containerStatuses": [
            container("a", ["terminated": ["exitCode": 0, "reason": "Completed"]]),
            container("b", running, ready: true),
          ],
        ]
      ),
      (
        "SchedulingGated 0/2",
        ["phase": "Pending", "conditions": [["type": "PodScheduled", "status": "False", "reason": "SchedulingGated"]]]
      ),
    ] as [(String, JSON)])
  func status(words: String, status: JSON) throws {
    let summary = try Self.pod(status)
    #expect("\(summary.status) \(summary.readyContainers)/\(summary.containers)" == words)
  }

  @Test(
    "what initializes says how far it is, and a sidecar counts as a container",
    arguments: [
      ("Init:0/2", container("i", running)),
      ("Init:CrashLoopBackOff", container("i", ["waiting": ["reason": "CrashLoopBackOff"]])),
      ("Init:ExitCode:2", container("i", ["terminated": ["exitCode": 2]])),
    ])
  func initialization(words: String, container: JSON) throws {
    let spec: JSON = [
      "initContainers": [["name": "i"], ["name": "proxy", "restartPolicy": "Always"]], "containers": [["name": "a"]],
    ]
    let summary = try Self.pod(["phase": "Pending", "initContainerStatuses": [container]], spec: spec)
    #expect(summary.status == words)
    #expect(summary.containers == 2)
  }

  @Test("restarts are those of the containers, with the last of them")
  func restarts() throws {
    var crashed = Self.container("a", Self.running, ready: true, restarts: 2)
    crashed["lastState"] = ["terminated": ["exitCode": 1, "finishedAt": "2026-11-23T10:00:00Z"]]
    let summary = try Self.pod([
      "phase": "Running", "containerStatuses": [crashed, Self.container("b", Self.running, restarts: 1)],
    ])
    #expect(summary.restarts == 3)
    #expect(summary.lastRestart == Timestamp(rfc3339: "2026-11-23T10:00:00Z")?.date)
  }

  @Test(
    "it says what the API server's own table says, over JSON and over protobuf",
    arguments: ["web:1", "broken:1", "missing:1", "exits:5s", "never-ready:1", "slow:20s"])
  func table(image: String) async throws {
    let cluster = SimulatedCluster(clock: ManualClock(), now: WallTime(unixSeconds: 1_795_431_600))
    let client = KubernetesClient(transport: cluster.transport(), cluster: "demo")
    try await client.apply(
      Pod.self, "p", in: "default",
      [
        "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p"],
        "spec": ["containers": [["name": "a", "image": .string("local/\(image)")]]],
      ])
    for _ in 0..<20 {
      await cluster.advance(by: .seconds(4))
      var request = APIRequest(.list, .pods, in: "default")
      request.http.headers["Accept"] = "application/json;as=Table;v=v1;g=meta.k8s.io"
      let cells = try await client.json(request)["rows"]?[0]?["cells"]?.array ?? []
      for pod in [
        try await client.get(Pod.self, "p", in: "default"), try await client.list(Pod.self, in: "default").items[0],
      ] {
        let summary = PodSummary(pod)
        #expect(cells[1].string == "\(summary.readyContainers)/\(summary.containers)")
        #expect(cells[2].string == summary.status)
        #expect(cells[3].string?.hasPrefix("\(summary.restarts)") == true)
      }
    }
  }
}
