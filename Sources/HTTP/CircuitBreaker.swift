/// Stops asking a server that does not answer, and lets one request at a time find out whether it is back.
///
/// Any answer closes it, whatever its status: it is about the way to the server. A value: `now` is the time since
/// whenever its owner began to count.
package struct CircuitBreaker: Hashable, Sendable {
  package enum Admission: Hashable, Sendable {
    case admitted
    case refused(tryIn: Duration)
  }

  private enum State: Hashable {
    case closed(failures: Int)
    case open(until: Duration)
    /// One request is on its way.
    case probing(since: Duration)
  }

  /// Failures in a row before it opens.
  package var failuresMax: Int
  /// How long it stays open: longer each time that a probe fails.
  package var pause: Backoff
  /// How long the others wait for that one request; then another may find out.
  package var probeMax = Duration.seconds(10)
  private var state = State.closed(failures: 0)
  private var timesOpened = 0

  package init(failuresMax: Int = 5, pause: Backoff = Backoff(base: .seconds(2), cap: .seconds(30))) {
    self.failuresMax = failuresMax
    self.pause = pause
  }

  /// Whether a request may go out now. Whoever is admitted reports with `answered`, `failed` or `abandoned`.
  package mutating func admit(now: Duration) -> Admission {
    switch state {
    case .closed: return .admitted
    case .open(let until) where now >= until:
      state = .probing(since: now)
      return .admitted
    case .probing(let since) where now - since >= probeMax:
      state = .probing(since: now)
      return .admitted
    case .open(let until): return .refused(tryIn: until - now)
    case .probing(let since): return .refused(tryIn: min(pause.base, since + probeMax - now))
    }
  }

  package mutating func answered() {
    state = .closed(failures: 0)
    timesOpened = 0
  }

  package mutating func failed(now: Duration, jitter: Double) {
    switch state {
    case .closed(let failures) where failures + 1 < failuresMax: state = .closed(failures: failures + 1)
    case .closed, .probing:
      timesOpened += 1
      state = .open(until: now + pause.delay(failures: timesOpened, jitter: jitter))
    case .open: break  // It was on its way before.
    }
  }

  /// The request was cancelled, which says nothing about the server.
  package mutating func abandoned(now: Duration) {
    if case .probing = state { state = .open(until: now) }
  }
}
