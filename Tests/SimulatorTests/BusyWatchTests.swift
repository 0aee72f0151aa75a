import HTTP
import JSON
import Synchronization
import Testing

@testable import Simulator

/// Watches of a cluster in which more happens than their readers can take at once.
@Suite struct BusyWatchTests {
  private static let pods = "/api/v1/namespaces/team-0/pods"

  /// The versions in the pieces of a watch, in order.
  private struct Versions {
    private(set) var read: [Int] = []
    private var rest: [UInt8] = []

    mutating func add(_ piece: [UInt8]) throws {
      rest += piece
      var lines = rest.split(separator: 0x0A, omittingEmptySubsequences: false)
      rest = Array(lines.removeLast())
      for line in lines {
        let event = try JSON(parsing: line)
        #expect(event["type"] != "ERROR")
        read.append(event["object"]?["metadata"]?["resourceVersion"]?.string.flatMap { Int($0) } ?? -1)
      }
    }
  }

  @Test("a reader that is away for 20,000 changes finds each of them, once and in order")
  func burst() async throws {
    let now = try #require(WallTime("2026-11-23T11:00:00Z"))
    let cluster = Cluster(now: now, seed: 1, options: ClusterOptions(), adminToken: "admin")
    let resource = cluster.store.resource(cluster.type("", "configmaps"))
    let key = ObjectKey(namespace: "default", name: "a")
    func change() -> Int {
      let version = cluster.store.nextVersion()
      let json: JSON = ["metadata": ["name": "a", "namespace": "default", "resourceVersion": .string("\(version)")]]
      resource.record(.modified, StoredObject(json: json, key: key, version: version), at: cluster.timeline.now)
      return version
    }
    let reply = cluster.reply(
      to: HTTPRequest(
        .get, "/api/v1/configmaps", query: [.init("watch", "1"), .init("resourceVersion", "\(change())")]),
      from: .admin)
    guard case .stream(let id, _) = reply.body else { throw HTTPError.closedEarly(reason: "no stream") }
    let made = (0..<20_000).map { _ in change() }
    var versions = Versions()
    while case .piece(let bytes) = cluster.pull(id, idleTimeout: .seconds(30)) {
      // So large that it is worth its way, and no larger than a slow reader should cost.
      #expect(bytes.count < 300_000)
      try versions.add(bytes)
    }
    #expect(versions.read == made)
  }

  @Test("changes are forgotten when they are five minutes old, and not before", arguments: [(299, 200), (301, 410)])
  func age(seconds: Int, status: Int) async throws {
    let test = TestCluster()
    let maps = "/api/v1/namespaces/default/configmaps"
    func create(_ name: String) async throws -> String {
      let answer = try await test.send(.post, maps, body: ["kind": "ConfigMap", "metadata": ["name": .string(name)]])
      return answer.json["metadata"]?["resourceVersion"]?.string ?? ""
    }
    let version = try await create("a")
    _ = try await create("b")
    await test.cluster.advance(by: .seconds(seconds))
    _ = try await create("c")
    let watch = try await test.send(
      .get, maps, query: [("watch", "1"), ("resourceVersion", version), ("timeoutSeconds", "0")])
    let events = try watch.bytes.split(separator: 0x0A).map { try JSON(parsing: $0) }
    #expect(events.first?["object"]?["code"]?.int ?? 200 == status)
    if status == 200 { #expect(events.count == 2) }
  }

  /// Moves when told, and wakes nobody: what is due happens only when the cluster is asked something.
  private final class SilentClock: Clock {
    struct Instant: InstantProtocol {
      let offset: Duration
      func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
      func duration(to other: Instant) -> Duration { other.offset - offset }
      static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let offset = Mutex(Duration.zero)
    var now: Instant { Instant(offset: offset.withLock { $0 }) }
    var minimumResolution: Duration { .nanoseconds(1) }
    func advance(by duration: Duration) { offset.withLock { $0 += duration } }
    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
      try await Task.sleep(for: .seconds(86_400))
    }
  }

  @Test("a cluster that is behind its clock does not run away from its readers")
  func behind() async throws {
    let clock = SilentClock()
    let cluster = SimulatedCluster(clock: clock, seed: 1)
    await cluster.populate(pods: 20)
    await cluster.churn(perSecond: 100)
    let admin = cluster.transport()
    func version() async throws -> Int {
      let list = try await admin.send(HTTPRequest(.get, Self.pods, query: [.init("limit", "1")]))
      return try JSON(parsing: try await list.body.bytes())["metadata"]?["resourceVersion"]?.string.flatMap { Int($0) }
        ?? -1
    }
    let start = try await version()
    let response = try await admin.send(
      HTTPRequest(.get, Self.pods, query: [.init("watch", "1"), .init("resourceVersion", "\(start)")]))
    clock.advance(by: .seconds(2))
    await cluster.advance(by: .zero)
    let end = try await version()
    // More is due now than the readers could be told before they have read what is there.
    clock.advance(by: .seconds(60))
    var versions = Versions()
    var pieces = 0
    for try await piece in response.body {
      try versions.add(piece)
      pieces += 1
      if try #require(versions.read.last) >= end - 5 { break }
    }
    #expect(pieces > 3)
    #expect(try await version() - end < 20)
  }
}
