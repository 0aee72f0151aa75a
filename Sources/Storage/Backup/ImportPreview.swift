import GRDB

/// What an import would do, before it is done.
package struct ImportPreview: Hashable, Sendable {
  /// Why a record refuses an import.
  package struct Conflict: Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
      /// The store has it, with another content.
      case differs
      /// Another record of the store has its name.
      case nameTaken
    }

    package let entity: StoreError.Entity
    package let name: String
    package let reason: Reason
  }

  /// What would be added, and how much is there already.
  package var summary = BackupSummary()
  /// Any of them refuses the whole import.
  package var conflicts: [Conflict] = []
  /// What the store has now and replacing would take away.
  package var removed = BackupSummary()

  package init() {}
}

extension BackupSummary {
  init(countedIn db: Database) throws {
    func count(_ table: String) throws -> Int { try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \(table)") ?? 0 }
    projects = try count("project")
    clusters = try count("cluster")
    apps = try count("app")
    secrets = try count("secret")
    revisions = try count("revision")
  }
}
