import HTTP
import Testing

@Suite struct CircuitBreakerTests {
  private static func opened(at now: Duration = .zero) -> CircuitBreaker {
    var breaker = CircuitBreaker(failuresMax: 3, pause: Backoff(base: .seconds(2), cap: .seconds(6)))
    for _ in 0..<3 { breaker.failed(now: now, jitter: 1) }
    return breaker
  }

  @Test("it opens after so many failures in a row, and an answer starts the count anew")
  func opens() {
    var breaker = CircuitBreaker(failuresMax: 3)
    for _ in 0..<2 { breaker.failed(now: .zero, jitter: 1) }
    breaker.answered()
    for _ in 0..<2 { breaker.failed(now: .zero, jitter: 1) }
    #expect(breaker.admit(now: .zero) == .admitted)
    breaker.failed(now: .zero, jitter: 1)
    #expect(breaker.admit(now: .seconds(1)) == .refused(tryIn: .seconds(1)))
  }

  @Test("after the pause one request finds out for all")
  func probe() {
    var breaker = Self.opened()
    #expect(breaker.admit(now: .seconds(2)) == .admitted)
    #expect(breaker.admit(now: .seconds(2)) == .refused(tryIn: .seconds(2)))
    breaker.answered()
    #expect(breaker.admit(now: .seconds(2)) == .admitted)
    #expect(breaker.admit(now: .seconds(2)) == .admitted)
  }

  @Test("a request that finds nothing out for ten seconds is not waited for any longer")
  func slowProbe() {
    var breaker = Self.opened()
    #expect(breaker.admit(now: .seconds(2)) == .admitted)
    #expect(breaker.admit(now: .seconds(11)) == .refused(tryIn: .seconds(1)))
    #expect(breaker.admit(now: .seconds(12)) == .admitted)
    #expect(breaker.admit(now: .seconds(12)) == .refused(tryIn: .seconds(2)))
    breaker.answered()
    #expect(breaker.admit(now: .seconds(12)) == .admitted)
  }

  @Test("each failed probe makes the pause longer, up to the cap")
  func pauses() {
    var breaker = Self.opened()
    var now = Duration.zero
    var pauses: [Duration] = []
    for _ in 0..<4 {
      guard case .refused(let tryIn) = breaker.admit(now: now) else { break }
      pauses.append(tryIn)
      now += tryIn
      #expect(breaker.admit(now: now) == .admitted)
      breaker.failed(now: now, jitter: 1)
    }
    #expect(pauses == [.seconds(2), .seconds(4), .seconds(6), .seconds(6)])
  }

  @Test("a probe that was cancelled leaves the next one free to go")
  func abandoned() {
    var breaker = Self.opened()
    _ = breaker.admit(now: .seconds(2))
    breaker.abandoned(now: .seconds(2))
    #expect(breaker.admit(now: .seconds(2)) == .admitted)
  }

  @Test("failures of requests sent before it opened do not prolong the pause")
  func late() {
    var breaker = Self.opened()
    breaker.failed(now: .seconds(1), jitter: 1)
    #expect(breaker.admit(now: .seconds(2)) == .admitted)
  }
}
