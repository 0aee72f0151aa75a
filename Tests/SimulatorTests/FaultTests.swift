import HTTP
import JSON
import Simulator
import Testing

@Suite struct FaultTests {
  private let path = "/api/v1/namespaces"

  @Test(
    "each status comes with its reason, and 429 and 503 with a time to wait",
    arguments: [
      (429, "TooManyRequests", "1"), (500, "InternalError", nil), (503, "ServiceUnavailable", "1"),
      (504, "Timeout", nil),
    ] as [(Int, String, String?)])
  func status(code: Int, reason: String, retryAfter: String?) async throws {
    let test = TestCluster()
    await test.cluster.set(Faults([.init(.status(code), times: 1)]))
    let struck = try await test.send(.get, path)
    #expect(struck.status == code)
    #expect(struck.json["reason"]?.string == reason)
    #expect(struck.headers["Retry-After"] == retryAfter)
    #expect(try await test.send(.get, path).status == 200)
  }

  @Test("credentials that have expired are 401")
  func unauthorized() async throws {
    let test = TestCluster()
    await test.cluster.set(Faults([.init(.unauthorized)]))
    #expect(try await test.send(.get, path).status == 401)
  }

  @Test("a connection is reset in the middle of a body")
  func reset() async throws {
    let test = TestCluster()
    await test.cluster.set(Faults([.init(.resetAfter(bytes: 10))]))
    let response = try await test.admin.send(HTTPRequest(.get, path))
    await #expect(throws: HTTPError.closedEarly(reason: "connection reset by peer")) {
      _ = try await response.body.bytes()
    }
  }

  @Test("a body is cut short in good order")
  func truncated() async throws {
    let test = TestCluster()
    await test.cluster.set(Faults([.init(.truncatedAfter(bytes: 20))]))
    let answer = try await test.send(.get, path)
    #expect(answer.bytes.count == 20)
    #expect(throws: JSONError.self) { try JSON(parsing: answer.bytes) }
  }

  @Test("latency and silence last in the cluster's time, and no longer than the request's patience")
  func time() async throws {
    let test = TestCluster()
    await test.cluster.set(Faults([.init(.latency(.seconds(60)))]))
    let slow = Task { try await test.admin.send(HTTPRequest(.get, path, idleTimeout: .seconds(10))) }
    while !slow.isCancelled, await test.cluster.now < TestCluster.start + .seconds(10) {
      await test.cluster.advance(by: .seconds(1))
      await Task.yield()
    }
    await advanceUntilDone(test, slow)
    await #expect(throws: HTTPError.idle(.seconds(10))) { _ = try await slow.value }

    await test.cluster.set(Faults([.init(.silence, onlyWatches: true)]))
    let response = try await test.admin.send(
      HTTPRequest(.get, path, query: [.init("watch", "true")], idleTimeout: .seconds(10)))
    let reader = Task { try await response.body.bytes() }
    await advanceUntilDone(test, reader)
    await #expect(throws: HTTPError.idle(.seconds(10))) { _ = try await reader.value }
  }

  @Test("a watch goes silent after its first events")
  func silentWatch() async throws {
    let test = TestCluster()
    await test.cluster.set(Faults([.init(.silenceAfter(bytes: 100))]))
    let response = try await test.admin.send(
      HTTPRequest(.get, path, query: [.init("watch", "true")], idleTimeout: .seconds(10)))
    var iterator = response.body.makeAsyncIterator()
    #expect(try await iterator.next()?.count == 100)
    let reader = Task { [iterator] in
      var iterator = iterator
      return try await iterator.next()
    }
    await advanceUntilDone(test, reader)
    await #expect(throws: HTTPError.idle(.seconds(10))) { _ = try await reader.value }
  }

  private func advanceUntilDone<Success: Sendable>(_ test: TestCluster, _ task: Task<Success, any Error>) async {
    let done = Task { _ = await task.result }
    let mover = Task {
      while !Task.isCancelled {
        await test.cluster.advance(by: .seconds(1))
        await Task.yield()
      }
    }
    await done.value
    mover.cancel()
  }

  @Test("the same seed strikes the same requests")
  func seeded() async throws {
    func statuses(_ seed: UInt64) async throws -> [Int] {
      let test = TestCluster(seed: seed)
      await test.cluster.set(Faults([.init(.status(503), probability: 0.5)]))
      var all: [Int] = []
      for _ in 0..<40 { all.append(try await test.send(.get, path).status) }
      return all
    }
    let first = try await statuses(7)
    #expect(try await statuses(7) == first)
    #expect(try await statuses(8) != first)
    #expect(Set(first) == [200, 503])
  }

  @Test("a wall clock that jumps changes timestamps, not what is due")
  func wallClock() async throws {
    let test = TestCluster()
    await test.cluster.jumpWallClock(by: .seconds(-3600))
    _ = try await test.apply(TestCluster.deployment(), to: "\(TestCluster.deployments)/web")
    let ready = try await test.settle("\(TestCluster.deployments)/web", within: 10) {
      $0["status"]?["readyReplicas"] == 2
    }
    #expect(ready["metadata"]?["creationTimestamp"] == "2026-11-23T10:00:00Z")
    #expect(ready["status"]?["readyReplicas"] == 2)
  }

  @Test("cancelling a request's task ends its stream")
  func cancellation() async throws {
    let test = TestCluster()
    let response = try await test.admin.send(
      HTTPRequest(.get, path, query: [.init("watch", "true"), .init("resourceVersion", "1000000")]))
    _ = try await response.body.bytes()
    let watch = try await test.admin.send(HTTPRequest(.get, path, query: [.init("watch", "true")]))
    let reader = Task { try await watch.body.bytes() }
    await Task.yield()
    reader.cancel()
    await #expect(throws: HTTPError.cancelled) { _ = try await reader.value }
  }
}
