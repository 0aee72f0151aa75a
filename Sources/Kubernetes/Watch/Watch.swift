import HTTP

/// Follows one list: decides what to ask the API server next, by what came of the last request. Performs no I/O.
///
/// The rules are those of client-go's reflector. Only `expired` and broken answers make it list again; everything else is
/// asked again from where it stopped, so that nothing is lost and nothing comes twice.
package struct Watch: Hashable, Sendable {
  package enum Request: Hashable, Sendable {
    /// A watch that begins with everything there is (`sendInitialEvents`).
    case streamedList
    /// A page, or all at once where `isPaged` is false.
    case list(continueToken: String?, isPaged: Bool)
    case watch(from: String)
  }

  package enum Input: Hashable, Sendable {
    /// A whole page of a list.
    case page(resourceVersion: String, continueToken: String?)
    /// An object was added, modified or deleted.
    case event(resourceVersion: String)
    case bookmark(resourceVersion: String, endsInitialEvents: Bool)
    /// The server ended the watch in good order, that long after it began.
    case ended(after: Duration)
    case failed(KubernetesError, after: Duration)
  }

  package private(set) var next: Request
  /// In a row, without an event or a lasting watch between them.
  package private(set) var failures = 0
  /// The server's wish, which goes before the backoff where it is longer.
  private var retryAfter: Duration?
  /// Whether the next request waits: after a failure, and not after an answer that only says to ask otherwise.
  private(set) var isWaiting = false
  private var versionsTooLarge = 0
  private var streamsLists: Bool
  private let backoff = Backoff()

  /// A watch that lives that long was a good one, even if nothing happened.
  static let lasting = Duration.seconds(10)
  /// So many answers in a row that are no use, and the version itself is doubted.
  static let refusalsUntilList = 3

  package init(streamsLists: Bool = true) {
    self.streamsLists = streamsLists
    next = streamsLists ? .streamedList : .list(continueToken: nil, isPaged: true)
  }

  /// Everything that was collected for a snapshot counts again only from here on.
  package var isBeginning: Bool {
    next == .streamedList || next == .list(continueToken: nil, isPaged: true)
      || next == .list(continueToken: nil, isPaged: false)
  }

  /// How long to wait before `next`.
  ///
  /// - Parameter jitter: 0..<1.
  package func delay(jitter: Double) -> Duration {
    isWaiting ? max(backoff.delay(failures: failures, jitter: jitter), retryAfter ?? .zero) : .zero
  }

  package mutating func received(_ input: Input) {
    switch input {
    case .page(let version, let token):
      // Only a watch that works clears the failures: a list may succeed and its watch fail, again and again.
      isWaiting = false
      next = token.map { .list(continueToken: $0, isPaged: true) } ?? .watch(from: version)
    case .event(let version):
      progressed()
      if case .watch = next { next = .watch(from: version) }
    case .bookmark(let version, let endsInitialEvents):
      progressed()
      if case .watch = next { next = .watch(from: version) }
      if endsInitialEvents { next = .watch(from: version) }
    case .ended(let duration):
      // A server that ends each watch at once must not be asked in a tight loop.
      failures = duration < .seconds(1) ? failures + 1 : 0
      isWaiting = failures > 0
    case .failed(let error, let duration):
      if duration >= Self.lasting { failures = 0 }
      failed(error)
    }
  }

  private mutating func progressed() {
    failures = 0
    versionsTooLarge = 0
    isWaiting = false
  }

  private mutating func failed(_ error: KubernetesError) {
    retryAfter = error.retryAfter
    if next == .streamedList, error.isRefusalOfStreamedList {
      streamsLists = false
      isWaiting = false
      next = .list(continueToken: nil, isPaged: true)
      return
    }
    failures += 1
    isWaiting = true
    switch error {
    case .expired:
      if case .list(_?, _) = next {
        // Paging takes longer than the server remembers: take all at once, as client-go's pager does.
        next = .list(continueToken: nil, isPaged: false)
      } else {
        begin()
      }
    case .tooLargeResourceVersion:
      // Another server is ahead of this one, which will catch up, unless the cluster went back to a backup.
      versionsTooLarge += 1
      if versionsTooLarge >= 5 { begin() }
    case .undecodable:
      begin()
    case .unreachable, .unauthorized, .tooManyRequests, .cancelled, .credentials:
      return
    default:
      if failures % Self.refusalsUntilList == 0 { begin() }
    }
  }

  private mutating func begin() {
    versionsTooLarge = 0
    next = streamsLists ? .streamedList : .list(continueToken: nil, isPaged: true)
  }
}

extension KubernetesError {
  package var retryAfter: Duration? {
    switch self {
    case .tooManyRequests(_, let duration), .tooLargeResourceVersion(_, let duration): duration
    case .server(let status): status.retryAfter
    default: nil
    }
  }

  /// Old servers refuse the parameters; servers on a storage that cannot report progress end the watch with a 500.
  fileprivate var isRefusalOfStreamedList: Bool {
    switch self {
    case .invalid, .badRequest: true
    case .server(let status): status.code < 502 && status.retryAfter == nil
    default: false
    }
  }
}
