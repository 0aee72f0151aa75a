import Foundation
import GRDB
import Model

extension Store {
  /// By name.
  package func remotes() async throws(StoreError) -> [Remote] {
    try await read { try Remote.all($0) }
  }

  package func remote(named name: String) async throws(StoreError) -> Remote {
    try await read { try Remote.named(name, $0) }
  }

  /// Adds a server, or changes the one of that name.
  ///
  /// Another URL may be another server: what was the same at the last sync is forgotten, so that nothing of ours is taken
  /// for deleted there.
  ///
  /// - Parameter token: nil keeps the one it has; a new server needs one.
  @discardableResult
  package func setRemote(
    named name: String, url: String, token: String?, interval: Int?
  ) async throws(StoreError) -> Remote {
    let (now, keyring) = (now, keyring)
    return try await write { db in
      let row = try Row.fetchOne(db, sql: "SELECT * FROM remote WHERE name = ?", arguments: [name])
      var remote = try row.map { try Remote($0) } ?? Remote(name: name, url: url, createdAt: now)
      if remote.url != url {
        remote.lastSync = nil
        try db.execute(sql: "DELETE FROM sync_base WHERE remote_id = ?", arguments: [remote.id.rawValue])
        try db.execute(sql: "DELETE FROM sync_step WHERE remote_id = ?", arguments: [remote.id.rawValue])
      }
      remote.url = url
      remote.interval = interval
      let place = Place.token(of: remote.id)
      let sealed = try token.map { try keyring.vault(db).seal(Array($0.utf8), at: place) } ?? row?.sealed("token")
      guard let sealed else { throw StoreError.notFound(.remote, name) }
      try db.execute(
        sql: """
          INSERT INTO remote (id, name, url, token, token_key_version, interval_seconds, created_at, last_sync)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (id) DO UPDATE SET url = excluded.url, token = excluded.token,
            token_key_version = excluded.token_key_version, interval_seconds = excluded.interval_seconds,
            last_sync = excluded.last_sync
          """,
        arguments: [
          remote.id.rawValue, name, url, sealed.data, sealed.keyVersion, interval, remote.createdAt.text,
          try remote.lastSync?.json(),
        ])
      return remote
    }
  }

  /// Forgets a server with all that is known of it; what was synced stays on both sides.
  package func removeRemote(_ id: RemoteID) async throws(StoreError) {
    try await write { db in
      try db.execute(sql: "DELETE FROM remote WHERE id = ?", arguments: [id.rawValue])
      try db.expectChange(orThrow: .notFound(.remote, id.rawValue))
    }
  }

  /// In the clear, for requests to that server only.
  package func token(of id: RemoteID) async throws(StoreError) -> String {
    let keyring = keyring
    return try await read { db in
      let row = try Row.fetchOne(db, sql: "SELECT * FROM remote WHERE id = ?", arguments: [id.rawValue])
      guard let sealed = row?.sealed("token") else { throw StoreError.notFound(.remote, id.rawValue) }
      return String(decoding: try keyring.vault(db).open(sealed, at: .token(of: id)), as: UTF8.self)
    }
  }

  package func setLastSync(_ lastSync: Remote.LastSync, of id: RemoteID) async throws(StoreError) {
    try await write { db in
      try db.execute(
        sql: "UPDATE remote SET last_sync = ? WHERE id = ?", arguments: [try lastSync.json(), id.rawValue])
    }
  }

  /// Held by the one process that syncs with a server; nil while another does.
  package func tryLockSync(with id: RemoteID) throws(StoreError) -> DeployLock? {
    try tryLockDeploys(of: AppID(rawValue: "sync with \(id)"))
  }
}

extension Place {
  static func token(of id: RemoteID) -> Place {
    Place(table: "remote", column: "token", row: [id.rawValue])
  }
}

extension Remote {
  init(_ row: Row) throws {
    let lastSync = (row["last_sync"] as String?).flatMap { text in
      try? RecordJSON.decoder().decode(LastSync.self, from: Data(text.utf8))
    }
    self.init(
      id: RemoteID(rawValue: row["id"]), name: row["name"], url: row["url"], interval: row["interval_seconds"],
      createdAt: try row.date("created_at"), lastSync: lastSync)
  }

  static func all(_ db: Database) throws -> [Remote] {
    try Row.fetchAll(db, sql: "SELECT * FROM remote ORDER BY name, id").map { try Remote($0) }
  }

  static func named(_ name: String, _ db: Database) throws -> Remote {
    guard let row = try Row.fetchOne(db, sql: "SELECT * FROM remote WHERE name = ?", arguments: [name]) else {
      throw StoreError.notFound(.remote, name)
    }
    return try Remote(row)
  }
}

extension Remote.LastSync {
  fileprivate func json() throws -> String {
    String(decoding: try RecordJSON.encoder().encode(self), as: UTF8.self)
  }
}
