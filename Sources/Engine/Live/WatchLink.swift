import Foundation

/// Whether a watch can be believed: one that opens and fails at once has told nothing, however often it does so.
struct WatchLink {
  /// For how long an open watch must not fail to be believed without having told anything: a server that cannot serve it
  /// says so at once.
  private static let trial = Duration.seconds(1)

  private let clock: any Clock<Duration>
  /// When it first told something since it opened.
  private var believedSince: Date?
  private var openedAt: Date?
  private var openings = 0
  private var confirming: Task<Void, Never>?

  init(clock: any Clock<Duration>) {
    self.clock = clock
  }

  /// It opened; `lasted` gets the opening's number when it has not failed for a while and told nothing.
  mutating func opened(at date: Date, _ lasted: @escaping @Sendable (Int) -> Void) {
    openedAt = date
    openings += 1
    confirming?.cancel()
    confirming = Task { [clock, openings] in
      try? await clock.sleep(for: Self.trial)
      if !Task.isCancelled { lasted(openings) }
    }
  }

  /// Whether it has not broken since that opening.
  func isOpen(_ opening: Int) -> Bool {
    openedAt != nil && opening == openings
  }

  /// It told something. Returns whether that ends a time of doubt.
  mutating func told(at date: Date) -> Bool {
    let wasInDoubt = openedAt != nil && believedSince == nil
    believedSince = believedSince ?? date
    if wasInDoubt { confirming?.cancel() }
    return wasInDoubt
  }

  /// It broke, after nothing had come for that long. Returns until when what it told was true; nil when it told nothing.
  mutating func broke(at date: Date, after silence: Duration) -> Date? {
    confirming?.cancel()
    defer { (openedAt, believedSince) = (nil, nil) }
    let heardLast = date.addingTimeInterval(-(silence / .seconds(1)))
    if let believedSince { return max(believedSince, heardLast) }
    guard let openedAt, date.timeIntervalSince(openedAt) > 1 else { return nil }
    return max(openedAt, heardLast)
  }
}
