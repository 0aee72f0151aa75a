/// Remembers how far a log has been read, so that a later read goes on with the very next line.
///
/// A server takes the time to resume from in whole seconds. Lines can have the same time, come slightly out of order (from
/// two streams of one container), or go back in time with the node's clock. So a resumed read begins a second before the
/// last line's, looks for the first line that was seen from there, and skips as many lines as followed it. Beyond reach
/// are only lines that a clock set back has dated before that second while nobody read.
struct LogCursor: Hashable, Sendable {
  enum Verdict: Hashable {
    case new
    /// Seen before.
    case seen
    /// New, but lines before it that had been seen are no longer there: others may be missing too.
    case newAfterGap
  }

  /// Tells a line from others without keeping it.
  private struct Mark: Hashable {
    let timestamp: Timestamp
    let hash: Int

    init(_ line: LogLineReader.Line, _ timestamp: Timestamp) {
      self.timestamp = timestamp
      hash = line.text.hashValue
    }
  }

  /// The lines of one second: how many, and the first with its place among all.
  private struct Second: Hashable {
    let second: Int64
    var count = 1
    let first: Mark
    let place: Int
  }

  /// Of all lines, and of those since time last went back.
  private var latestEver: Timestamp?
  private var latest: Timestamp?
  /// The latest second that a line was of, and the second before it where there was one.
  private var newest: Second?
  private var beforeNewest: Second?
  private var linesSeen = 0

  /// Which line the current read must meet, and how many it has to skip from there on.
  private var anchor: Mark?
  private var remaining = 0

  /// From where a read must begin; nil from the log's beginning.
  var sinceSecond: Int64? { latest.map { $0.seconds - 1 } }

  /// Of the newest line.
  var newestTimestamp: Timestamp? { latest }

  /// Everything that was seen has been met again.
  var isCaughtUp: Bool { remaining == 0 }

  /// Call before each read that begins at `sinceSecond`.
  mutating func rewind() {
    let window = [newest, beforeNewest].compactMap { $0 }
    remaining = window.reduce(0) { $0 + $1.count }
    anchor = window.min { $0.place < $1.place }?.first
  }

  mutating func judge(_ line: LogLineReader.Line) -> Verdict {
    guard let timestamp = line.timestamp else { return remaining == 0 ? .new : .seen }
    guard remaining > 0 else {
      record(line, timestamp)
      return .new
    }
    if let latestEver, timestamp > latestEver {
      (remaining, anchor) = (0, nil)
      record(line, timestamp)
      return .newAfterGap
    }
    if let anchor {
      guard anchor == Mark(line, timestamp) else { return .seen }
      self.anchor = nil
    }
    if timestamp.seconds >= sinceSecond ?? 0 { remaining -= 1 }
    return .seen
  }

  private mutating func record(_ line: LogLineReader.Line, _ timestamp: Timestamp) {
    linesSeen += 1
    latestEver = max(latestEver ?? timestamp, timestamp)
    if let latest, timestamp.seconds >= latest.seconds - 1 {
      self.latest = max(latest, timestamp)
    } else {
      // The first line, or the clock went back: what came before says nothing about what follows.
      latest = timestamp
      (newest, beforeNewest) = (nil, nil)
    }
    if newest?.second == timestamp.seconds {
      newest?.count += 1
    } else if beforeNewest?.second == timestamp.seconds {
      beforeNewest?.count += 1
    } else {
      let second = Second(second: timestamp.seconds, first: Mark(line, timestamp), place: linesSeen)
      if let newest, newest.second > timestamp.seconds {
        beforeNewest = second
      } else {
        beforeNewest = newest?.second == timestamp.seconds - 1 ? newest : nil
        newest = second
      }
    }
  }
}
