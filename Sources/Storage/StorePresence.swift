import Foundation
import Glibc
import Synchronization

/// Whether the pages of a store must be read through before it is used. `PRAGMA quick_check` takes longer the more there is,
/// so it is made once a day, and whenever the file is not as the last process left it.
///
/// `shipit.db-open` beside the store knows: it is locked, shared, by every process that has the store open, and holds when
/// the pages were last read through and what was last known of the file.
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
  private let hasWritten = Atomic(false)

  static func path(of store: String) -> String { store + "-open" }

  private static let day = 86_400

  /// What is known of a store that is not open here yet. It changes nothing.
  static func look(at store: String, now: Date) -> Finding {
    let descriptor = open(path(of: store), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .needsCheck }
    defer { close(descriptor) }
    guard let record = Record(descriptor) else { return .needsCheck }
    let isOpenElsewhere = isLocked(descriptor)
    if record.state != .closed, !isOpenElsewhere {
      // A process that ends brings what it wrote from the log into the file before it removes the log.
      var status = stat()
      let isLogThere = stat(store + "-wal", &status) == 0
      return record.state == .written && !isLogThere && record.file == FileState(store) ? .logLost : .needsCheck
    }
    let age = Int(now.timeIntervalSince1970) - record.checkedAt
    guard (0..<day).contains(age) else { return .needsCheck }
    return isOpenElsewhere || record.file == FileState(store) ? .checkedLately : .needsCheck
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
    let record = Record(descriptor)
    self.checkedAt = checkedAt.map { Int($0.timeIntervalSince1970) } ?? record?.checkedAt ?? 0
    // What others have begun goes on.
    let isOpenElsewhere = Self.isLocked(descriptor)
    _ = FileLock.shared.set(on: descriptor)
    if !isOpenElsewhere || record == nil {
      Record(checkedAt: self.checkedAt, state: .open, file: FileState(store)).write(to: descriptor)
    }
  }

  /// To be told before a write, of which the first counts: from now on the log must not be lost.
  func noteWrite() {
    guard !hasWritten.exchange(true, ordering: .relaxed) else { return }
    while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
    defer { _ = flock(descriptor, LOCK_UN) }
    guard let record = Record(descriptor), record.state == .open else { return }
    Record(checkedAt: record.checkedAt, state: .written, file: FileState(store)).write(to: descriptor)
  }

  /// The last to go says how it left the file. To be released after the database is closed.
  deinit {
    while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
    if FileLock.exclusive.set(on: descriptor) {
      var log = stat()
      let hasLog = stat(store + "-wal", &log) == 0 && log.st_size > 0
      if !hasLog { Record(checkedAt: checkedAt, state: .closed, file: FileState(store)).write(to: descriptor) }
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

/// Numbers between blanks: when the pages were checked, what became of the store since, and the file as it was then.
private struct Record {
  enum State: Int {
    case closed
    case open
    /// Open, and something was written.
    case written
  }

  let checkedAt: Int
  let state: State
  /// nil where there was none yet.
  let file: FileState?

  init(checkedAt: Int, state: State, file: FileState?) {
    self.checkedAt = checkedAt
    self.state = state
    self.file = file
  }

  init?(_ descriptor: Int32) {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0, bytes[count - 1] == UInt8(ascii: "\n") else { return nil }
    let numbers = String(decoding: bytes[..<count], as: UTF8.self).split(whereSeparator: \.isWhitespace).map { Int($0) }
    guard numbers.count == 2 || numbers.count == 6, let checkedAt = numbers[0],
      let state = numbers[1].flatMap(State.init), !numbers.contains(nil)
    else { return nil }
    self.init(
      checkedAt: checkedAt, state: state,
      file: numbers.count == 6 ? FileState(numbers: numbers.dropFirst(2).compactMap(\.self)) : nil)
  }

  /// A record that was cut off by a full disk reads as none, and costs a check.
  func write(to descriptor: Int32) {
    let text = ([checkedAt, state.rawValue] + (file?.numbers ?? [])).map(String.init).joined(separator: " ") + "\n"
    ftruncate(descriptor, 0)
    _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
  }
}
