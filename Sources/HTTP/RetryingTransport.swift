import Synchronization

/// Repeats what is safe to repeat and leaves an unreachable server alone for a while, over any transport to one server.
package final class RetryingTransport<C: Clock<Duration>>: HTTPTransport {
  private let base: any HTTPTransport
  private let policy: RetryPolicy
  private let breaker: Mutex<CircuitBreaker>
  private let clock: C
  private let start: C.Instant
  private let jitter: @Sendable () -> Double

  /// `jitter` gives 0..<1.
  package init(
    _ base: any HTTPTransport, policy: RetryPolicy = RetryPolicy(), breaker: CircuitBreaker = CircuitBreaker(),
    clock: C = ContinuousClock(), jitter: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
  ) {
    self.base = base
    self.policy = policy
    self.breaker = Mutex(breaker)
    self.clock = clock
    self.jitter = jitter
    start = clock.now
  }

  package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    var attempt = 1
    while true {
      let start = now
      let answer = await attempted { () throws(HTTPError) in try await self.base.send(request) }
      let outcome: RetryPolicy.Outcome =
        switch answer {
        case .success(let response): .answer(status: response.status, retryAfter: response.headers.retryAfter)
        case .failure(let error): .failure(error)
        }
      guard
        let wait = policy.delay(
          after: outcome, of: request, attempt: attempt, lasting: now - start, jitter: jitter())
      else { return try answer.get() }
      guard (try? await clock.sleep(for: wait)) != nil else { throw .cancelled }
      attempt += 1
    }
  }

  /// Tried once: whoever opens a stream knows what to do when it does not open.
  package func openWebSocket(
    _ request: HTTPRequest, subprotocols: [String]
  ) async throws(HTTPError) -> any WebSocket {
    try await attempted { () throws(HTTPError) in
      try await self.base.openWebSocket(request, subprotocols: subprotocols)
    }.get()
  }

  private func attempted<Answer>(
    _ operation: () async throws(HTTPError) -> Answer
  ) async -> Result<Answer, HTTPError> {
    if case .refused(let tryIn) = breaker.withLock({ $0.admit(now: now) }) {
      return .failure(.suspended(tryIn: tryIn))
    }
    let answer: Result<Answer, HTTPError>
    do throws(HTTPError) {
      answer = .success(try await operation())
    } catch {
      answer = .failure(error)
    }
    let jitter = jitter()
    breaker.withLock { breaker in
      switch answer {
      case .success, .failure(.refused), .failure(.tls): breaker.answered()
      case .failure(.cancelled), .failure(.invalidRequest), .failure(.suspended): breaker.abandoned(now: now)
      case .failure: breaker.failed(now: now, jitter: jitter)
      }
    }
    return answer
  }

  private var now: Duration { start.duration(to: clock.now) }
}
