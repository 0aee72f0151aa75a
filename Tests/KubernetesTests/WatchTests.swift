import HTTP
import Testing

@testable import Kubernetes

@Suite("Watch, the machine")
struct WatchTests {
  private static let gone = KubernetesError.expired(message: "too old resource version: 1 (306)")
  private static let reset = KubernetesError.unreachable(.closedEarly(reason: "reset"))
  private static let ahead = KubernetesError.tooLargeResourceVersion(message: "", retryAfter: .seconds(1))
  private static let noStreaming = KubernetesError.server(Status(code: 500, reason: "InternalError", message: ""))
  private static let firstPage = Watch.Request.list(continueToken: nil, isPaged: true)

  /// A watch that has listed without streaming and watches from version 5.
  private static var watching: Watch {
    var watch = Watch(streamsLists: false)
    watch.received(.page(resourceVersion: "5", continueToken: nil))
    return watch
  }

  @Test(
    "while watching, what came decides what is asked next",
    arguments: [
      ([.event(resourceVersion: "7")], .watch(from: "7")),
      ([.bookmark(resourceVersion: "9", endsInitialEvents: false)], .watch(from: "9")),
      ([.ended(after: .seconds(400))], .watch(from: "5")),
      ([.event(resourceVersion: "6"), .failed(reset, after: .seconds(3))], .watch(from: "6")),
      ([.failed(gone, after: .zero)], firstPage),
      ([.failed(ahead, after: .zero)], .watch(from: "5")),
      (Array(repeating: .failed(ahead, after: .zero), count: 5), firstPage),
      ([.failed(.undecodable(what: "", reason: ""), after: .zero)], firstPage),
      (Array(repeating: .failed(reset, after: .zero), count: 50), .watch(from: "5")),
      (Array(repeating: .failed(.unauthorized(message: ""), after: .zero), count: 50), .watch(from: "5")),
      (Array(repeating: .failed(noStreaming, after: .zero), count: 2), .watch(from: "5")),
      (Array(repeating: .failed(noStreaming, after: .zero), count: 3), firstPage),
    ] as [([Watch.Input], Watch.Request)])
  func next(after inputs: [Watch.Input], is expected: Watch.Request) {
    var watch = Self.watching
    for input in inputs { watch.received(input) }
    #expect(watch.next == expected)
  }

  @Test(
    "while listing, what came decides what is asked next",
    arguments: [
      ([.page(resourceVersion: "5", continueToken: "t")], .list(continueToken: "t", isPaged: true)),
      (
        [.page(resourceVersion: "5", continueToken: "t"), .failed(reset, after: .zero)],
        .list(continueToken: "t", isPaged: true)
      ),
      (
        [.page(resourceVersion: "5", continueToken: "t"), .failed(gone, after: .zero)],
        .list(continueToken: nil, isPaged: false)
      ),
      (
        [.page(resourceVersion: "5", continueToken: "t"), .page(resourceVersion: "5", continueToken: nil)],
        .watch(from: "5")
      ),
      ([.failed(.forbidden(message: ""), after: .zero)], firstPage),
    ] as [([Watch.Input], Watch.Request)])
  func listing(after inputs: [Watch.Input], is expected: Watch.Request) {
    var watch = Watch(streamsLists: false)
    for input in inputs { watch.received(input) }
    #expect(watch.next == expected)
  }

  @Test(
    "a streamed list ends with its bookmark; a server that has none is listed and not asked again",
    arguments: [
      ([.event(resourceVersion: "3"), .bookmark(resourceVersion: "4", endsInitialEvents: true)], .watch(from: "4")),
      ([.event(resourceVersion: "3"), .bookmark(resourceVersion: "4", endsInitialEvents: false)], .streamedList),
      ([.event(resourceVersion: "3"), .failed(reset, after: .zero)], .streamedList),
      ([.failed(noStreaming, after: .zero)], firstPage),
      (
        [
          .failed(.invalid(message: "", causes: []), after: .zero), .page(resourceVersion: "5", continueToken: nil),
          .failed(gone, after: .zero),
        ], firstPage
      ),
      ([.bookmark(resourceVersion: "4", endsInitialEvents: true), .failed(gone, after: .zero)], .streamedList),
      ([.failed(.unauthorized(message: ""), after: .zero)], .streamedList),
    ] as [([Watch.Input], Watch.Request)])
  func streaming(after inputs: [Watch.Input], is expected: Watch.Request) {
    var watch = Watch()
    for input in inputs { watch.received(input) }
    #expect(watch.next == expected)
  }

  @Test(
    "waits double up to half a minute and are forgotten after progress",
    arguments: [
      (0, 0.0, Duration.zero), (1, 0.0, .milliseconds(250)), (1, 1.0, .milliseconds(500)), (2, 1.0, .seconds(1)),
      (5, 1.0, .seconds(8)), (7, 1.0, .seconds(30)), (700, 1.0, .seconds(30)), (700, 0.0, .seconds(15)),
    ])
  func backoff(failures: Int, jitter: Double, expected: Duration) {
    var watch = Self.watching
    for _ in 0..<failures { watch.received(.failed(Self.reset, after: .zero)) }
    #expect(watch.delay(jitter: jitter) == expected)
    watch.received(.event(resourceVersion: "6"))
    #expect(watch.delay(jitter: jitter) == .zero)
  }

  @Test("the server's own wish goes before a shorter wait")
  func retryAfter() {
    var watch = Self.watching
    watch.received(.failed(.tooManyRequests(message: "", retryAfter: .seconds(7)), after: .zero))
    #expect(watch.delay(jitter: 0) == .seconds(7))
  }

  @Test("a list that succeeds and a watch that at once expires wait longer and longer")
  func noTightLoop() {
    var watch = Watch(streamsLists: false)
    var delays: [Duration] = []
    for _ in 0..<4 {
      watch.received(.page(resourceVersion: "5", continueToken: nil))
      #expect(watch.delay(jitter: 1) == .zero)
      watch.received(.failed(Self.gone, after: .zero))
      delays.append(watch.delay(jitter: 1))
    }
    #expect(delays == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4)])
  }

  @Test("watches that end at once wait, those that last do not")
  func endings() {
    var watch = Self.watching
    watch.received(.ended(after: .milliseconds(2)))
    watch.received(.ended(after: .milliseconds(2)))
    #expect(watch.delay(jitter: 1) == .seconds(1))
    watch.received(.ended(after: .seconds(301)))
    #expect(watch.delay(jitter: 1) == .zero)
  }
}
