import HTTP

/// Follows one container of one pod through its restarts: decides what to do next, by what came of the last step. Performs
/// no I/O.
///
/// Whatever ends a read, the pod is looked at before anything is concluded. An instance that has ended is read again
/// without following, until a read that meets all known lines brings no new one.
struct ContainerTail: Sendable {
  enum Action: Hashable, Sendable {
    /// Look at the pod, after `delay(jitter:)`.
    case examine
    /// Nothing can be read until the pod changes.
    case awaitChange
    case read(LogQuery)
    case finished
  }

  let pod: String
  let podUID: String
  let container: String
  let options: LogOptions
  private(set) var next = Action.examine

  private var reading: LogReading?
  /// The newest instance that has been read to its end, or -1 before the first.
  private var completed: Int?
  private var failures = 0
  private var retryAfter: Duration?
  private var isInterrupted = false

  /// - Parameter isNew: the pod came while others were followed, so all of it is wanted: also what its container wrote
  ///   before a restart that happened before the pod was noticed.
  init(pod: String, podUID: String, container: String, options: LogOptions, isNew: Bool = false) {
    completed = isNew ? -1 : nil
    self.pod = pod
    self.podUID = podUID
    self.container = container
    self.options = options
  }

  /// The wait before the next look at the pod: short, because a container that crashes again takes its log with it.
  func delay(jitter: Double) -> Duration {
    max(Backoff(cap: .seconds(5)).delay(failures: failures, jitter: jitter), retryAfter ?? .zero)
  }

  // MARK: - What the pod says

  /// The pod was looked at, at that time; nil when it, or the container, is gone.
  mutating func examined(_ view: ContainerView?, at now: Duration) -> [LogEvent] {
    guard let view else { return podIsGone() }
    guard let newest = view.instance else {
      next = options.follows ? .awaitChange : .finished
      return []
    }
    guard var reading else { return begin(newest, view, now) }
    let instance = reading.source.restartCount
    if newest == instance || (newest == instance + 1 && view.hasPrevious) {
      let isPrevious = newest > instance || options.isPrevious
      let ending = newest > instance ? view.previousTermination : view.termination
      reading.termination = view.isRunning && newest == instance ? nil : ending ?? Container.Termination()
      next = .read(reading.begin(isPrevious: isPrevious, options, isFirst: completed == nil, now))
      self.reading = reading
      return []
    }
    // More than one restart since the last look: the server keeps the logs of the last two instances only.
    let ending = reading.termination ?? Container.Termination()
    let events =
      [.gap(reading.source, lines: nil, .instanceReplaced)]
      + end(reading, .terminated(exitCode: ending.exitCode, reason: ending.reason))
    return events + begin(newest, view, now)
  }

  private mutating func podIsGone() -> [LogEvent] {
    next = .finished
    guard var reading else { return [] }
    // A kubelet ends a followed log in good order only when the container has ended and all of it has been sent.
    let events = reading.hasEndedCleanly ? reading.takeLastLine() : [.gap(reading.source, lines: nil, .podDeleted)]
    return events + end(reading, .podDeleted)
  }

  private mutating func begin(_ newest: Int, _ view: ContainerView, _ now: Duration) -> [LogEvent] {
    if options.isPrevious {
      // Between two instances the previous one is the newest that has run.
      let instance = view.hasPrevious ? newest - 1 : newest
      guard completed == nil, view.hasPrevious || view.termination != nil else {
        next = .finished
        return []
      }
      return start(instance, view.previousTermination ?? view.termination, isPrevious: true, now)
    }
    guard let completed else { return start(newest, view.termination, isPrevious: false, now) }
    guard newest > completed else {
      next = options.follows ? .awaitChange : .finished
      return []
    }
    guard newest > completed + 1, view.hasPrevious else {
      return start(newest, view.termination, isPrevious: false, now)
    }
    let missed: [LogEvent] =
      newest > completed + 2 ? [.gap(source(completed + 1), lines: nil, .instanceReplaced)] : []
    let ending = view.previousTermination ?? Container.Termination()
    return missed + start(newest - 1, ending, isPrevious: true, now)
  }

