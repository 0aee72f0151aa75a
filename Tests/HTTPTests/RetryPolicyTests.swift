import HTTP
import Testing

@Suite struct RetryPolicyTests {
  private static let get = HTTPRequest(.get, "/pods")
  private static let post = HTTPRequest(.post, "/pods")
  private static let watch = {
    var request = get
    request.isTriedOnce = true
    return request
  }()
  private static let apply = HTTPRequest(.patch, "/pods", headers: ["Content-Type": "application/apply-patch+yaml"])
  private static let closed = HTTPError.closedEarly(reason: "reset")
  private static let refused = HTTPError.notConnected(host: "h", port: 1, reason: "refused")

  @Test(
    "what was not done is repeated, what may have been done only where twice is once",
    arguments: [
      (get, RetryPolicy.Outcome.answer(status: 200, retryAfter: nil), nil),
      (get, .answer(status: 404, retryAfter: nil), nil),
      (get, .answer(status: 500, retryAfter: nil), nil),
      (get, .answer(status: 503, retryAfter: nil), nil),
      (get, .answer(status: 504, retryAfter: nil), .milliseconds(150)),
      (post, .answer(status: 504, retryAfter: nil), nil),
      (post, .answer(status: 429, retryAfter: nil), .milliseconds(150)),
      (post, .answer(status: 429, retryAfter: .seconds(3)), .seconds(3)),
      (post, .answer(status: 503, retryAfter: .seconds(1)), .seconds(1)),
      (post, .answer(status: 429, retryAfter: .seconds(31)), nil),
      (post, .failure(refused), .milliseconds(150)),
      (post, .failure(.nameNotFound(host: "h")), .milliseconds(150)),
      (post, .failure(closed), nil),
      (get, .failure(closed), .milliseconds(150)),
      (apply, .failure(closed), .milliseconds(150)),
      (get, .failure(.idle(.seconds(30))), nil),
      (watch, .failure(closed), nil),
      (watch, .failure(refused), nil),
      (watch, .answer(status: 429, retryAfter: .seconds(3)), .seconds(3)),
      (get, .failure(.tls(reason: "unknown authority")), nil),
      (get, .failure(.cancelled), nil),
    ] as [(HTTPRequest, RetryPolicy.Outcome, Duration?)])
  func delay(request: HTTPRequest, outcome: RetryPolicy.Outcome, is expected: Duration?) {
    #expect(RetryPolicy().delay(after: outcome, of: request, attempt: 1, jitter: 0.5) == expected)
  }

  @Test("the last attempt is the last")
  func attempts() {
    let delays = (1...5).map {
      RetryPolicy(attemptsMax: 4).delay(after: .failure(Self.refused), of: Self.get, attempt: $0, jitter: 0)
    }
    #expect(delays == [.milliseconds(100), .milliseconds(200), .milliseconds(400), nil, nil])
  }

  @Test("waits double up to the cap, with a jitter of half", arguments: [(0.0, 0.5), (0.5, 0.75)])
  func backoff(jitter: Double, share: Double) {
    let backoff = Backoff(base: .seconds(1), cap: .seconds(5))
    let waits = [0, 1, 2, 3, 4, 100].map { backoff.delay(failures: $0, jitter: jitter) }
    #expect(waits == [0, 1, 2, 4, 5, 5].map { Duration.seconds($0) * share })
  }

  @Test(
    "Retry-After counts seconds",
    arguments: [("5", Duration.seconds(5)), ("0", .zero), ("-1", nil), ("Wed, 21 Oct 2026 07:28:00 GMT", nil)])
  func retryAfter(value: String, is expected: Duration?) {
    #expect(HTTPHeaders(dictionaryLiteral: ("retry-after", value)).retryAfter == expected)
  }
}
