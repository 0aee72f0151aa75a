import Foundation
import HTTP
import JSON
import Simulator
import Synchronization
import Testing

@testable import Kubernetes

@Suite("Soak: ten simulated minutes of faults")
struct SoakTests {
  /// `SHIPIT_SOAK_SEEDS` makes it more.
  private static let seeds = ProcessInfo.processInfo.environment["SHIPIT_SOAK_SEEDS"].flatMap { UInt64($0) } ?? 2

  @Test("afterwards the cache is what the server has, and the tails hold every line once", arguments: 1...seeds)
  func soak(seed: UInt64) async throws {
    let soak = Soak(seed: seed, streamsLists: seed.isMultiple(of: 2))
    try await soak.prepare()
    let following = soak.follow()
    defer { following.cancel() }
    await soak.awaitEverySource()
    await soak.rage(minutes: 10)
    await soak.calm()
    #expect(soak.failures > 0, "seed \(seed): the faults struck nothing")
    #expect(soak.lineCount > 5_000, "seed \(seed)")
    // What is late arrives in the end; what is lost, repeated or wrong stays so.
    var problems: [String] = []
    for _ in 0..<60 {
      problems = try await soak.problems()
      if problems.isEmpty { break }
      await soak.live(.seconds(1))
    }
    #expect(problems.isEmpty, "seed \(seed)")
  }
}

/// A cluster with a namespace that churns, whose pods are watched, and one whose logs are tailed.
private final class Soak: Sendable {
  let seed: UInt64
  private let clock = ManualClock()
  private let cluster: SimulatedCluster
  /// For what is done to the cluster, and for the comparison at the end.
  let calmClient: KubernetesClient
  private let client: KubernetesClient
  private let struck: FailureCounter

  private struct Seen {
    var pods: [ObjectIdentity: Pod] = [:]
    var lines: [LogSource: [LogLine]] = [:]
    var gaps: [LogEvent] = []
  }

  private let seen = Mutex(Seen())

  init(seed: UInt64, streamsLists: Bool) {
    self.seed = seed
    var options = ClusterOptions()
    options.streamsLists = streamsLists
    options.historyLimit = 60
    cluster = SimulatedCluster(
      clock: clock, now: WallTime(unixSeconds: 1_795_431_600), seed: seed, options: options)
    let random = Mutex(SeededGenerator(seed: seed))
    let timing = Timing(clock: clock, jitter: { random.withLock { Double.random(in: 0..<1, using: &$0) } })
    struck = FailureCounter(cluster.transport())
    client = KubernetesClient(transport: struck, cluster: "soak", timing: timing)
    calmClient = KubernetesClient(transport: cluster.transport(), cluster: "soak", timing: timing)
  }

  var failures: Int { struck.failures }

