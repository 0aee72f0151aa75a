/// How far the log of one instance of a container has been read, over as many reads as it takes.
struct LogReading: Hashable, Sendable {
  let source: LogSource
  /// Nil while it runs.
  var termination: Container.Termination?
  /// The last read ended without an error.
  var hasEndedCleanly = false
  /// The read that is going on brought another instance's log.
  var isMisdirected = false
  /// New in the read that is going on.
  private(set) var newLines = 0
  /// A line came that is new while known ones before it are missing: the pod must be looked at before it is believed.
  private(set) var isSuspectingGap = false

  private var cursor = LogCursor()
  private var leftover: [UInt8] = []
  private var reads = 0
  private var firstReadAt = Duration.zero
  private var suspicions = 0
  private var skipsContinuation = false

  /// A pod's status can be seconds behind, so a newer instance could be mistaken for a rotated log.
  private static let suspicionsUntilBelieved = 3
  /// So often a log that has lost known lines is read again before it is given up.
  private static let readsUntilGivenUp = 8

  enum Outcome {
    case again
    case complete([LogEvent])
  }

  init(source: LogSource, termination: Container.Termination?) {
    self.source = source
    self.termination = termination
  }

  /// The query of the next read.
  ///
  /// - Parameter isFirst: it is the instance that was there when following began; only its past is cut.
  mutating func begin(isPrevious: Bool, _ options: LogOptions, isFirst: Bool, _ now: Duration) -> LogQuery {
    if reads == 0 { firstReadAt = now }
    var query = LogQuery(follows: termination == nil && options.follows, isPrevious: isPrevious)
    let age = now - firstReadAt
    if let second = cursor.sinceSecond {
      query.sinceSecond = second
    } else if isFirst, let time = options.sinceTime {
      query.tailLines = options.tailLines
      query.sinceSecond = time.seconds
    } else if isFirst, let since = options.since {
      query.tailLines = options.tailLines
      query.sinceSeconds = wholeSeconds(since + age)
    } else if isFirst, options.tailLines == 0, reads > 0 {
      // No line has come yet, but some may have been written since the first read.
      query.sinceSeconds = wholeSeconds(age)
    } else if isFirst {
      query.tailLines = options.tailLines
    }
    cursor.rewind()
    reads += 1
    newLines = 0
    isSuspectingGap = false
    isMisdirected = false
    skipsContinuation = false
    return query
  }

  private func wholeSeconds(_ duration: Duration) -> Int {
    Int(duration.components.seconds) + (duration.components.attoseconds > 0 ? 1 : 0) + (duration == .zero ? 1 : 0)
  }

  mutating func received(_ line: LogLineReader.Line, into events: inout [LogEvent]) {
    if line.continuesLine {
      if !skipsContinuation { events.append(event(line)) }
      return
    }
    if cursor.isCaughtUp {
      // Nearly all lines: nothing that was seen is still to be met.
      _ = cursor.judge(line)
      skipsContinuation = false
      if line.timestamp != nil { newLines += 1 }
      events.append(event(line))
      return
    }
    let before = cursor
    let verdict = cursor.judge(line)
    skipsContinuation = verdict == .seen
    switch verdict {
    case .seen:
      return
    case .new:
      if line.timestamp != nil { newLines += 1 }
      events.append(event(line))
    case .newAfterGap:
      guard suspicions >= Self.suspicionsUntilBelieved else {
        cursor = before
        suspicions += 1
        isSuspectingGap = true
        return
      }
      suspicions = 0
      newLines += 1
      events.append(.gap(source, lines: nil, .rotated))
      events.append(event(line))
    }
  }

  private func event(_ line: LogLineReader.Line) -> LogEvent {
    let timestamp = line.timestamp ?? cursor.newestTimestamp ?? Timestamp(seconds: 0)
    return .line(LogLine(timestamp: timestamp, source: source, text: line.text))
  }

  /// The read ended in good order: is there any more?
  mutating func ended(leftover: [UInt8], _ options: LogOptions) -> Outcome {
    if isMisdirected { return .again }
    let isUnchanged = leftover == self.leftover
    self.leftover = leftover
    hasEndedCleanly = true
    if isSuspectingGap { return .again }
    guard options.follows else { return .complete(takeLastLine()) }
    guard termination != nil, newLines == 0, isUnchanged, reads > 1 else { return .again }
    if cursor.isCaughtUp { return .complete(takeLastLine()) }
    guard reads > Self.readsUntilGivenUp else { return .again }
    return .complete(takeLastLine() + [.gap(source, lines: nil, .rotated)])
  }

  /// What stands after the last line end, where the log is known to end there.
  mutating func takeLastLine() -> [LogEvent] {
    var reader = LogLineReader()
    reader.receive(leftover) { _ in }
    leftover = []
    guard let line = reader.finish(), line.timestamp != nil else { return [] }
    var events: [LogEvent] = []
    received(line, into: &events)
    return events
  }
}
