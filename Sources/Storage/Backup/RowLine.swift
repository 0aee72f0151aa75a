import Foundation
import GRDB
import Model

/// Rows of the tables that grow, as lines of an export, without a record in between.
///
/// `docs/formats/export.md` names the fields; `RowLineTests` compares each with what the record itself would be encoded to.
struct RowLine {
  /// A table whose rows are read in the order of these columns.
  enum Table: String {
    case app, secret, revision

    var columns: String {
      switch self {
      case .app:
        "id, cluster_id, name, namespace, configuration, status, status_message, current_revision, created_at, updated_at"
      case .secret: "app_id, key, value, value_key_version, created_at, updated_at"
      case .revision:
        """
        id, app_id, number, configuration, outcome, outcome_message, step, rolls_back, digest, deployed_by, message, \
        created_at, finished_at, hook_log, secrets, secrets_key_version
        """
      }
    }
  }

  let vault: Vault
  private var line = JSONLine()

  init(vault: Vault) {
    self.vault = vault
  }

  /// Overwrites what the last line held.
  mutating func end() { line.end() }

  /// - Throws: where a column holds something unreadable, as reading the record would.
  mutating func bytes(of row: Row, in table: Table) throws -> [UInt8] {
    switch table {
    case .app: try writeApp(row)
    case .secret: try writeSecret(row)
    case .revision: try writeRevision(row)
    }
    line.finish()
    return line.bytes
  }

  private mutating func writeApp(_ row: Row) throws {
    line.begin(type: "app")
    line.add("id", text: row[0])
    line.add("cluster_id", text: row[1])
    line.add("name", text: row[2])
    line.add("namespace", text: row[3])
    try addConfiguration(row, 4)
    line.add("status", text: try Self.word(row, 5, of: App.Status.self, "status"))
    line.add("status_message", text: row[6])
    line.add("current_revision", number: row[7])
    try addMoment("created_at", row, 8)
    try addMoment("updated_at", row, 9)
  }

  private mutating func writeSecret(_ row: Row) throws {
    let (app, key) = (AppID(rawValue: row[0]), row[1] as String)
    guard let sealed = Self.sealed(row, 2) else { throw StoreError.sealBroken(table: "secret", column: "value") }
    var value = try vault.open(sealed, at: .secret(key, of: app))
    defer { wipe(&value) }
    line.begin(type: "secret")
    line.add("app_id", text: app.rawValue)
    line.add("key", text: key)
    line.add("value", text: String(decoding: value, as: UTF8.self))
    try addMoment("created_at", row, 4)
    try addMoment("updated_at", row, 5)
  }

  private mutating func writeRevision(_ row: Row) throws {
    let id = RevisionID(rawValue: row[0])
    line.begin(type: "revision")
    line.add("id", text: id.rawValue)
    line.add("app_id", text: row[1])
    line.add("revision_number", number: row[2])
    try addConfiguration(row, 3)
    line.add("deploy_status", text: try Self.word(row, 4, of: Revision.Outcome.self, "outcome"))
    line.add("status_message", text: row[5])
    // As reading a record that an older version left.
    line.add("step", text: ((row[6] as String?).flatMap(Revision.Step.init) ?? .rolling).rawValue)
    line.add("auto_rollback", flag: row[7])
    line.add("image_digest", text: row[8])
    line.add("deployed_by", text: row[9])
    line.add("deploy_message", text: row[10])
    try addMoment("created_at", row, 11)
    try addMoment("deployed_at", row, 12)
    line.add("hook_log", text: row[13])
    guard let sealed = Self.sealed(row, 14) else { return }
    // Sealed as the JSON that it is in the export, too.
    var secrets = try vault.open(sealed, at: .secrets(of: id))
    defer { wipe(&secrets) }
    guard secrets.first == UInt8(ascii: "{"), !secrets.contains(UInt8(ascii: "\n")) else {
      throw row.unreadable("secrets")
    }
    line.add("secrets", json: secrets)
  }

  // By their places: looking names up for every row is a tenth of an export.

  private static func word<Value: RawRepresentable>(
    _ row: Row, _ index: Int, of type: Value.Type, _ column: String
  ) throws -> String where Value.RawValue == String {
    guard let word = row[index] as String?, Value(rawValue: word) != nil else { throw row.unreadable(column) }
    return word
  }

  /// A ciphertext, beside which stands the version of its key.
  private static func sealed(_ row: Row, _ index: Int) -> Sealed? {
    guard let bytes = row[index] as Data?, let version = row[index + 1] as Int? else { return nil }
    return Sealed(keyVersion: version, bytes: Array(bytes))
  }

  private mutating func addConfiguration(_ row: Row, _ index: Int) throws {
    if !line.add(fieldsOf: row[index]) { throw row.unreadable("configuration") }
  }

  /// As it is stored, which is how it is exported.
  private mutating func addMoment(_ key: StaticString, _ row: Row, _ index: Int) throws {
    guard let text = row[index] as String? else { return }
    if text.utf8.count == 27, text.utf8.last == UInt8(ascii: "Z") {
      line.add(key, text: text)
    } else {
      guard let date = RFC3339.date(from: text) else { throw row.unreadable(key.description) }
      line.add(key, text: date.text)
    }
  }
}
