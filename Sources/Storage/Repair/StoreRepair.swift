import Foundation
import GRDB
import Glibc
import Model

/// Brings what can be read of a damaged store into a new one, and keeps the damaged one.
package enum StoreRepair {
  package struct Report: Hashable, Sendable {
    package struct Table: Hashable, Sendable {
      package let name: String
      package let kept: Int
      /// Rows that are known to have been there, or that belong to such a row.
      package let lost: Int
      /// Whether a part could not be read, so that nobody knows how many more there were.
      package let isUncertain: Bool
    }

    package let tables: [Table]
    /// Where the damaged store is now.
    package let damaged: String
  }

  /// What SQLite finds wrong, and rows that belong to nothing; none for a whole store. It needs no key.
  ///
  /// A file that is shorter than it says cannot be read at all, which is its one finding.
  package static func check(_ path: String) throws(StoreError) -> [String] {
    do {
      return try reading(path, salvages: false, findings)
    } catch StoreError.corrupt(_, let detail) {
      return [detail]
    }
  }

  private static func findings(_ db: Database) throws -> [String] {
    var findings: [String] = []
    do {
      let rows = try String.fetchCursor(db, sql: "PRAGMA integrity_check")
      while let finding = try rows.next() {
        if finding != "ok" { findings.append(finding) }
      }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
      // Where even the check cannot go on, that is what it has found.
      findings.append(error.message ?? "damaged")
    }
    for row in (try? Row.fetchAll(db, sql: "PRAGMA foreign_key_check")) ?? [] {
      findings.append("a row of \(row[0] as String? ?? "?") belongs to none of \(row[2] as String? ?? "?")")
    }
    return findings
  }

  /// When it throws, what was there has not been changed.
  package static func repair(_ path: String, now: Date) throws(StoreError) -> Report {
    let folder = Folder(of: path)
    guard access(path, F_OK) == 0 else { throw .cannotCreate(path: path, reason: reasonOfErrno()) }
    guard access(folder.path, W_OK) == 0 else { throw .readOnly(path: path) }
    return try folder.locked { () throws(StoreError) -> Report in
      guard !StorePresence.isOpen(path) else { throw .openElsewhere(path: path) }
      let stamp = now.text.filter { $0.isNumber || $0 == "T" }.prefix(15)
      let (new, damaged) = ("\(path).repaired.\(getpid())", "\(path).damaged-\(stamp)")
      defer { for suffix in ["", "-journal", "-wal", "-shm"] { unlink(new + suffix) } }
      do {
        let tables = try reading(path, salvages: true) { try copy($0, to: new) }
        guard tables.contains(where: { $0.name == "vault_slot" && $0.kept > 0 }) else {
          throw StoreError.corrupt(path: path, detail: "nothing that unlocks its vault can be read")
        }
        try replace(path, by: new, keeping: damaged)
        return Report(tables: tables, damaged: damaged)
      } catch {
        throw StoreError(error, path: path)
      }
    }
  }

  private static func reading<Value>(
    _ path: String, salvages: Bool, _ body: (Database) throws -> Value
  ) throws(StoreError) -> Value {
    var value: Value?
    do {
      try Store.reading(path, salvages: salvages) { db in
        guard try Store.isStore(db, path: path, checks: false) else { throw StoreError.notAStore(path: path) }
        value = try body(db)
      }
    } catch {
      // SQLite does not commit a transaction that met a damaged page, not even one that has only read.
      guard value != nil else { throw StoreError(error, path: path) }
    }
    guard let value else { throw .notAStore(path: path) }
    return value
  }

  private static func copy(_ source: Database, to path: String) throws -> [Report.Table] {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StoreError.cannotCreate(path: path, reason: reasonOfErrno()) }
    close(descriptor)
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let target = try DatabaseQueue(path: path, configuration: configuration)
    defer { try? target.close() }
    // The tables that the damaged store had, as far as it still says.
    let applied = (try? Schema.migrator.appliedIdentifiers(source)) ?? []
    if let last = Schema.migrator.migrations.last(where: applied.contains) {
      try Schema.migrator.migrate(target, upTo: last)
    } else {
      try Schema.migrator.migrate(target)
    }
    return try target.write { db in
      // A store has one name, and the new one was given its own.
      if try db.tableExists("store_identity") { try db.execute(sql: "DELETE FROM store_identity") }
      let names = try String.fetchAll(
        db,
        sql: """
          SELECT name FROM sqlite_schema
          WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'grdb_migrations'
          ORDER BY rowid
          """)
      let salvaged = try names.map { ($0, try TableSalvage(table: $0, source: source, target: db).run()) }
      var orphans: [String: Int] = [:]
      for name in names { orphans[name] = try removeOrphans(of: name, db) }
      if try db.tableExists("store_identity") {
        try db.execute(
          sql: """
            INSERT INTO store_identity SELECT lower(hex(randomblob(4))) WHERE NOT EXISTS (SELECT 1 FROM store_identity)
            """)
      }
      return salvaged.map { name, result in
        let orphans = orphans[name] ?? 0
        return Report.Table(
          name: name, kept: result.kept - orphans, lost: result.lost + orphans, isUncertain: result.isUncertain)
      }
    }
  }

  /// Rows whose parent was lost: nothing could show them. Parents come before their children.
  private static func removeOrphans(of table: String, _ db: Database) throws -> Int {
    try db.foreignKeys(on: table).reduce(0) { count, key in
      guard let column = key.mapping.first else { return count }
      try db.execute(
        sql: """
          DELETE FROM \(table) WHERE \(column.origin) NOT IN (SELECT \(column.destination) FROM \(key.destinationTable))
          """)
      return count + db.changesCount
    }
  }

  /// The damaged store first goes out of the way under its other name, so that at no moment is it gone.
  private static func replace(_ path: String, by new: String, keeping damaged: String) throws {
    let descriptor = open(new, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    guard descriptor >= 0, fsync(descriptor) == 0 else {
      throw StoreError.cannotCreate(path: new, reason: reasonOfErrno())
    }
    guard link(path, damaged) == 0 else { throw StoreError.cannotCreate(path: damaged, reason: reasonOfErrno()) }
    // Its log belongs to it, and would be replayed into the new one.
    _ = rename("\(path)-wal", "\(damaged)-wal")
    for suffix in ["-shm", "-open"] { unlink(path + suffix) }
    guard rename(new, path) == 0 else { throw StoreError.cannotCreate(path: path, reason: reasonOfErrno()) }
    Folder(of: path).synchronize()
  }
}
