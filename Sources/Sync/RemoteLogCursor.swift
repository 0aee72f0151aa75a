/// Finds in the lines of each new connection those that an earlier one has already brought.
///
/// The server's log has no ids and no times, and begins with its last lines: those are laid over the last ones seen, with as
/// much overlap as there can be. Exact while the log fits the window, or while its last lines do not repeat themselves; only
/// another pod whose log begins with all that was seen of the one before is not told apart.
struct RemoteLogCursor {
  enum Event: Hashable, Sendable {
    case line(String)
    /// What follows is another pod's log, or lines in between are missing.
    case gap
  }

  /// How many lines are laid over each other.
  let window: Int
  /// What a stream that ends without anything new is begun with at least.
  private static let leastTail = 16

  private var seen: [String] = []
  /// The lines of this connection, as long as it is open which of them are new.
  private var pending: [String] = []
  private var isAligned = true
  /// Where in `seen` they may begin.
  private var start = 0
  private var hasNews = false
  /// How many lines to begin the next connection with.
  private(set) var tail: Int

  init(window: Int = 1000) { (self.window, tail) = (window, window) }

  /// Whether lines have come of which it is open whether they are new.
  var isUndecided: Bool { !isAligned && !pending.isEmpty }

  /// What was written before anybody wanted to know.
  mutating func prime(_ lines: [String]) { seen = lines.suffix(window) }

  mutating func connect() {
    (pending, start, isAligned, hasNews) = ([], 0, seen.isEmpty, false)
  }

  mutating func take(_ line: String) -> [Event] {
    guard !isAligned else { return emit([line]) }
    pending.append(line)
    while start < seen.count {
      let overlap = min(seen.count - start, pending.count)
      if seen[start..<start + overlap].elementsEqual(pending.prefix(overlap)) {
        // What we have seen first is left out only where there is more than is asked for.
        guard overlap == seen.count - start, start == 0 || pending.count >= tail else { return [] }
        return align(after: overlap)
      }
      start += 1
    }
    return beginAnew()
  }

  /// The connection has ended.
  ///
  /// - Parameters:
  ///   - isWhole: everything that there is has come, as with an answer that was not followed.
  ///   - isCut: the server did not end it properly.
  mutating func end(isWhole: Bool, isCut: Bool) -> [Event] {
    // A line over 64 KiB ends a stream properly, and would again: what is after it is reached by beginning later.
    tail = isCut || isWhole || hasNews || (isAligned && seen.isEmpty) ? window : max(Self.leastTail, tail / 2)
    // The log of the pod that we know is not shorter than what we have seen of it.
    guard isWhole, isUndecided else { return [] }
    return beginAnew()
  }

  /// What was seen before belongs to another log.
  private mutating func beginAnew() -> [Event] {
    seen = []
    return [.gap] + align(after: 0)
  }

  private mutating func align(after overlap: Int) -> [Event] {
    isAligned = true
    let lines = Array(pending.dropFirst(overlap))
    pending = []
    return emit(lines)
  }

  private mutating func emit(_ lines: [String]) -> [Event] {
    guard !lines.isEmpty else { return [] }
    hasNews = true
    seen.append(contentsOf: lines)
    if seen.count > 2 * window { seen.removeFirst(seen.count - window) }
    return lines.map(Event.line)
  }
}

/// Lines out of server-sent events (`data: LINE`), in pieces as a socket delivers them.
struct EventLines {
  private var rest: [UInt8] = []

  mutating func take(_ piece: [UInt8]) -> [String] {
    rest += piece
    var lines: [String] = []
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = rest[..<end]
      if line.starts(with: "data:".utf8) {
        let value = line.dropFirst(5)
        lines.append(String(decoding: value.first == UInt8(ascii: " ") ? value.dropFirst() : value, as: UTF8.self))
      }
      rest.removeFirst(end + 1)
    }
    return lines
  }
}
