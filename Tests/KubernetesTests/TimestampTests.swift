import Foundation
import Testing

@testable import Kubernetes

@Suite("Timestamps")
struct TimestampTests {
  @Test(
    "are read to the nanosecond and written shortest",
    arguments: [
      ("2026-11-23T11:14:34.944440275Z", 1_795_432_474, 944_440_275, "2026-11-23T11:14:34.944440275Z"),
      ("2026-11-23T11:14:34Z", 1_795_432_474, 0, "2026-11-23T11:14:34Z"),
      ("2026-11-23T13:14:34.5+02:00", 1_795_432_474, 500_000_000, "2026-11-23T11:14:34.5Z"),
      ("1970-01-01T00:00:00Z", 0, 0, "1970-01-01T00:00:00Z"),
      ("1969-12-31T23:59:59.9999999999Z", -1, 999_999_999, "1969-12-31T23:59:59.999999999Z"),
      ("2000-02-29T00:00:00-00:30", 951_784_200, 0, "2000-02-29T00:30:00Z"),
    ])
  func reading(text: String, seconds: Int64, nanoseconds: Int32, written: String) throws {
    let timestamp = try #require(Timestamp(rfc3339: text))
    #expect(timestamp == Timestamp(seconds: seconds, nanoseconds: nanoseconds))
    #expect(timestamp.rfc3339 == written)
  }

  @Test(
    "anything else is no timestamp",
    arguments: [
      "", "yesterday", "2026-11-23", "2026-11-23T11:14:34", "2026-13-01T00:00:00Z", "2026-11-23T11:14:34.Z",
      "2026-11-23T11:14:34Z ", "2026-11-23 11:14:34Z", "2026-11-23T24:00:00Z", "2026-11-23T11:14:34+0200",
    ])
  func refusal(of text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test(
    "agree with Foundation over four centuries",
    arguments: Array(stride(from: -6_000_000_000, to: 7_000_000_000, by: 123_456_789)))
  func agreement(seconds: Int) throws {
    let text = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    #expect(Timestamp(seconds: Int64(seconds)).rfc3339 == text)
    #expect(Timestamp(rfc3339: text)?.seconds == Int64(seconds))
  }
}
