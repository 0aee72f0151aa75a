import Testing

@testable import Kubernetes

@Suite("Resuming a log")
struct LogCursorTests {
  /// A log file: each line as `SECOND.NANOSECONDS text`.
  private func read(_ lines: [String], _ cursor: inout LogCursor) -> [String] {
    cursor.rewind()
    let since = cursor.sinceSecond ?? 0
    var new: [String] = []
    for text in lines {
      let line = line(text)
      guard line.timestamp.map({ $0.seconds >= since }) ?? true else { continue }
      switch cursor.judge(line) {
      case .new: new.append(text)
      case .newAfterGap: new += ["(gap)", text]
      case .seen: continue
      }
    }
    return new
  }

  private func line(_ text: String) -> LogLineReader.Line {
    let parts = text.split(separator: " ")[0].split(separator: ".")
    guard parts.count == 2, let seconds = Int64(parts[0]), let nanoseconds = Int32(parts[1]) else {
      return LogLineReader.Line(timestamp: nil, text: text)
    }
    return LogLineReader.Line(
      timestamp: Timestamp(seconds: seconds, nanoseconds: nanoseconds), text: text)
  }

  @Test(
    "goes on with the very next line, wherever it stopped and whatever the times are",
    arguments: [
      ["1.1 a", "1.2 b", "2.1 c", "2.5 d", "3.1 e"],
      ["1.1 a", "1.1 a", "1.1 a", "1.1 b", "1.1 a"],  // Equal times, equal lines.
      ["1.5 a", "1.4 b", "1.6 c", "1.5 d", "2.1 e"],  // Two streams of one container, slightly out of order.
      ["1.1 a", "2.1 b", "1.9 c", "2.0 d", "2.2 e"],  // Out of order over the second.
    ])
  func everyStop(file: [String]) {
    for first in 0...file.count {
      for second in first...file.count {
        var cursor = LogCursor()
        let seen =
          read(Array(file.prefix(first)), &cursor) + read(Array(file.prefix(second)), &cursor) + read(file, &cursor)
        #expect(seen == file, "stopped after \(first) and \(second) lines")
      }
    }
  }

  @Test("lines of the same second that a tail had cut off do not come back")
  func tail() {
    let file = ["1.1 a", "1.1 a", "1.2 b", "1.3 c", "1.4 d"]
    var cursor = LogCursor()
    #expect(read(Array(file.prefix(4).suffix(2)), &cursor) == ["1.2 b", "1.3 c"])
    #expect(read(file, &cursor) == ["1.4 d"])
  }

  @Test("a clock that is set back is no reason to lose or repeat a line that follows")
  func clockSetBack() {
    let file = ["9.1 a", "9.2 b", "3.1 c", "3.1 d", "3.2 e", "9.1 f"]
    var cursor = LogCursor()
    #expect(read(Array(file.prefix(4)), &cursor) == ["9.1 a", "9.2 b", "3.1 c", "3.1 d"])
    #expect(read(Array(file.prefix(5)), &cursor) == ["3.2 e"])
    #expect(read(file, &cursor) == ["9.1 f"])
  }

  @Test("a log that lost known lines is a gap")
  func rotation() {
    var cursor = LogCursor()
    _ = read(["1.1 a", "1.2 b"], &cursor)
    #expect(read(["5.1 c", "5.2 d"], &cursor) == ["(gap)", "5.1 c", "5.2 d"])
    #expect(read(["5.1 c", "5.2 d", "5.3 e"], &cursor) == ["5.3 e"])
  }

  @Test("what the kubelet says in between counts for nothing")
  func unstamped() {
    var cursor = LogCursor()
    #expect(read(["1.1 a", "unable to follow"], &cursor) == ["1.1 a", "unable to follow"])
    #expect(read(["1.1 a", "1.2 b"], &cursor) == ["1.2 b"])
  }

  @Test("a stream is cut into lines, however it arrives", arguments: [1, 2, 5, 100])
  func lines(pieceLength: Int) {
    var reader = LogLineReader()
    var lines: [LogLineReader.Line] = []
    let stream = Array("1970-01-01T00:00:01.5Z a b\nno time\n1970-01-01T00:00:02Z \n1970-01-01T00:00:03Z rest".utf8)
    for start in Swift.stride(from: 0, to: stream.count, by: pieceLength) {
      lines += reader.receive(Array(stream[start..<min(start + pieceLength, stream.count)]))
    }
    #expect(
      lines == [
        .init(timestamp: Timestamp(seconds: 1, nanoseconds: 500_000_000), text: "a b"),
        .init(timestamp: nil, text: "no time"), .init(timestamp: Timestamp(seconds: 2), text: ""),
      ])
    #expect(reader.finish() == .init(timestamp: Timestamp(seconds: 3), text: "rest"))
  }

  @Test("an immense line comes in parts, and all of it")
  func longLine() {
    var reader = LogLineReader(lineLimitBytes: 1_000)
    let text = Array(repeating: UInt8(ascii: "x"), count: 3_500)
    let lines = reader.receive(
      Array("1970-01-01T00:00:01Z ".utf8) + text + [0x0A] + Array("1970-01-01T00:00:02Z b\n".utf8))
    #expect(lines.map(\.continuesLine) == [false, true, true, true, false])
    #expect(lines.dropLast().flatMap(\.text.utf8) == text)
    #expect(lines.last?.timestamp == Timestamp(seconds: 2))
  }
}
