import Glibc
import Testing

@testable import Terminal

/// One after another, because `Loop.run` makes the thread that calls it the loop's.
@Suite(.serialized) struct LoopTests {
  @Test("the loop returns what its body returned or threw")
  func outcome() async throws {
    #expect(try Loop.run { 7 } == 7)
    #expect(throws: TerminalError.notATerminal) { try Loop.run { throw TerminalError.notATerminal } }
  }

  @Test("code of the actor always runs on one thread, also after it has waited") @LoopActor
  func thread() async {
    let before = pthread_self()
    await Task.detached { await Task.yield() }.value
    #expect(pthread_equal(before, pthread_self()) != 0)
    LoopActor.shared.assertIsolated()
  }

  @Test("what is written to a watched descriptor is seen, in order, until it is unwatched") @LoopActor
  func watch() async {
    var ends: [Int32] = [0, 0]
    pipe(&ends)
    let (bytes, continuation) = AsyncStream.makeStream(of: UInt8.self)
    let reading = ends[0]
    Loop.watch(reading) {
      var byte: UInt8 = 0
      if read(reading, &byte, 1) == 1 { continuation.yield(byte) } else { continuation.finish() }
    }
    write(ends[1], "abc", 3)
    close(ends[1])
    var received: [UInt8] = []
    for await byte in bytes { received.append(byte) }
    Loop.unwatch(reading)
    close(reading)
    #expect(received == Array("abc".utf8))
  }

  @Test("a flood of jobs does not keep a descriptor from being read") @LoopActor
  func fairness() async {
    var ends: [Int32] = [0, 0]
    pipe(&ends)
    let flood = Flood()
    let reading = ends[0]
    Loop.watch(reading) {
      Loop.unwatch(reading)
      flood.isOver = true
    }
    write(ends[1], "x", 1)
    // Each job enqueues the next: without a turn between them it would never end.
    while !flood.isOver { await Task { @LoopActor in }.value }
    for end in ends { close(end) }
  }
}

@LoopActor private final class Flood {
  var isOver = false
  nonisolated init() {}
}
