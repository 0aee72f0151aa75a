import Testing

@testable import Simulator

@Suite struct TimeTests {
  @Test(
    "times are read with any fraction and offset and written in UTC",
    arguments: [
      ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000000Z"),
      ("2026-11-23T11:12:54Z", "2026-11-23T11:12:54.000000000Z"),
      ("2024-02-29T23:59:59.5+01:00", "2024-02-29T22:59:59.500000000Z"),
      ("2000-03-01T00:00:00.123456789-05:30", "2000-03-01T05:30:00.123456789Z"),
      ("1969-12-31T23:59:59.25Z", "1969-12-31T23:59:59.250000000Z"),
    ])
  func times(text: String, written: String) throws {
    let time = try #require(WallTime(text))
    #expect(time.text(.nanoseconds) == written)
    #expect(WallTime(written) == time)
  }

  @Test(
    "what is no time is refused",
    arguments: ["", "yesterday", "2026-11-23", "2026-11-23T11:12:54", "2026-13-01T00:00:00Z", "2026-11-23T11:12:54Zx"])
  func noTime(text: String) {
    #expect(WallTime(text) == nil)
  }

  @Test(
    "a schedule names the next time",
    arguments: [
      ("*/5 * * * *", "2026-11-23T11:05:00Z"), ("0 0 * * *", "2026-11-24T00:00:00Z"),
      ("@hourly", "2026-11-23T12:00:00Z"),
      ("30 9 * * mon", "2026-11-30T09:30:00Z"), ("0 12 1 jan *", "2027-01-01T12:00:00Z"),
      ("0 0 29 2 *", "2028-02-29T00:00:00Z"),
      ("15,45 11 * * *", "2026-11-23T11:15:00Z"), ("0 0 13 * 5", "2026-11-27T00:00:00Z"),
    ])
  func schedule(text: String, next: String) throws {
    let time = try #require(WallTime("2026-11-23T11:02:03Z"))
    #expect(try CronSchedule(text).next(after: time)?.text() == next)
  }

  @Test(
    "a schedule that cannot be is told why",
    arguments: [
      ("* * * *", "expected exactly 5 fields, found 4: [* * * *]"),
      ("61 * * * *", "end of range (61) above maximum (59): 61"),
      ("5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1"),
      ("@never", "unrecognized descriptor: @never"),
      ("*/0 * * * *", "step of range should be a positive number: */0"),
    ])
  func badSchedule(text: String, why: String) {
    #expect { try CronSchedule(text) } throws: { ($0 as? CronSchedule.SyntaxError)?.message == why }
  }

  @Test("a manual clock wakes sleepers when their time has come, and those who are cancelled at once")
  func manualClock() async throws {
    let clock = ManualClock()
    let early = Task { try await clock.sleep(for: .seconds(1)) }
    let late = Task { try await clock.sleep(for: .seconds(10)) }
    while clock.sleepers < 2 { await Task.yield() }
    clock.advance(by: .seconds(1))
    try await early.value
    #expect(clock.sleepers == 1)
    late.cancel()
    await #expect(throws: CancellationError.self) { try await late.value }
    #expect(clock.now.offset == .seconds(1))
  }

  @Test("actions happen in order of time, and at one time in the order they were planned")
  func timeline() {
    var timeline = Timeline()
    let cluster = Cluster(now: WallTime(unixSeconds: 0), seed: 1, options: ClusterOptions(), adminToken: "")
    final class Record { var names: [String] = [] }
    let record = Record()
    for (name, due) in [("c", 3), ("a", 1), ("b1", 2), ("b2", 2), ("d", 9)] {
      timeline.plan(after: .seconds(due)) { _ in record.names.append(name) }
    }
    while let action = timeline.popDue(by: .seconds(5)) { action(cluster) }
    #expect(record.names == ["a", "b1", "b2", "c"])
    #expect(timeline.now == .seconds(3))
    #expect(timeline.nextDue == .seconds(9))
  }
}

@Suite struct Base64Tests {
  @Test("what is written is read back, with and without padding", arguments: 0..<10)
  func roundTrip(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 83 + 200) }
    #expect(try Base64.decode(Base64.encode(bytes)) == bytes)
    #expect(try Base64.decode(Base64.encode(bytes, urlSafe: true), urlSafe: true) == bytes)
  }

  @Test(
    "the first byte that cannot be is named", arguments: [("not base64!", 3), ("ab", 2), ("a===", 1), ("aGk=x", 3)])
  func corrupt(text: String, offset: Int) {
    #expect { try Base64.decode(text) } throws: { ($0 as? Base64.CorruptInput)?.offset == offset }
  }
}
