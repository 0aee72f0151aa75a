import Foundation
import Glibc
import Model

/// A folder of exports, one file for each time, of which old ones go.
package enum BackupFolder {
  /// Which are kept: the newest of each of the last so many days, and of each of the last so many weeks, that have one.
  /// All where neither is told.
  package struct Keeping: Hashable, Sendable {
    package var daily: Int?
    package var weekly: Int?

    package init(daily: Int? = nil, weekly: Int? = nil) {
      self.daily = daily
      self.weekly = weekly
    }
  }

  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// `shipit-20261125T130405Z.shipit`: by name is by time.
  static func name(at date: Date) -> String {
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
    func digits(_ part: Int?, _ count: Int) -> String {
      let text = String(part ?? 0)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return "shipit-" + digits(parts.year, 4) + digits(parts.month, 2) + digits(parts.day, 2) + "T"
      + digits(parts.hour, 2) + digits(parts.minute, 2) + digits(parts.second, 2) + "Z.shipit"
  }

  /// Of the files in a folder those that `keeping` does not keep. What is not named as ours is nobody's business.
  static func expired(_ names: [String], keeping: Keeping) -> [String] {
    guard keeping.daily != nil || keeping.weekly != nil else { return [] }
    let ours = names.compactMap { name in date(of: name).map { (name: name, date: $0) } }.sorted { $0.name > $1.name }
    var kept = Set(ours.prefix(1).map(\.name))
    func keep(_ count: Int?, by period: (Date) -> DateComponents) {
      var seen: Set<DateComponents> = []
      for file in ours where seen.count < count ?? 0 && seen.insert(period(file.date)).inserted {
        kept.insert(file.name)
      }
    }
    keep(keeping.daily) { calendar.dateComponents([.year, .month, .day], from: $0) }
    keep(keeping.weekly) { calendar.dateComponents([.yearForWeekOfYear, .weekOfYear], from: $0) }
    return ours.map(\.name).filter { !kept.contains($0) }.reversed()
  }

  private static func date(of name: String) -> Date? {
    guard name.hasPrefix("shipit-"), name.hasSuffix("Z.shipit") else { return nil }
    let digits = name.dropFirst(7).dropLast(8).split(separator: "T", omittingEmptySubsequences: false)
    guard digits.count == 2, digits[0].count == 8, digits[1].count == 6,
      digits.joined().allSatisfy({ ("0"..."9").contains($0) }), let day = Int(digits[0]), let time = Int(digits[1])
    else { return nil }
    return calendar.date(
      from: DateComponents(
        year: day / 10_000, month: day / 100 % 100, day: day % 100, hour: time / 10_000, minute: time / 100 % 100,
        second: time % 100))
  }

  /// Weeks of ISO 8601, days of UTC: the same everywhere.
  private static let calendar = {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = .gmt
    return calendar
  }()
}

extension Store {
  /// Exports to a new file of a folder, and removes old ones once it is there.
  package func exportBackup(
    toFolder folder: String, passphrase: Passphrase, scrypt: Scrypt = .standard, keeping: BackupFolder.Keeping,
    progress: BackupProgress? = nil
  ) async throws(StoreError) -> (summary: BackupSummary, path: String, removed: [String]) {
    let path = "\(folder)/\(BackupFolder.name(at: now))"
    let summary = try await exportBackup(to: .file(path), passphrase: passphrase, scrypt: scrypt, progress: progress)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let removed = BackupFolder.expired(names, keeping: keeping).filter { unlink("\(folder)/\($0)") == 0 }
    return (summary, path, removed)
  }
}
