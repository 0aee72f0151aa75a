import Foundation
import GRDB
import Model

extension Store {
  /// Newest first; all where `limit` is nil.
  package func revisions(of app: AppID, limit: Int? = nil) async throws(StoreError) -> [Revision] {
    try await read { try Revision.all(of: app, limit: limit, $0) }
  }

  package func revision(_ number: Int, of app: AppID) async throws(StoreError) -> Revision {
    try await read { db in
      let row = try Row.fetchOne(
        db, sql: "SELECT * FROM revision WHERE app_id = ? AND number = ?", arguments: [app.rawValue, number])
      guard let row else { throw StoreError.notFound(.revision, String(number)) }
      return try Revision(row)
    }
  }

  /// Writes down what is about to be deployed, before the cluster is asked.
  ///
  /// One transaction gives the revision the next number of its app, also among several processes, keeps a copy of the
  /// app's secrets with it, and makes it the app's current one with its configuration and `status`.
  ///
  /// - Parameters:
  ///   - restored: a revision whose secrets are copied in place of the app's present ones, which they replace.
  ///   - failed: the revision whose secrets the app is known to have. Those that were changed since stay, to be deployed the next
  ///     time; nil replaces all.
  ///   - expected: what the app is known to be configured as. Where that was changed meanwhile, the change stays, to be deployed
  ///     the next time; nil takes the place of whatever is there.
  package func beginRevision(
    of app: AppID, configuration: AppConfiguration, message: String? = nil, by author: String? = nil,
    status: App.Status = .deploying, secretsOf restored: RevisionID? = nil, rollsBack: Bool = true,
    since failed: RevisionID? = nil, over expected: AppConfiguration? = nil
  ) async throws(StoreError) -> Revision {
    let (now, keyring) = (now, keyring)
    return try await write { db in
      let present = try App.with(app, db).configuration
      let kept = expected == nil || present == expected ? configuration : present
      let last = try Int.fetchOne(
        db, sql: "SELECT MAX(number) FROM revision WHERE app_id = ?", arguments: [app.rawValue])
      let revision = Revision(
        appID: app, number: (last ?? 0) + 1, configuration: configuration, rollsBack: rollsBack, deployedBy: author,
        message: message, createdAt: now)
      let vault = try keyring.vault(db)
      if let restored { try SecretValues.restore(restored, to: app, since: failed, vault: vault, at: now, db) }
      let secrets = try restored.map { try SecretValues.of($0, vault: vault, db) } ?? .of(app, vault: vault, db)
      try revision.insert(secrets: secrets.sealed(for: revision.id, vault: vault), db)
      try db.execute(
        sql: """
          UPDATE app SET configuration = ?, current_revision = ?, status = ?, status_message = NULL, updated_at = ?
          WHERE id = ?
          """,
        arguments: [try kept.json(), revision.number, status.rawValue, now.text, app.rawValue])
      return revision
    }
  }

  /// Writes down what became of it, and the app's status with it when it is still the app's current one.
  ///
  /// - Returns: false when another process had already settled it; nothing is changed then.
  @discardableResult
  package func finishRevision(
    _ id: RevisionID, outcome: Revision.Outcome, message: String? = nil, appStatus: App.Status,
    appMessage: String? = nil
  ) async throws(StoreError) -> Bool {
    let now = now
    return try await write { db in
      let row = try Row.fetchOne(db, sql: "SELECT * FROM revision WHERE id = ?", arguments: [id.rawValue])
      guard let revision = try row.map({ try Revision($0) }) else {
        throw StoreError.notFound(.revision, id.rawValue)
      }
      guard revision.outcome == .deploying else { return false }
      try db.execute(
        sql: "UPDATE revision SET outcome = ?, outcome_message = ?, finished_at = ? WHERE id = ?",
        arguments: [outcome.rawValue, message, now.text, id.rawValue])
      if try App.with(revision.appID, db).currentRevision == revision.number {
        try App.setStatus(appStatus, message: appMessage, of: revision.appID, at: now, db)
      }
      return true
    }
  }

  /// What came of a revision that failed: the one before it runs again.
  package func markRolledBack(_ id: RevisionID) async throws(StoreError) {
    try await write { db in
      try db.execute(
        sql: "UPDATE revision SET outcome = ? WHERE id = ? AND outcome = ?",
        arguments: [Revision.Outcome.rolledBack.rawValue, id.rawValue, Revision.Outcome.failed.rawValue])
    }
  }

  /// Forgets revisions older than the `count` newest successful ones, but never one that is open. Those that failed between
  /// them count for nothing: what one goes back to must not make room for them.
  package func forgetRevisions(of app: AppID, keeping count: Int) async throws(StoreError) {
    try await write { db in
      try db.execute(
        sql: """
          DELETE FROM revision WHERE app_id = ?1 AND outcome <> 'deploying'
            AND number < (SELECT number FROM revision WHERE app_id = ?1 AND outcome = 'success'
              ORDER BY number DESC LIMIT 1 OFFSET ?2)
          """,
        arguments: [app.rawValue, max(count, 1) - 1])
    }
  }

  /// Revisions whose rollout nobody has seen end, oldest first: what a start after a crash must settle.
  package func unsettledRevisions() async throws(StoreError) -> [Revision] {
    try await read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM revision WHERE outcome = 'deploying' ORDER BY created_at, number")
        .map { try Revision($0) }
    }
  }
}

extension Revision {
  /// The newest first.
  static func all(of app: AppID, limit: Int? = nil, _ db: Database) throws -> [Revision] {
    try Row.fetchAll(
      db, sql: "SELECT * FROM revision WHERE app_id = ? ORDER BY number DESC LIMIT ?",
      arguments: [app.rawValue, limit ?? -1]
    ).map { try Revision($0) }
  }

  init(_ row: Row) throws {
    self.init(
      id: RevisionID(rawValue: row["id"]), appID: AppID(rawValue: row["app_id"]), number: row["number"],
      configuration: try row.configuration(), outcome: try row.value("outcome"),
      outcomeMessage: row["outcome_message"],
      // Where an older version left it, the Deployment itself tells.
      step: (row["step"] as String?).flatMap(Step.init) ?? .rolling,
      rollsBack: row["rolls_back"], digest: row["digest"], deployedBy: row["deployed_by"], message: row["message"],
      createdAt: try row.date("created_at"), finishedAt: try row.optionalDate("finished_at"))
  }

  func insert(secrets: Sealed?, hookLog: String? = nil, _ db: Database) throws {
    try db.change(
      """
      INSERT INTO revision (id, app_id, number, configuration, outcome, outcome_message, deployed_by, message,
        created_at, finished_at, step, rolls_back, digest, hook_log, secrets, secrets_key_version)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        id.rawValue, appID.rawValue, number, try configuration.json(), outcome.rawValue, outcomeMessage, deployedBy,
        message, createdAt.text, finishedAt?.text, step.rawValue, rollsBack, digest, hookLog, secrets?.data,
        secrets?.keyVersion,
      ], duplicate: .duplicate(.revision, name: String(number)))
  }
}
