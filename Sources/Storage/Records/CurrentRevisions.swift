import Foundation
import GRDB
import Model

/// What an app should run as, by the store.
package struct CurrentRevision: Hashable, Sendable {
  package let revision: Revision
  /// nil for a revision without secrets.
  package let secretsChecksum: String?
}

extension Store {
  /// The current revisions of many apps, by one query. Apps that were never deployed have none.
  package func currentRevisions(of apps: [AppID]) async throws(StoreError) -> [AppID: CurrentRevision] {
    guard !apps.isEmpty else { return [:] }
    let keyring = keyring
    return try await read { db in
      let vault = try keyring.vault(db)
      let ids = String(decoding: try JSONEncoder().encode(apps), as: UTF8.self)
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT revision.* FROM revision JOIN app ON app.id = revision.app_id AND app.current_revision = revision.number
          WHERE app.id IN (SELECT value FROM json_each(?))
          """, arguments: [ids])
      return try rows.reduce(into: [:]) { result, row in
        let revision = try Revision(row)
        // One that does not open says so when it is deployed, and keeps nobody from asking about the others.
        guard let secrets = try? SecretValues(row.sealed("secrets"), of: revision.id, vault: vault) else { return }
        result[revision.appID] = CurrentRevision(
          revision: revision, secretsChecksum: try secrets.checksum(vault: vault, db))
      }
    }
  }
}
