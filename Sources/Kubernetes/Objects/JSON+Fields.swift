import Foundation
import JSON

/// Fields as Go's `omitempty` leaves them: what is absent, null or of another type reads as the zero value.
extension JSON {
  func text(_ key: String) -> String { self[key]?.string ?? "" }
  func number(_ key: String) -> Int { self[key]?.int ?? 0 }
  func flag(_ key: String) -> Bool { self[key]?.bool ?? false }
  func list(_ key: String) -> [JSON] { self[key]?.array ?? [] }
  func object(_ key: String) -> JSON { self[key] ?? .object([:]) }
  func texts(_ key: String) -> [String: String] { self[key]?.object?.compactMapValues(\.string) ?? [:] }
  func textList(_ key: String) -> [String] { list(key).compactMap(\.string) }
  func date(_ key: String) -> Date? { self[key]?.string.flatMap(Timestamp.init(rfc3339:))?.date }
}
