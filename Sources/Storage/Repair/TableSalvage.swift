import GRDB

/// Copies the readable rows of one table, around pages that are damaged.
///
/// A scan ends at the first damaged page, so there are several: from both ends, and over every index, which may know rows
/// that the table's own tree no longer leads to. Then each row is fetched by itself.
struct TableSalvage {
  let table: String
  let source: Database
  let target: Database

  struct Result {
    var kept = 0
    var lost = 0
    var isUncertain = false
  }

  func run() throws -> Result {
    let columns = try target.columns(in: table).map(\.name)
    let hasRowID = (try? target.makeStatement(sql: "SELECT rowid FROM \(table)")) != nil
    return hasRowID ? try byRowID(columns) : try byScan(columns)
  }

  private func byRowID(_ columns: [String]) throws -> Result {
    var result = Result()
    var ids: Set<Int64> = []
    var wholeScans = 0
    let indexes = try target.indexes(on: table).map { "INDEXED BY \($0.name) " }
    for order in ["NOT INDEXED ORDER BY rowid", "NOT INDEXED ORDER BY rowid DESC"] + indexes {
      let isWhole = scan("SELECT rowid FROM \(table) \(order)") { ids.insert($0[0]) }
      if isWhole { wholeScans += 1 }
    }
    result.isUncertain = wholeScans == 0
    let names = columns.joined(separator: ", ")
    for id in ids.sorted() {
      let row = try? Row.fetchOne(source, sql: "SELECT \(names) FROM \(table) WHERE rowid = ?", arguments: [id])
      if let row, try insert(row, columns) { result.kept += 1 } else { result.lost += 1 }
    }
    return result
  }

  private func byScan(_ columns: [String]) throws -> Result {
    var result = Result()
    let key = try target.primaryKey(table).columns
    let names = columns.joined(separator: ", ")
    var rows: [Row] = []
    let forward = scan("SELECT \(names) FROM \(table)") { rows.append($0.copy()) }
    if !forward {
      let order = key.map { "\($0) DESC" }.joined(separator: ", ")
      _ = scan("SELECT \(names) FROM \(table) ORDER BY \(order)") { rows.append($0.copy()) }
      result.isUncertain = true
    }
    for row in rows where try insert(row, columns) { result.kept += 1 }
    return result
  }

  /// - Returns: whether it came to its end.
  private func scan(_ sql: String, _ body: (Row) -> Void) -> Bool {
    do {
      let rows = try Row.fetchCursor(source, sql: sql)
      while let row = try rows.next() { body(row) }
      return true
    } catch {
      return false
    }
  }

  /// - Returns: false for what the table's own rules refuse, or has already.
  private func insert(_ row: Row, _ columns: [String]) throws -> Bool {
    let marks = columns.map { _ in "?" }.joined(separator: ", ")
    let values: [DatabaseValue] = columns.map { row[$0] }
    do {
      try target.execute(
        sql: "INSERT OR IGNORE INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(marks))",
        arguments: StatementArguments(values))
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      return false
    }
    return target.changesCount > 0
  }
}
