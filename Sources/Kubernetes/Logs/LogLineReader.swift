import Glibc

/// Cuts a log stream into lines, in whatever pieces it arrives.
struct LogLineReader {
  struct Line: Hashable {
    /// Nil for a line that the kubelet itself wrote into the stream.
    var timestamp: Timestamp?
    /// As it came, without timestamp and line end. Bytes that are not UTF-8 are U+FFFD.
    var text: String
    /// The rest of a line that is longer than `lineLimitBytes`.
    var continuesLine = false
  }

  /// Longer lines come in parts of this length, so that no container can fill the memory.
  let lineLimitBytes: Int

  /// The bytes after the last line end.
  private(set) var leftover: [UInt8] = []
  private var continuesLine = false
  private var times = LogTimeReader()

  init(lineLimitBytes: Int = 1 << 20) {
    self.lineLimitBytes = lineLimitBytes
  }

  /// Each line that is whole now, in order.
  mutating func receive(_ bytes: [UInt8], _ body: (Line) -> Void) {
    bytes.withUnsafeBytes { buffer in
      var start = 0
      while start < buffer.count, let end = memchr(buffer.baseAddress! + start, 0x0A, buffer.count - start) {
        let length = UnsafeRawPointer(end) - (buffer.baseAddress! + start)
        let piece = UnsafeRawBufferPointer(rebasing: buffer[start..<start + length])
        start += length + 1
        if leftover.isEmpty, length <= lineLimitBytes {
          // Nearly all: as they stand in what has arrived, without a copy in between.
          body(line(piece))
        } else {
          leftover.append(contentsOf: piece)
          cutLongLine(body)
          body(leftover.withUnsafeBytes { line($0) })
          leftover.removeAll(keepingCapacity: true)
        }
        continuesLine = false
      }
      leftover.append(contentsOf: buffer[start...])
    }
    cutLongLine(body)
  }

  /// What stands after the last line end, as a line: only where the log is known to end there.
  mutating func finish() -> Line? {
    guard !leftover.isEmpty else { return nil }
    defer { leftover = [] }
    return leftover.withUnsafeBytes { line($0) }
  }

  private mutating func cutLongLine(_ body: (Line) -> Void) {
    while leftover.count > lineLimitBytes {
      body(leftover.withUnsafeBytes { line(UnsafeRawBufferPointer(rebasing: $0[..<lineLimitBytes])) })
      leftover.removeFirst(lineLimitBytes)
      continuesLine = true
    }
  }

  private mutating func line(_ bytes: UnsafeRawBufferPointer) -> Line {
    if continuesLine { return Line(timestamp: nil, text: String(decoding: bytes, as: UTF8.self), continuesLine: true) }
    guard let (timestamp, length) = times.read(bytes) else {
      return Line(timestamp: nil, text: String(decoding: bytes, as: UTF8.self))
    }
    return Line(timestamp: timestamp, text: String(decoding: bytes[(length + 1)...], as: UTF8.self))
  }
}

/// Reads the timestamp in front of a log's line. Lines that follow each other are nearly always of one second, whose digits are
/// read once.
private struct LogTimeReader {
  /// `2026-11-23T11:14:34`
  private static let wholeSecondLength = 19
  /// The longest: nanoseconds and an offset.
  private static let lengthLimit = 36

  private var digits: [UInt8] = []
  private var second: Int64 = 0

  /// The time, and how long it is before the space that ends it.
  mutating func read(_ line: UnsafeRawBufferPointer) -> (Timestamp, Int)? {
    let head = UnsafeRawBufferPointer(rebasing: line.prefix(Self.lengthLimit))
    guard let base = head.baseAddress, let end = memchr(base, 0x20, head.count) else { return nil }
    let length = UnsafeRawPointer(end) - base
    if length > Self.wholeSecondLength, digits.count == Self.wholeSecondLength,
      digits.withUnsafeBytes({ memcmp($0.baseAddress!, base, Self.wholeSecondLength) }) == 0,
      let nanoseconds = Self.fraction(UnsafeRawBufferPointer(rebasing: head[Self.wholeSecondLength..<length]))
    {
      return (Timestamp(seconds: second, nanoseconds: nanoseconds), length)
    }
    guard let timestamp = Timestamp(rfc3339: head[..<length]) else { return nil }
    // Only what is in UTC can be told by its first digits.
    if base.load(fromByteOffset: length - 1, as: UInt8.self) == UInt8(ascii: "Z") {
      digits = Array(head.prefix(Self.wholeSecondLength))
      second = timestamp.seconds
    } else {
      digits = []
    }
    return (timestamp, length)
  }

  /// `.944440275Z`, with one digit to nine; nil for any other form.
  private static func fraction(_ bytes: UnsafeRawBufferPointer) -> Int32? {
    let end = bytes.count - 1
    guard end > 1, end <= 10, bytes[0] == UInt8(ascii: "."), bytes[end] == UInt8(ascii: "Z") else { return nil }
    var value: Int32 = 0
    for index in 1..<end {
      let digit = bytes[index] &- 48
      guard digit < 10 else { return nil }
      value = value * 10 + Int32(digit)
    }
    for _ in end..<10 { value *= 10 }
    return value
  }
}
