import HTTP
import Synchronization
import TestSupport
import Testing

@Suite struct RetryingTransportTests {
  /// Answers in order; the last answer stays.
  private final class Answers: Sendable {
    private let left: Mutex<[Result<Int, HTTPError>]>
    private let count = Mutex(0)

    init(_ answers: [Result<Int, HTTPError>]) {
      left = Mutex(answers)
    }

    var asked: Int { count.withLock { $0 } }

    var origin: ScriptedOrigin {
      ScriptedOrigin { _ throws(HTTPError) in
        self.count.withLock { $0 += 1 }
        let answer = self.left.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
        return HTTPResponse(try answer.get(), ["Retry-After": "7"], "")
      }
    }
  }

  private static let refused = HTTPError.notConnected(host: "h", port: 1, reason: "refused")

  private static func transport(
    to answers: Answers, on clock: InstantClock, breaker: CircuitBreaker = CircuitBreaker()
  ) -> RetryingTransport<InstantClock> {
    RetryingTransport(answers.origin, breaker: breaker, clock: clock) { 0 }
  }

  @Test("a request is repeated until it is answered")
  func repeats() async throws {
    let (answers, clock) = (Answers([.failure(Self.refused), .success(429), .success(201)]), InstantClock())
    let response = try await Self.transport(to: answers, on: clock).send(HTTPRequest(.post, "/pods"))
    #expect(response.status == 201)
    #expect(clock.sleeps == [.milliseconds(100), .seconds(7)])
  }

  @Test("what stays refused is handed on in the end")
  func givesUp() async throws {
    let (answers, clock) = (Answers([.success(429)]), InstantClock())
    let response = try await Self.transport(to: answers, on: clock).send(HTTPRequest(.post, "/pods"))
    #expect(response.status == 429)
    #expect(answers.asked == 4)
  }

  @Test("a server that does not answer is left alone, then asked once")
  func breaker() async throws {
    let (answers, clock) = (Answers([.failure(.idle(.seconds(1)))]), InstantClock())
    let breaker = CircuitBreaker(failuresMax: 2, pause: Backoff(base: .seconds(10), cap: .seconds(10)))
    let transport = Self.transport(to: answers, on: clock, breaker: breaker)
    for _ in 0..<2 {
      await #expect(throws: HTTPError.idle(.seconds(1))) { try await transport.send(HTTPRequest(.post, "/pods")) }
    }
    await #expect(throws: HTTPError.suspended(tryIn: .seconds(5))) {
      try await transport.send(HTTPRequest(.post, "/pods"))
    }
    #expect(answers.asked == 2)
    clock.advance(by: .seconds(5))
    await #expect(throws: HTTPError.idle(.seconds(1))) { try await transport.send(HTTPRequest(.post, "/pods")) }
    #expect(answers.asked == 3)
  }

  @Test("what failed only after a while is told, not repeated")
  func slowFailure() async throws {
    let clock = InstantClock()
    let asked = Mutex(0)
    let origin = ScriptedOrigin { _ throws(HTTPError) in
      asked.withLock { $0 += 1 }
      clock.advance(by: .seconds(15))
      throw Self.refused
    }
    let transport = RetryingTransport(origin, clock: clock) { 0 }
    await #expect(throws: Self.refused) { try await transport.send(HTTPRequest(.get, "/pods")) }
    #expect(asked.withLock { $0 } == 1)
  }

  @Test("cancelling ends the wait")
  func cancelled() async throws {
    let answers = Answers([.success(429)])
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await Self.transport(to: answers, on: InstantClock()).send(HTTPRequest(.get, "/pods"))
    }
    await #expect(throws: HTTPError.cancelled) { try await task.value }
    #expect(answers.asked == 1)
  }
}
