import TestSupport
import Testing

@testable import Sync

@Suite("a log that is cut every 15 s and has no ids")
struct RemoteLogTests {
  @Test("is put together without a line lost or repeated", arguments: 0..<200)
  func joined(seed: Int) {
    var random = Fuzz(seed: UInt64(seed))
    // Lines that repeat themselves, as heartbeats do.
    let written = (0..<random.below(300)).map { random.below(3) == 0 ? "tick" : "line \($0)" }
    // In the small one most lines have left the window.
    var cursor = RemoteLogCursor(window: random.below(2) == 0 ? 1000 : 40)
    var now = random.below(written.count + 1)
    let primed = now
    cursor.prime(Array(written[..<now]))
    var heard: [RemoteLogCursor.Event] = []
    while now < written.count {
      // What is there already comes first, then what is written until the cut.
      let end = min(written.count, now + random.below(12))
      cursor.connect()
      // A connection can break in the middle of the old lines too.
      let isBroken = random.below(6) == 0
      let lines = written[max(0, now - cursor.tail)..<end].prefix(isBroken ? random.below(50) : .max)
      for line in lines { heard += cursor.take(line) }
      heard += cursor.end(isWhole: false, isCut: true)
      now = isBroken ? max(now, lines.endIndex) : end
    }
    cursor.connect()
    for line in written.suffix(cursor.tail) { heard += cursor.take(line) }
    heard += cursor.end(isWhole: true, isCut: false)
    #expect(heard == written[primed...].map { .line($0) }, "seed \(seed)")
  }

  @Test("another pod's log is told apart, and begins with its first line, also where both begin alike")
  func anotherPod() {
    var cursor = RemoteLogCursor()
    cursor.prime(["start", "listening", "request 1"])
    cursor.connect()
    #expect(["start", "listening"].flatMap { cursor.take($0) } == [])
    #expect(cursor.take("request 2") == [.gap, .line("start"), .line("listening"), .line("request 2")])
    #expect(cursor.end(isWhole: false, isCut: true) == [])
    for _ in 0..<2 {
      cursor.connect()
      #expect(["start", "listening", "request 2"].flatMap { cursor.take($0) } == [])
      #expect(cursor.end(isWhole: true, isCut: false) == [])
    }
    cursor.connect()
    #expect(cursor.take("start") == [])
    #expect(cursor.end(isWhole: true, isCut: false) == [.gap, .line("start")])
  }

  @Test("a stream that ends at the same line again and again is begun after it")
  func tooLong() {
    var cursor = RemoteLogCursor()
    cursor.prime((0..<20).map { "line \($0)" })
    var tails: [Int] = []
    for _ in 0..<8 {
      cursor.connect()
      tails.append(cursor.tail)
      for number in 0..<20 { #expect(cursor.take("line \(number)") == []) }
      #expect(cursor.end(isWhole: false, isCut: false) == [])
    }
    #expect(cursor.tail == 16)
    #expect(tails == [1000, 500, 250, 125, 62, 31, 16, 16])
    cursor.connect()
    #expect(cursor.take("after") == [.gap, .line("after")])
    #expect(cursor.end(isWhole: false, isCut: false) == [])
    #expect(cursor.tail == 1000)
  }

  @Test("events come in any pieces", arguments: 0..<20)
  func pieces(seed: Int) {
    var random = Fuzz(seed: UInt64(seed))
    let lines = ["", "a", "data: b", "  c", "ünï"]
    var events = EventLines()
    let wire = Array(lines.map { "data: \($0)\n\n" }.joined().utf8)
    #expect(random.cut(wire).flatMap { events.take($0) } == lines)
  }
}
