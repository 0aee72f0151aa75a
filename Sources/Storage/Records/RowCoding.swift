import Foundation
import GRDB
import Model

/// How values stand in columns: moments as RFC 3339 text, a configuration as its JSON, a ciphertext beside its key's
/// version.
extension Row {
  func date(_ column: String) throws -> Date {
    guard let date = try optionalDate(column) else { throw unreadable(column) }
    return date
  }

  func optionalDate(_ column: String) throws -> Date? {
    guard let text = self[column] as String? else { return nil }
    guard let date = RFC3339.date(from: text) else { throw unreadable(column) }
    return date
  }

  func value<Value: RawRepresentable>(_ column: String) throws -> Value where Value.RawValue == String {
    guard let value = Value(rawValue: self[column]) else { throw unreadable(column) }
    return value
  }

  func configuration(_ column: String = "configuration") throws -> AppConfiguration {
    do {
      return try JSONDecoder().decode(AppConfiguration.self, from: Data((self[column] as String).utf8))
    } catch {
      throw unreadable(column)
    }
  }

  /// nil where the column holds none.
  func sealed(_ column: String) -> Sealed? {
    guard let bytes = self[column] as Data?, let version = self["\(column)_key_version"] as Int? else { return nil }
    return Sealed(keyVersion: version, bytes: Array(bytes))
  }

  func unreadable(_ column: String) -> DatabaseError {
    DatabaseError(resultCode: .SQLITE_CORRUPT, message: "column \(column) holds something unreadable")
  }
}

extension Date {
  var text: String { RFC3339.text(of: self) }
}

extension AppConfiguration {
  /// Keys in order: equal configurations are equal text.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension Sealed {
  var data: Data { Data(bytes) }
}

extension Database {
  /// Runs an INSERT or UPDATE, and says `duplicate` where it meets a name that is taken.
  func change(
    _ sql: String, _ arguments: StatementArguments, duplicate: @autoclosure () -> StoreError
  ) throws {
    do {
      // Compiled once for the thousands of an import.
      try cachedStatement(sql: sql).execute(arguments: arguments)
    } catch let error as DatabaseError
      where [.SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY].contains(error.extendedResultCode)
    {
      throw duplicate()
    }
  }

  /// Throws `missing` when the statement before it found no row to change.
  func expectChange(orThrow missing: @autoclosure () -> StoreError) throws {
    guard changesCount > 0 else { throw missing() }
  }
}