  private mutating func start(
    _ instance: Int, _ termination: Container.Termination?, isPrevious: Bool, _ now: Duration
  ) -> [LogEvent] {
    recover()
    var reading = LogReading(source: source(instance), termination: termination)
    next = .read(reading.begin(isPrevious: isPrevious, options, isFirst: completed == nil, now))
    self.reading = reading
    return [.started(reading.source)]
  }

  private func source(_ instance: Int) -> LogSource {
    LogSource(pod: pod, podUID: podUID, container: container, restartCount: instance)
  }

  /// Whether the log that has begun to arrive is that of the instance that was asked for: a request cannot name one, and
  /// the container may have restarted just before it was answered. Where not, the read must stop.
  ///
  /// - Parameter view: the pod as it is after the answer began.
  mutating func confirm(_ view: ContainerView) -> Bool {
    guard case .read(let query) = next, let instance = reading?.source.restartCount else { return false }
    let isAsExpected = view.instance == (query.isPrevious && view.hasPrevious ? instance + 1 : instance)
    if !isAsExpected { reading?.isMisdirected = true }
    return isAsExpected
  }

  // MARK: - What the log says

  /// A piece of the log has arrived; what its lines tell is appended.
  ///
  /// - Returns: false to end the read, because the pod must be looked at first.
  mutating func received(_ piece: [UInt8], _ lines: inout LogLineReader, into events: inout [LogEvent]) -> Bool {
    guard var reading else { return false }
    self.reading = nil  // So that it is changed in place.
    defer { self.reading = reading }
    lines.receive(piece) { line in
      if !reading.isSuspectingGap { reading.received(line, into: &events) }
    }
    return !reading.isSuspectingGap
  }

  /// The read is over, that long after it began: in good order, or with an error.
  ///
  /// - Parameter leftover: what came after the last line end.
  mutating func readEnded(_ error: KubernetesError?, after duration: Duration, leftover: [UInt8]) -> [LogEvent] {
    guard var reading else { return [] }
    if reading.newLines > 0 || duration >= Watch.lasting { recover() }
    defer { if self.reading != nil { self.reading = reading } }
    if let error {
      // The pod may go right after its log has ended.
      if !error.isNotFound { reading.hasEndedCleanly = false }
      if error.isFinalForLogs(follows: options.follows) {
        let events = end(reading, .refused(error))
        next = .finished
        return events
      }
      return failed(error)
    }
    next = .examine
    switch reading.ended(leftover: leftover, options) {
    case .again:
      // Without a new line, it must not become a tight loop.
      if reading.newLines == 0 { failures += 1 }
      return []
    case .complete(let events):
      let reason: LogEvent.EndReason =
        reading.termination.map { .terminated(exitCode: $0.exitCode, reason: $0.reason) } ?? .caughtUp
      let all = events + end(reading, reason)
      if !options.follows || options.isPrevious { next = .finished }
      return all
    }
  }

  /// The pod could not be looked at, or its log not be read.
  mutating func failed(_ error: KubernetesError) -> [LogEvent] {
    failures += 1
    retryAfter = error.retryAfter
    next = .examine
    // One drop is resumed before anybody needs to know.
    guard let reading, !isInterrupted, failures > 1 else { return [] }
    isInterrupted = true
    return [.interrupted(reading.source, error)]
  }

  private mutating func end(_ reading: LogReading, _ reason: LogEvent.EndReason) -> [LogEvent] {
    completed = reading.source.restartCount
    self.reading = nil
    recover()
    return [.ended(reading.source, reason)]
  }

  private mutating func recover() {
    (failures, retryAfter, isInterrupted) = (0, nil, false)
  }
}

extension KubernetesError {
  fileprivate var isNotFound: Bool {
    if case .notFound = self { true } else { false }
  }

  /// Asking again cannot help. While following, a 400 can mean that the container has not started yet.
  fileprivate func isFinalForLogs(follows: Bool) -> Bool {
    switch self {
    case .forbidden, .invalid, .readOnly: true
    case .badRequest: !follows
    default: false
    }
  }
}
