import HTTP
import JSON
import Simulator
import Testing

@testable import Kubernetes

@Suite("The client on a simulated cluster")
struct SimulatedClusterTests {
  private let clock = ManualClock()
  private let cluster: SimulatedCluster
  private let client: KubernetesClient

  init() {
    cluster = SimulatedCluster(clock: clock, now: WallTime(unixSeconds: 1_795_431_600))
    client = KubernetesClient(transport: cluster.transport(), cluster: "demo", timing: Timing(clock: clock))
  }

  private func manifest(image: String, replicas: Int) -> JSON {
    let labels: JSON = ["app": "web"]
    return [
      "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web", "labels": labels],
      "spec": [
        "replicas": .int(replicas), "progressDeadlineSeconds": 20, "selector": ["matchLabels": labels],
        "template": [
          "metadata": ["labels": labels], "spec": ["containers": [["name": "web", "image": .string(image)]]],
        ],
      ],
    ]
  }

  /// What `kubectl rollout status` would print, until it would end.
  private func rollOut(seconds: Int = 90) async throws -> RolloutStatus {
    for _ in 0..<seconds {
      let status = RolloutStatus(try await client.get(Deployment.self, "web", in: "default"))
      guard case .waiting = status else { return status }
      await cluster.advance(by: .seconds(1))
    }
    return RolloutStatus(try await client.get(Deployment.self, "web", in: "default"))
  }

  @Test("an app is deployed, scaled, broken and repaired")
  func lifecycle() async throws {
    let written = try await client.apply(
      Deployment.self, "web", in: "default", manifest(image: "local/web:1", replicas: 2))
    #expect(written.wasCreated)
    let complete = RolloutStatus.complete(message: #"deployment "web" successfully rolled out"#)
    #expect(try await rollOut() == complete)
    #expect(try await client.scale(.deployments, "web", in: "default", to: 3) == 3)
    #expect(try await rollOut() == complete)
    #expect(try await client.list(Pod.self, in: "default").items.filter(\.isReady).count == 3)
    try await client.apply(
      Deployment.self, "web", in: "default", manifest(image: "local/never-ready:1", replicas: 3), force: true)
    #expect(try await rollOut() == .failed(reason: #"deployment "web" exceeded its progress deadline"#))
    try await client.apply(
      Deployment.self, "web", in: "default", manifest(image: "local/web:1", replicas: 3), force: true)
    #expect(try await rollOut() == complete)
    try await client.delete(.deployments, "web", in: "default", propagation: .foreground)
    for _ in 0..<60 { await cluster.advance(by: .seconds(1)) }
    #expect(try await client.list(Pod.self, in: "default").items.isEmpty)
  }

  @Test("somebody else's fields are a conflict, and can be taken over")
  func takeOver() async throws {
    try await client.apply(Deployment.self, "web", in: "default", manifest(image: "local/web:1", replicas: 2))
    try await client.scale(.deployments, "web", in: "default", to: 5, WriteOptions(fieldManager: "somebody"))
    await #expect {
      try await client.apply(Deployment.self, "web", in: "default", manifest(image: "local/web:1", replicas: 2))
    } throws: { error in
      guard case KubernetesError.conflict(_, let fields) = error else { return false }
      return fields == [FieldConflict(manager: "somebody", field: ".spec.replicas")]
    }
    let taken = try await client.apply(
      Deployment.self, "web", in: "default", manifest(image: "local/web:1", replicas: 2), force: true)
    #expect(taken.object.replicas == 2)
  }

  @Test("a list in pages is the list")
  func paging() async throws {
    try await client.apply(Deployment.self, "web", in: "default", manifest(image: "local/web:1", replicas: 7))
    _ = try await rollOut()
    var options = ListOptions(labelSelector: "app=web")
    options.limit = 2
    let paged = try await client.list(Pod.self, in: "default", options)
    let whole = try await client.list(Pod.self, in: "default")
    #expect(paged.items == whole.items)
    #expect(paged.items.count == 7)
  }

  @Test("logs are read to their end as it is, and tailed as asked")
  func logs() async throws {
    try await client.apply(Deployment.self, "web", in: "default", manifest(image: "logs:1", replicas: 1))
    _ = try await rollOut()
    await cluster.advance(by: .seconds(30))
    let instant = KubernetesClient(transport: cluster.transport(), cluster: "demo", timing: Timing())
    var lines: [String] = []
    var ends = 0
    let tail = instant.logs(
      in: "default", labelSelector: "app=web", LogOptions(tailLines: 3, follows: false))
    for await events in tail {
      for event in events {
        if case .line(let line) = event { lines.append(line.text) }
        if case .ended(_, .caughtUp) = event { ends += 1 }
      }
    }
    #expect(lines.count == 3)
    #expect(ends == 1)
    let numbers = lines.compactMap { $0.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
    #expect(numbers == Array((numbers.first ?? 0)..<((numbers.first ?? 0) + 3)))
  }

  @Test("a command runs in a container and tells its exit code")
  func exec() async throws {
    try await client.apply(Deployment.self, "web", in: "default", manifest(image: "local/web:1", replicas: 1))
    _ = try await rollOut()
    let pod = try #require(try await client.list(Pod.self, in: "default").items.first)
    let command = RemoteCommand(["/bin/sh", "-c", "echo out; exit 3"])
    let session = try await client.run(command, pod: pod.metadata.name, in: "default")
    let time = Task {
      while !Task.isCancelled {
        await cluster.advance(by: .milliseconds(100))
        await Task.yield()
      }
    }
    defer { time.cancel() }
    var events: [RemoteEvent] = []
    while let event = try await session.next() { events.append(event) }
    #expect(events == [.output(Array("out\n".utf8)), .ended(.exited(code: 3))])
  }
}
