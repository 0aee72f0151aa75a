import Foundation
import Model
import Testing

@Suite("RFC 3339")
struct RFC3339Tests {
  @Test(
    "a moment is written in UTC with microseconds, and read back equal",
    arguments: [
      (0.0, "1970-01-01T00:00:00.000000Z"),
      (951_782_400.5, "2000-02-29T00:00:00.500000Z"),
      (1_800_000_000.123456, "2027-01-15T08:00:00.123456Z"),
      (-1.0, "1969-12-31T23:59:59.000000Z"),
      (4_102_444_799.999999, "2099-12-31T23:59:59.999999Z"),
    ])
  func text(seconds: Double, text: String) {
    let date = RFC3339.rounded(Date(timeIntervalSince1970: seconds))
    #expect(RFC3339.text(of: date) == text)
    #expect(RFC3339.date(from: text) == date)
  }

  @Test("every day of four centuries comes back")
  func days() {
    for day in stride(from: -146_097, to: 146_097, by: 1) {
      let date = Date(timeIntervalSince1970: Double(day) * 86400 + 1)
      guard RFC3339.date(from: RFC3339.text(of: date)) == date else {
        Issue.record("day \(day) became \(RFC3339.text(of: date))")
        return
      }
    }
  }

  @Test(
    "other forms of RFC 3339 are read",
    arguments: [
      ("2027-01-15T08:00:00Z", 1_800_000_000.0),
      ("2027-01-15t08:00:00z", 1_800_000_000),
      ("2027-01-15T08:00:00.1234567891Z", 1_800_000_000.123456),
      ("2027-01-15T10:30:00.5+02:30", 1_800_000_000.5),
      ("2027-01-15T00:00:00-08:00", 1_800_000_000),
    ])
  func read(text: String, seconds: Double) {
    #expect(RFC3339.date(from: text) == Date(timeIntervalSince1970: seconds))
  }

  @Test(
    "anything else is no moment",
    arguments: [
      "", "2027-01-15", "2027-01-15T08:00:00", "2027-13-15T08:00:00Z", "2027-01-15T24:00:00Z", "2027-01-15T08:00:00.Z",
      "2027-01-15T08:00:00Z ", "2027-01-15T08:00:00+0200", "٢٠٢٧-01-15T08:00:00Z",
    ])
  func refuse(text: String) {
    #expect(RFC3339.date(from: text) == nil)
  }
}
