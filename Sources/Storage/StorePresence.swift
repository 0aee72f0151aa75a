import Foundation
import Glibc

/// Whether the pages of a store must be read through before it is used. `PRAGMA quick_check` takes longer the more there is,
/// so it is made once a day, and whenever the file is not as the last process left it.
///
/// `shipit.db-open` beside the store knows: it is locked, shared, by every process that has the store open, and holds when
/// the pages were last read through and what the last process to close the store left behind.
final class StorePresence: Sendable {
  enum Finding: Hashable {
    case checkedLately
    case needsCheck
    /// A killed process had written to the log, and the log is gone. What it held is lost.
    case logLost
  }

  private let store: String
  private let descriptor: Int32
  private let checkedAt: Int

  static func path(of store: String) -> String { store + "-open" }

  private static let day = 86_400

  /// What is known of a store that is not open here yet. It changes nothing.
  static func look(at store: String, now: Date) -> Finding {
    let descriptor = open(path(of: store), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .needsCheck }
    defer { close(descriptor) }
    guard let record = Record(descriptor) else { return .needsCheck }
    let isOpenElsewhere = StorePresence.isLocked(descriptor)
    if record.closed == nil, !isOpenElsewhere {
      var status = stat()
      return stat(store + "-wal", &status) == 0 ? .needsCheck : .logLost
    }
    let age = Int(now.timeIntervalSince1970) - record.checkedAt
    guard (0..<day).contains(age) else { return .needsCheck }
    return isOpenElsewhere || record.closed == FileState(store) ? .checkedLately : .needsCheck
  }

  /// Locks it for as long as this lives.
  ///
  /// - Parameter checkedAt: nil where the pages were not read through this time.
  init(_ store: String, checkedAt: Date?) throws(StoreError) {
    self.store = store
    let path = Self.path(of: store)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: reasonOfErrno()) }
    // Of its own kind, and short: otherwise two that close at once would each take the other for one that stays.
    while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
    defer { _ = flock(descriptor, LOCK_UN) }
    _ = FileLock.shared.set(on: descriptor)
    self.checkedAt = checkedAt.map { Int($0.timeIntervalSince1970) } ?? Record(descriptor)?.checkedAt ?? 0
    Record(checkedAt: self.checkedAt, closed: nil).write(to: descriptor)
  }

  /// The last to go says how it left the file. To be released after the database is closed.
  deinit {
    while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
    if FileLock.exclusive.set(on: descriptor) {
      var log = stat()
      let hasLog = stat(store + "-wal", &log) == 0 && log.st_size > 0
      if !hasLog { Record(checkedAt: checkedAt, closed: FileState(store)).write(to: descriptor) }
    }
    close(descriptor)
  }

  /// Whether any process, this one included, has the store open.
  static func isOpen(_ store: String) -> Bool {
    let descriptor = open(path(of: store), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return isLocked(descriptor)
  }

  private static func isLocked(_ descriptor: Int32) -> Bool { FileLock.exclusive.isHindered(on: descriptor) }
}

/// What tells a file from another, or from what it was.
private struct FileState: Hashable {
  let numbers: [Int]

  init(numbers: [Int]) {
    self.numbers = numbers
  }

  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    numbers = [Int(status.st_ino), Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
  }
}

/// Numbers between blanks: when the pages were checked, and the state of the file, or nothing while it is open.
private struct Record {
  let checkedAt: Int
  let closed: FileState?

  init(checkedAt: Int, closed: FileState?) {
    self.checkedAt = checkedAt
    self.closed = closed
  }

  init?(_ descriptor: Int32) {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    let numbers = String(decoding: bytes[..<count], as: UTF8.self).split(whereSeparator: \.isWhitespace).map { Int($0) }
    guard let first = numbers.first ?? nil, numbers.count == 1 || numbers.count == 5, !numbers.contains(nil) else {
      return nil
    }
    self.init(
      checkedAt: first,
      closed: numbers.count == 5 ? FileState(numbers: numbers.dropFirst().compactMap(\.self)) : nil)
  }

  /// A record that was cut off by a full disk reads as none, and costs a check.
  func write(to descriptor: Int32) {
    let text = ([checkedAt] + (closed?.numbers ?? [])).map(String.init).joined(separator: " ") + "\n"
    ftruncate(descriptor, 0)
    _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
  }
}
