import GRDB
import Model

/// Everything that the lists show, at one moment. It holds no secret.
package struct StoreSnapshot: Hashable, Sendable {
  package var projects: [Project] = []
  package var clusters: [Cluster] = []
  package var apps: [App] = []

  package init() {}

  init(_ db: Database, _ known: KnownConfigurations? = nil) throws {
    projects = try Project.all(db)
    clusters = try Cluster.all(of: nil, db)
    apps = try App.all(of: nil, db, known)
  }
}

extension Store {
  package func snapshot() async throws(StoreError) -> StoreSnapshot {
    try await read { try StoreSnapshot($0) }
  }

  /// The present snapshot, and another after each change, also by another process; equal ones are left out, and a slow
  /// reader gets only the newest. It ends when the store can no longer be read.
  ///
  /// - Parameter interval: how long a change by another process may go unnoticed.
  package func observe(interval: Duration = .seconds(1)) -> AsyncStream<StoreSnapshot> {
    let known = KnownConfigurations()
    return observe(interval: interval) { try StoreSnapshot($0, known) }
  }

  /// The servers, now and after each change. A change by another process shows while the store itself is observed too.
  package func observeRemotes() -> AsyncStream<[Remote]> {
    observe(interval: nil) { try Remote.all($0) }
  }

  /// The revisions of an app, the newest first, now and after each change.
  package func observeRevisions(of app: AppID, interval: Duration = .seconds(1)) -> AsyncStream<[Revision]> {
    observe(interval: interval) { try Revision.all(of: app, $0) }
  }

  private func observe<Value: Equatable & Sendable>(
    interval: Duration?, _ read: @escaping @Sendable (Database) throws -> Value
  ) -> AsyncStream<Value> {
    let database = database
    let (stream, continuation) = AsyncStream.makeStream(of: Value.self, bufferingPolicy: .bufferingNewest(1))
    let observing = Task {
      let values = ValueObservation.tracking(read).removeDuplicates().values(in: database)
      do {
        for try await value in values { continuation.yield(value) }
      } catch {}
      continuation.finish()
    }
    let watching =
      path == nil
      ? nil
      : interval.map { interval in
        Task { [weak self] in
          var version: Int?
          while !Task.isCancelled {
            guard let store = self else { return }
            version = await store.noticeOtherProcesses(since: version)
            try? await Task.sleep(for: interval)
          }
        }
      }
    continuation.onTermination = { _ in
      observing.cancel()
      watching?.cancel()
    }
    return stream
  }

  /// Has observers look again when another process has committed since `version`; returns the present version.
  ///
  /// `PRAGMA data_version` reads a counter in shared memory and takes no lock that a writer would wait for.
  func noticeOtherProcesses(since version: Int?) async -> Int? {
    await withCheckedContinuation { continuation in
      database.asyncWriteWithoutTransaction { db in
        let present = try? Int.fetchOne(db, sql: "PRAGMA data_version")
        if let present, let version, present != version {
          try? db.inTransaction(.deferred) {
            try db.notifyChanges(in: .fullDatabase)
            return .commit
          }
        }
        continuation.resume(returning: present ?? version)
      }
    }
  }
}
