import GRDB
import Glibc

/// The store as it was before its tables were changed, in a file beside it: `shipit.db.schema-4`.
///
/// A migration is one transaction and needs no backup to survive a crash. This one is for the person who goes back to the
/// older program, which refuses tables that are newer than it.
enum MigrationBackup {
  static func path(of store: String, version: Int) -> String { "\(store).schema-\(version)" }

  /// Writes it where there is something to migrate. When it throws, nothing has been migrated.
  static func write(of store: String, from pool: DatabasePool) throws {
    let applied = try pool.read { try Schema.migrator.appliedMigrations($0).count }
    guard applied > 0, applied < Schema.migrator.migrations.count else { return }
    let destination = path(of: store, version: applied)
    let temporary = "\(destination).\(getpid()).tmp"
    unlink(temporary)
    // SQLite takes an empty file as it is, mode included.
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StoreError.cannotCreate(path: destination, reason: reasonOfErrno()) }
    defer {
      close(descriptor)
      unlink(temporary)
    }
    try pool.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [temporary]) }
    guard fsync(descriptor) == 0, rename(temporary, destination) == 0 else {
      throw StoreError.cannotCreate(path: destination, reason: reasonOfErrno())
    }
    Folder(of: destination).synchronize()
  }
}
