import HTTP
import JSON
import Synchronization
import Testing

@testable import Kubernetes

@Suite("Watch, the driver")
struct WatchUpdatesTests {
  @Test("pages make a snapshot, events make changes, and a drop is resumed where it stopped")
  func resume() async {
    let transport = ScriptedTransport([
      .response(status: 422, body: status(422, "Invalid", "sendInitialEvents is forbidden")),
      page(["a"], version: "5", continueToken: "t"), page(["b"], version: "5"),
      .pieces([event("ADDED", "c", "6"), event("DELETED", "a", "7")], failure: .closedEarly(reason: "reset")),
      .pieces([event("MODIFIED", "b", "8")]),
    ])
    let (updates, sleeps) = await follow(transport, count: 4)
    #expect(
      updates == [
        .snapshot([pod("a", "5"), pod("b", "5")]), .changes([.updated(pod("c", "6"))]),
        .changes([.removed(pod("a", "7"))]), .changes([.updated(pod("b", "8"))]),
      ])
    #expect(sleeps == [.milliseconds(250)])
    let queries = transport.requests.map { request in
      request.query.filter { $0.name == "continue" || $0.name == "resourceVersion" }.map(\.value)
    }
    #expect(queries == [[""], [], ["t"], ["5"], ["7"]])
  }

  @Test("a streamed list makes a snapshot from its events, in whatever pieces they come")
  func streamedList() async {
    let stream =
      event("ADDED", "a", "1") + event("ADDED", "b", "2") + event("MODIFIED", "a", "3") + event("DELETED", "b", "4")
      + bookmark("4", endsInitialEvents: true) + event("ADDED", "c", "5")
    let (updates, _) = await follow(ScriptedTransport([.pieces(stream.map { [$0] })]), count: 2)
    #expect(updates == [.snapshot([pod("a", "3")]), .changes([.updated(pod("c", "5"))])])
  }

  @Test("an expired version is listed anew, without an alarm")
  func expiry() async {
    let gone = status(410, "Expired", "too old resource version: 1 (306)")
    let transport = ScriptedTransport([
      .pieces([event("ADDED", "a", "1") + bookmark("1", endsInitialEvents: true)]),
      .pieces([Array(#"{"type":"ERROR","object":"#.utf8) + gone + Array("}".utf8)]),
      .pieces([event("ADDED", "b", "9") + bookmark("9", endsInitialEvents: true)]),
    ])
    let (updates, _) = await follow(transport, count: 2)
    #expect(updates == [.snapshot([pod("a", "1")]), .snapshot([pod("b", "9")])])
  }

  @Test("what keeps failing is told once, and so is its end")
  func disconnection() async {
    let refused = HTTPError.notConnected(host: "h", port: 1, reason: "refused")
    let transport = ScriptedTransport([
      .failure(refused), .failure(refused), .failure(refused),
      .pieces([event("ADDED", "a", "1") + bookmark("1", endsInitialEvents: true)]),
    ])
    let (updates, sleeps) = await follow(transport, count: 3)
    #expect(updates == [.disconnected(.unreachable(refused)), .reconnected, .snapshot([pod("a", "1")])])
    #expect(sleeps == [.milliseconds(250), .milliseconds(500), .seconds(1)])
  }

  @Test(
    "silence is told at once, and a new connection is asked",
    arguments: [[], [HTTPError.closedEarly(reason: "reset")]])
  func silence(earlierDrops: [HTTPError]) async {
    let silent = HTTPError.idle(.seconds(90))
    var pieces = [event("ADDED", "a", "1") + bookmark("1", endsInitialEvents: true)]
    var answers: [ScriptedTransport.Answer] = []
    for error in earlierDrops + [silent] {
      answers.append(.pieces(pieces, failure: error))
      pieces = []
    }
    let refused = HTTPError.notConnected(host: "h", port: 1, reason: "timed out")
    let transport = ScriptedTransport(answers + [.failure(refused), .pieces([event("ADDED", "b", "2")])])
    let (updates, _) = await follow(transport, count: 4, step: .seconds(90))
    #expect(
      updates == [
        .snapshot([pod("a", "1")]), .disconnected(.unreachable(silent)), .reconnected,
        .changes([.updated(pod("b", "2"))]),
      ])
    #expect(transport.requests.map(\.freshConnection) == answers.map { _ in false } + [true, true])
  }

  @Test("watches and followed logs are asked for again here alone, lists by the transport as well")
  func triedOnce() async {
    let transport = ScriptedTransport([
      .response(status: 422, body: status(422, "Invalid", "sendInitialEvents is forbidden")), page(["a"], version: "5"),
      .pieces([event("ADDED", "b", "6")]),
    ])
    _ = await follow(transport, count: 2)
    #expect(transport.requests.map(\.isTriedOnce) == [true, false, true])
    for follows in [true, false] {
      let query = LogQuery(follows: follows)
      #expect(APIRequest.log(pod: "p", in: "ns", container: "c", query).http.isTriedOnce == follows)
    }
  }

  @Test("a watch cut inside an event loses nothing and repeats nothing")
  func truncation() async {
    let first = event("ADDED", "b", "6")
    let transport = ScriptedTransport([
      .pieces([event("ADDED", "a", "5") + bookmark("5", endsInitialEvents: true)]),
      .pieces([first, Array(event("ADDED", "c", "7").prefix(20))]),
      .pieces([event("ADDED", "c", "7")]),
    ])
    let (updates, _) = await follow(transport, count: 3)
    #expect(updates.dropFirst() == [.changes([.updated(pod("b", "6"))]), .changes([.updated(pod("c", "7"))])])
  }

  @Test("a version that the server has not reached yet is asked for again, as its answer says")
  func aheadOfServer() async {
    let ahead = status(504, "Timeout", "Too large resource version: 9, current: 8")
    let transport = ScriptedTransport([
      .pieces([bookmark("9", endsInitialEvents: true)]),
      .pieces([Array(#"{"type":"ERROR","object":"#.utf8) + ahead + Array("}".utf8)]),
      .pieces([event("ADDED", "a", "10")]),
    ])
    let (updates, _) = await follow(transport, count: 2)
    #expect(updates == [.snapshot([]), .changes([.updated(pod("a", "10"))])])
    #expect(transport.requests.last?.query.first { $0.name == "resourceVersion" }?.value == "9")
  }

  @Test("a cancelled task ends the sequence")
  func cancellation() async {
    let transport = ScriptedTransport([])
    let client = KubernetesClient(transport: transport, cluster: "c")
    let task = Task {
      var count = 0
      for await _ in client.watch(Pod.self) { count += 1 }
      return count
    }
    task.cancel()
    #expect(await task.value <= 1)
  }

  // MARK: - Making exchanges

  private func follow(
    _ transport: ScriptedTransport, count: Int, step: Duration = .seconds(2)
  ) async -> (updates: [WatchUpdate<Pod>], sleeps: [Duration]) {
    let sleeps = Mutex<[Duration]>([])
    let timing = Timing(step: step, sleep: { duration in sleeps.withLock { $0.append(duration) } })
    let client = KubernetesClient(transport: transport, cluster: "c", timing: timing)
    var updates: [WatchUpdate<Pod>] = []
    for await update in client.watch(Pod.self, in: "ns") {
      updates.append(update)
      if updates.count == count { break }
    }
    return (updates, sleeps.withLock { $0 })
  }

  private func pod(_ name: String, _ version: String) -> Pod {
    var metadata = ObjectMetadata()
    (metadata.name, metadata.namespace, metadata.resourceVersion) = (name, "ns", version)
    var pod = Pod(metadata: metadata)
    pod.phase = .running
    return pod
  }

  private func podJSON(_ name: String, _ version: String) -> JSON {
    [
      "metadata": ["name": .string(name), "namespace": "ns", "resourceVersion": .string(version)],
      "status": ["phase": "Running"],
    ]
  }

  private func event(_ type: String, _ name: String, _ version: String) -> [UInt8] {
    let event: JSON = ["type": .string(type), "object": podJSON(name, version)]
    return event.encoded() + [0x0A]
  }

  private func bookmark(_ version: String, endsInitialEvents: Bool) -> [UInt8] {
    var metadata: JSON = ["resourceVersion": .string(version)]
    if endsInitialEvents { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
    let event: JSON = ["type": "BOOKMARK", "object": ["kind": "Pod", "metadata": metadata]]
    return event.encoded() + [0x0A]
  }

  private func page(_ names: [String], version: String, continueToken: String = "") -> ScriptedTransport.Answer {
    let list: JSON = [
      "kind": "PodList", "metadata": ["resourceVersion": .string(version), "continue": .string(continueToken)],
      "items": .array(names.map { podJSON($0, version) }),
    ]
    return .response(status: 200, body: list.encoded())
  }

  private func status(_ code: Int, _ reason: String, _ message: String) -> [UInt8] {
    let status: JSON = [
      "kind": "Status", "status": "Failure", "code": .int(code), "reason": .string(reason), "message": .string(message),
    ]
    return status.encoded()
  }
}

extension Timing {
  /// Time passes between looks at the clock, none while asleep, and chance is the smallest.
  init(step: Duration = .seconds(2), sleep: @escaping @Sendable (Duration) -> Void = { _ in }) {
    let looks = Atomic<Int>(0)
    self.init(
      elapsed: { step * looks.add(1, ordering: .relaxed).newValue }, sleep: { sleep($0) }, jitter: { 0 })
  }
}