  func prepare() async throws {
    for namespace in ["churn", "logs"] {
      try await calmClient.create(
        Namespace.self, ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)]])
    }
    for (name, image) in [("a", "local/web:1"), ("b", "logs:3")] { try await deploy(name, image, 3, in: "churn") }
    for (name, image) in [("slow", "logs:1"), ("fast", "logs:5"), ("crash", "crash-after:60s")] {
      try await deploy(name, image, 2, in: "logs")
    }
    await live(.seconds(20))
  }

  private func deploy(_ name: String, _ image: String, _ replicas: Int, in namespace: String) async throws {
    let labels: JSON = ["app": .string(name)]
    try await calmClient.apply(
      Deployment.self, name, in: namespace,
      [
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": .string(name)],
        "spec": [
          "replicas": .int(replicas), "selector": ["matchLabels": labels],
          "template": [
            "metadata": ["labels": labels],
            "spec": ["containers": [["name": "main", "image": .string(image)]]],
          ],
        ],
      ], force: true)
  }

  /// Follows the pods of one namespace and the logs of the other, until cancelled.
  func follow() -> Task<Void, Never> {
    Task {
      await withDiscardingTaskGroup { group in
        group.addTask { [self] in
          for await update in client.watch(Pod.self, in: "churn") {
            seen.withLock { seen in
              seen.pods.apply(update)
            }
          }
        }
        group.addTask { [self] in
          for await events in client.logs(in: "logs", labelSelector: "app in (slow,fast,crash)") {
            seen.withLock { seen in
              for event in events {
                switch event {
                case .line(let line): seen.lines[line.source, default: []].append(line)
                case .gap: seen.gaps.append(event)
                default: continue
                }
              }
            }
          }
        }
      }
    }
  }

  /// A tail begins with the instances that are there when it begins, so all six must have been met before the faults.
  func awaitEverySource() async {
    for _ in 0..<30 where seen.withLock({ $0.lines.count }) < 6 { await live(.seconds(1)) }
  }

  /// Faults strike while the churning namespace is scaled, updated and robbed of pods.
  func rage(minutes: Int) async {
    var random = SeededGenerator(seed: seed)
    for round in 0..<(minutes * 6) {
      // Whoever moves the clock must not wait for it, so these writes meet no faults.
      await cluster.set(.none)
      let name = ["a", "b"].randomElement(using: &random) ?? "a"
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        _ = try? await calmClient.scale(.deployments, name, in: "churn", to: Int.random(in: 0...6, using: &random))
      case 1: try? await deploy(name, "logs:\(round % 7 + 1)", 3, in: "churn")
      case 2:
        let victim = seen.withLock { $0.pods.keys.sorted().first }
        if let victim { try? await calmClient.delete(.pods, victim.name, in: "churn") }
      default: break
      }
      if round % 10 == 5 { await cluster.jumpWallClock(by: .seconds(Int.random(in: 0...30, using: &random))) }
      await cluster.set(faults(&random))
      await live(.seconds(10))
    }
  }

  private func faults(_ random: inout SeededGenerator) -> Faults {
    let kinds: [Faults.Rule] = [
      .init(.latency(.milliseconds(700)), probability: 0.2),
      .init(.resetAfter(bytes: Int.random(in: 0..<4_000, using: &random)), probability: 0.3),
      // A log has no end of its own, so one that is cut in good order cannot be told from a whole one.
      .init(.truncatedAfter(bytes: Int.random(in: 0..<4_000, using: &random)), probability: 0.3, onlyWatches: true),
      .init(.status([429, 500, 503, 504].randomElement(using: &random) ?? 500), probability: 0.3),
      .init(.unauthorized, probability: 0.2),
      .init(.silence, probability: 0.2, onlyWatches: true),
    ]
    return Faults(kinds.filter { _ in Int.random(in: 0..<2, using: &random) == 0 })
  }

  /// The faults stop, and everybody catches up: also those who wait for a silent stream.
  func calm() async {
    await cluster.set(.none)
    await live(.seconds(200))
  }

  /// Lets time pass in small steps, so that whoever wakes can act before it goes on.
  func live(_ duration: Duration) async {
    let step = Duration.milliseconds(500)
    for _ in 0..<Int(duration / step) {
      await cluster.advance(by: step)
      for _ in 0..<30 { await Task.yield() }
    }
  }

  var lineCount: Int { seen.withLock { $0.lines.values.reduce(0) { $0 + $1.count } } }

  /// Where what was followed differs from what the server has.
  func problems() async throws -> [String] {
    let expected = try await calmClient.list(Pod.self, in: "churn").items
    let (pods, lines, gaps) = seen.withLock { ($0.pods, $0.lines, $0.gaps) }
    var problems = gaps.map { "\($0)" }
    if pods != Dictionary(uniqueKeysWithValues: expected.map { ($0.id, $0) }) { problems.append("other pods") }
    for pod in try await calmClient.list(Pod.self, in: "logs").items {
      let restarts = pod.restartCount
      for instance in 0...restarts {
        let source = LogSource(
          pod: pod.metadata.name, podUID: pod.metadata.uid, container: "main", restartCount: instance)
        let got = (lines[source] ?? []).map(\.text)
        let isRight: Bool
        if instance >= restarts - 1 {
          let log = try await log(of: source, isPrevious: instance < restarts)
          // The newest lines may still be on their way.
          isRight = log.starts(with: got) && log.count - got.count <= (instance == restarts ? 10 : 0)
        } else {
          // Nothing is left to compare with.
          isRight = !got.isEmpty && Set(got).count == got.count
        }
        if !isRight { problems.append("\(got.count) lines of \(source)") }
      }
    }
    return problems
  }

  private func log(of source: LogSource, isPrevious: Bool) async throws -> [String] {
    let query = LogQuery(isPrevious: isPrevious)
    let response = try await calmClient.send(
      .log(pod: source.pod, in: "logs", container: source.container, query))
    var reader = LogLineReader()
    return reader.receive(try await response.body.bytes()).map(\.text)
  }
}

/// Counts the answers that are refusals.
private final class FailureCounter: HTTPTransport {
  private let base: any HTTPTransport
  private let count = Atomic<Int>(0)

  init(_ base: any HTTPTransport) {
    self.base = base
  }

  var failures: Int { count.load(ordering: .relaxed) }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let response = try await base.send(request)
    if response.status >= 400 { count.add(1, ordering: .relaxed) }
    return response
  }

  func openWebSocket(_ request: HTTPRequest, subprotocols: [String]) async throws(HTTPError) -> any WebSocket {
    try await base.openWebSocket(request, subprotocols: subprotocols)
  }
}
