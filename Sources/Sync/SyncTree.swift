import Foundation
import Model
import Storage

/// Projects, clusters and apps of one side, by their path.
struct SyncTree: Hashable, Sendable {
  /// `project`, `project/cluster`, `project/cluster/namespace/app`.
  var entries: [String: SyncEntry] = [:]
  /// Paths of which nothing can be said, with everything below them: no deletion is read from them.
  var unknown: Set<String> = []

  /// The clusters of this side that have a kubeconfig.
  var credentials: Set<String> = []

  /// Everything at and below a path.
  func subtree(_ subject: String) -> [String: SyncEntry] {
    entries.filter { $0.key == subject || $0.key.hasPrefix(subject + "/") }
  }

  func knows(_ subject: String) -> Bool {
    !unknown.contains { subject == $0 || subject.hasPrefix($0 + "/") }
  }

  /// Whether something at or below a path is unknown.
  func isWhole(_ subject: String) -> Bool {
    knows(subject) && !unknown.contains { $0.hasPrefix(subject + "/") }
  }
}

/// One record of one side, as far as it is compared.
struct SyncEntry: Hashable, Sendable {
  var id: String
  /// Only apps have any.
  var fields: [String: String] = [:]
  /// When the server's secrets were set last, by key.
  var secretTimes: [String: String] = [:]

  /// Whether it is a secret that only the server has, and had already when that was told.
  func wasTold(of field: String, _ base: BaseEntry?) -> Bool {
    guard field.hasPrefix(SyncField.secret), let base, base.recordID == id, base.fields[field] == nil else {
      return false
    }
    let key = String(field.dropFirst(SyncField.secret.count))
    return secretTimes[key] != nil && secretTimes[key] == base.secretTimes[key]
  }
}

/// What both sides had at the last sync.
struct BaseEntry: Hashable, Sendable, Codable {
  var localID: String?
  var recordID: String?
  var fields: [String: String] = [:]
  /// When the value that is remembered was set there; for a secret that only the server has, that this was told.
  var secretTimes: [String: String] = [:]

  private enum CodingKeys: String, CodingKey {
    case fields
    case secretTimes = "secret_times"
  }

  init(localID: String?, recordID: String?, fields: [String: String] = [:], secretTimes: [String: String] = [:]) {
    (self.localID, self.recordID, self.fields, self.secretTimes) = (localID, recordID, fields, secretTimes)
  }

  /// nil for one that another version wrote and nobody can read: there is no base then, and differences are conflicts.
  init?(_ base: SyncBase) {
    guard var entry = try? JSONDecoder().decode(BaseEntry.self, from: Data(base.content.utf8)) else { return nil }
    (entry.localID, entry.recordID) = (base.localID, base.recordID)
    self = entry
  }

  func record(of subject: String) -> SyncBase {
    let content = (try? RecordJSON.encoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return SyncBase(subject: subject, localID: localID, recordID: recordID, content: content)
  }
}

enum Subject {
  static func app(_ cluster: String, _ namespace: String, _ name: String) -> String {
    "\(cluster)/\(namespace)/\(name)"
  }

  static func parts(_ subject: String) -> [String] {
    subject.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
  }

  /// An app's parent is its cluster: namespaces are no records.
  static func parent(_ subject: String) -> String? {
    let parts = parts(subject)
    return switch parts.count {
    case 2: parts[0]
    case 4: parts[0] + "/" + parts[1]
    default: nil
    }
  }
}
