/// Which failures are worth another attempt, and when. A value: it neither waits nor rolls dice.
///
/// - What never reached the server, and what it turned away with 429 or 503 and a `Retry-After`, was not done: any
///   request may be repeated.
/// - What may have been done is repeated only where doing it twice is doing it once.
/// - What failed only after a while is told instead: the server is silent or far away, and whoever waits should know.
/// - 500, and 503 without `Retry-After`, are answers: so does an API server say that an aggregated API is down.
package struct RetryPolicy: Hashable, Sendable {
  /// The first one included.
  package var attemptsMax: Int
  package var backoff: Backoff
  /// The longest `Retry-After` that is waited for; beyond it the answer is handed on.
  package var retryAfterMax: Duration
  /// What took longer to fail is not repeated.
  package var failureMax = Duration.seconds(5)

  package init(
    attemptsMax: Int = 4, backoff: Backoff = Backoff(base: .milliseconds(200), cap: .seconds(10)),
    retryAfterMax: Duration = .seconds(30)
  ) {
    self.attemptsMax = attemptsMax
    self.backoff = backoff
    self.retryAfterMax = retryAfterMax
  }

  /// What came of an attempt.
  package enum Outcome: Hashable, Sendable {
    case answer(status: Int, retryAfter: Duration?)
    case failure(HTTPError)
  }

  /// The wait before the next attempt; nil when there is none to make.
  ///
  /// - Parameters:
  ///   - attempt: the number of the one that had this outcome, from 1.
  ///   - duration: how long that attempt took.
  ///   - jitter: 0..<1.
  package func delay(
    after outcome: Outcome, of request: HTTPRequest, attempt: Int, lasting duration: Duration = .zero, jitter: Double
  ) -> Duration? {
    guard attempt < attemptsMax else { return nil }
    let backoff = backoff.delay(failures: attempt, jitter: jitter)
    switch outcome {
    case .answer(503, nil):
      return nil
    case .answer(429, let retryAfter), .answer(503, let retryAfter):
      let wait = max(backoff, retryAfter ?? .zero)
      return wait <= max(retryAfterMax, self.backoff.cap) ? wait : nil
    case .answer(502, _), .answer(504, _):
      return request.isSafeToRepeat ? backoff : nil
    case .answer:
      return nil
    case .failure where request.isTriedOnce || duration > failureMax:
      return nil
    case .failure(.notConnected), .failure(.nameNotFound):
      return backoff
    case .failure(.closedEarly):
      return request.isSafeToRepeat ? backoff : nil
    case .failure:
      return nil
    }
  }
}

extension HTTPRequest {
  /// Reading is, and so is server-side apply: the second time changes nothing.
  package var isSafeToRepeat: Bool {
    method == .get || headers["Content-Type"]?.hasPrefix("application/apply-patch") == true
  }
}

extension HTTPHeaders {
  /// `Retry-After` in seconds, as API servers send it; a date (RFC 9110 §10.2.3) is not understood.
  package var retryAfter: Duration? {
    self["Retry-After"].flatMap { Int64($0) }.flatMap { (0...86_400).contains($0) ? .seconds($0) : nil }
  }
}
