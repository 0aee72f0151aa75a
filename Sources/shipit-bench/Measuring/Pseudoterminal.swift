private import CPty
import Glibc

/// A terminal without a person: what a program draws on it is read, and keys are typed.
struct Pseudoterminal: ~Copyable {
  let descriptor: Int32
  /// The name of the end that the program gets.
  let name: String
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)

  init(width: Int, height: Int) throws(BenchError) {
    var bytes = [CChar](repeating: 0, count: 64)
    descriptor = pty_open(Int32(width), Int32(height), &bytes)
    guard descriptor >= 0 else {
      throw .cannotStart("a pseudoterminal", reason: String(cString: strerror(errno)))
    }
    name = String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
  }

  deinit { close(descriptor) }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }

  /// What has been drawn since the last call, waiting at most that long for something; empty when nothing was.
  mutating func read(atMost limit: Duration) -> ArraySlice<UInt8> {
    var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, Int32(limit / .milliseconds(1))) > 0 else { return [] }
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    return count > 0 ? buffer[..<count] : []
  }

  /// Reads until a text has been drawn in one piece. Returns when that was.
  @discardableResult
  mutating func see(_ text: String, atMost limit: Duration) throws(BenchError) -> ContinuousClock.Instant {
    let deadline = ContinuousClock.now + limit
    let wanted = Array(text.utf8)
    var tail: [UInt8] = []
    while true {
      let left = deadline - .now
      guard left > .zero else { throw .notSeen(text, after: limit) }
      let piece = read(atMost: min(left, .milliseconds(100)))
      guard !piece.isEmpty else { continue }
      tail += piece
      if tail.contains(wanted) { return .now }
      tail = Array(tail.suffix(wanted.count - 1))
    }
  }

  /// Takes what is drawn for that long, and says how many bytes it was.
  mutating func drain(for duration: Duration) -> Int {
    let end = ContinuousClock.now + duration
    var count = 0
    while true {
      let left = end - .now
      guard left > .zero else { return count }
      count += read(atMost: min(left, .milliseconds(50))).count
    }
  }
}

extension [UInt8] {
  func contains(_ wanted: [UInt8]) -> Bool {
    guard let first = wanted.first, count >= wanted.count else { return wanted.isEmpty }
    return (0...count - wanted.count).contains { start in
      self[start] == first && self[start..<start + wanted.count].elementsEqual(wanted)
    }
  }
}
