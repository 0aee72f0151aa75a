/// Cuts a log stream into lines, in whatever pieces it arrives.
struct LogLineReader {
  struct Line: Hashable {
    /// Nil for a line that the kubelet itself wrote into the stream.
    var timestamp: Timestamp?
    /// As it came, without timestamp and line end.
    var text: [UInt8]
    /// The rest of a line that is longer than `lineLimitBytes`.
    var continuesLine = false
  }

  /// Longer lines come in parts of this length, so that no container can fill the memory.
  let lineLimitBytes: Int

  /// The bytes after the last line end.
  private(set) var leftover: [UInt8] = []
  private var continuesLine = false

  init(lineLimitBytes: Int = 1 << 20) {
    self.lineLimitBytes = lineLimitBytes
  }

  mutating func receive(_ bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 0x0A) {
      leftover.append(contentsOf: rest[..<end])
      rest = rest[(end + 1)...]
      lines.append(contentsOf: cutLongLine())
      lines.append(line(leftover))
      continuesLine = false
      leftover.removeAll(keepingCapacity: true)
    }
    leftover.append(contentsOf: rest)
    lines.append(contentsOf: cutLongLine())
    return lines
  }

  /// What stands after the last line end, as a line: only where the log is known to end there.
  mutating func finish() -> Line? {
    guard !leftover.isEmpty else { return nil }
    defer { leftover = [] }
    return line(leftover)
  }

  private mutating func cutLongLine() -> [Line] {
    var lines: [Line] = []
    while leftover.count > lineLimitBytes {
      lines.append(line(Array(leftover.prefix(lineLimitBytes))))
      leftover.removeFirst(lineLimitBytes)
      continuesLine = true
    }
    return lines
  }

  private func line(_ bytes: [UInt8]) -> Line {
    if continuesLine { return Line(timestamp: nil, text: bytes, continuesLine: true) }
    // The longest timestamp: nanoseconds and an offset.
    guard let space = bytes.prefix(36).firstIndex(of: 0x20), let timestamp = Timestamp(rfc3339: bytes[..<space])
    else { return Line(timestamp: nil, text: bytes) }
    return Line(timestamp: timestamp, text: Array(bytes[(space + 1)...]))
  }
}
