import Foundation
import GRDB
import Model
import Synchronization

/// The one place where projects, clusters, apps and their revisions are kept: a SQLite file that several processes may
/// have open, with kubeconfigs and secrets sealed by a `Vault`.
///
/// Its methods suspend and never block: SQLite's work and waiting happen on queues of its own. A write is not
/// interrupted by the cancellation of the task that asked for it, so that what became of a deploy is recorded even when
/// its follower was told to stop.
package final class Store: Sendable {
  /// The file; nil for a throw-away store.
  package let path: String?
  let database: any DatabaseWriter
  /// nil for a throw-away store.
  private let presence: StorePresence?
  /// A killed process had written to the store's log, and the log is gone: what it wrote last may be missing.
  package let hasLostLog: Bool
  let keyring: Keyring
  let random: RandomBytes
  private let clock: @Sendable () -> Date
  /// The apps that are being deployed, where there is no file to lock.
  let deploying = Mutex<Set<AppID>>([])

  init(
    path: String?, database: any DatabaseWriter, presence: StorePresence? = nil, hasLostLog: Bool = false,
    keyring: Keyring, random: RandomBytes, now: @escaping @Sendable () -> Date
  ) {
    self.path = path
    self.database = database
    self.presence = presence
    self.hasLostLog = hasLostLog
    self.keyring = keyring
    self.random = random
    self.clock = now
  }

  /// The present, to the microsecond: what is written reads back equal.
  var now: Date { RFC3339.rounded(clock()) }

  /// Runs `body` in a read transaction, which sees one state of the store.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StoreError) -> Value {
    let path = path
    return try await withCheckedContinuation { continuation in
      database.asyncRead { database in
        continuation.resume(returning: Result { try body(database.get()) }.mapError { StoreError($0, path: path) })
      }
    }.get()
  }

  /// Runs `body` in an immediate transaction: no other process writes between its reads and its writes.
  @discardableResult
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StoreError) -> Value {
    let path = path
    presence?.noteWrite()
    return try await withCheckedContinuation { continuation in
      database.asyncWrite(body) { _, result in
        continuation.resume(returning: result.mapError { StoreError($0, path: path) })
      }
    }.get()
  }
}

extension StoreError {
  /// What a database access threw, as a fact of ours.
  init(_ error: any Error, path: String?) {
    if let error = error as? StoreError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      self = .database(code: 0, message: "\(error)")
      return
    }
    let path = path ?? "in memory"
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
    case .SQLITE_FULL: self = .diskFull
    // What several processes share beside the store could not grow.
    case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: self = .diskFull
    case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(path: path)
    case .SQLITE_IOERR: self = .diskFailed(path: path, code: error.extendedResultCode.rawValue)
    case .SQLITE_NOTADB: self = .notAStore(path: path)
    case .SQLITE_CORRUPT: self = .corrupt(path: path, detail: error.message ?? "")
    case .SQLITE_CANTOPEN: self = .cannotCreate(path: path, reason: error.message ?? "")
    // The statement and its arguments stay out of it.
    default: self = .database(code: error.extendedResultCode.rawValue, message: error.message ?? "")
    }
  }
}
