import HTTP
import JSON
import Simulator
import Testing

/// A simulated cluster on a clock that the test moves, and the requests tests make most.
struct TestCluster {
  let clock = ManualClock()
  let cluster: SimulatedCluster
  let admin: any HTTPTransport

  /// 2026-11-23T11:00:00Z
  static let start = WallTime(unixSeconds: 1_795_431_600)

  init(seed: UInt64 = 1, options: ClusterOptions = ClusterOptions()) {
    cluster = SimulatedCluster(clock: clock, now: TestCluster.start, seed: seed, options: options)
    admin = cluster.transport()
  }

  struct Answer {
    let status: Int
    let headers: HTTPHeaders
    let bytes: [UInt8]

    var json: JSON { (try? JSON(parsing: bytes)) ?? .null }
    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, query: [(String, String)] = [], body: JSON? = nil,
    type: String? = nil,
    headers: HTTPHeaders = [:], as transport: (any HTTPTransport)? = nil
  ) async throws -> Answer {
    var headers = headers
    if body != nil { headers["Content-Type"] = type ?? "application/json" }
    let request = HTTPRequest(
      method, path, query: query.map { HTTPRequest.QueryItem($0.0, $0.1) }, headers: headers,
      body: body?.encoded() ?? [])
    let response = try await (transport ?? admin).send(request)
    return Answer(status: response.status, headers: response.headers, bytes: try await response.body.bytes())
  }

  func get(_ path: String, _ query: (String, String)...) async throws -> JSON {
    try await send(.get, path, query: query).json
  }

  func apply(_ object: JSON, to path: String, manager: String = "shipit", force: Bool = true) async throws -> Answer {
    try await send(
      .patch, path, query: [("fieldManager", manager), ("force", force ? "true" : "false")], body: object,
      type: "application/apply-patch+yaml")
  }

  /// Moves time in half seconds until the object is as wanted.
  @discardableResult
  func settle(_ path: String, within seconds: Int = 60, _ isSettled: (JSON) -> Bool) async throws -> JSON {
    for _ in 0..<(seconds * 2) {
      let json = try await get(path)
      if isSettled(json) { return json }
      await cluster.advance(by: .milliseconds(500))
    }
    return try await get(path)
  }

  static func deployment(
    _ name: String = "web", image: String = "local/web:1.0", replicas: Int = 2, namespace: String = "default",
    deadline: Int = 600
  ) -> JSON {
    [
      "apiVersion": "apps/v1", "kind": "Deployment",
      "metadata": ["name": .string(name), "namespace": .string(namespace), "labels": ["app": .string(name)]],
      "spec": [
        "replicas": .int(replicas), "progressDeadlineSeconds": .int(deadline),
        "selector": ["matchLabels": ["app": .string(name)]],
        "strategy": ["type": "RollingUpdate", "rollingUpdate": ["maxSurge": 1, "maxUnavailable": 0]],
        "template": [
          "metadata": ["labels": ["app": .string(name)]],
          "spec": [
            "terminationGracePeriodSeconds": 1,
            "containers": [["name": .string(name), "image": .string(image)]],
          ],
        ],
      ],
    ]
  }

  static let deployments = "/apis/apps/v1/namespaces/default/deployments"
  static let pods = "/api/v1/namespaces/default/pods"
}
