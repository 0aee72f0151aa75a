import Foundation
import Model

/// One line of an export's payload.
enum BackupRecord: Hashable, Sendable {
  case head(version: Int, exportedAt: Date)
  case project(Project)
  case cluster(Cluster, kubeconfig: String)
  case app(App)
  case secret(SecretRecord)
  case revision(Revision, secrets: [String: String], hookLog: String?)
  case audit(AuditEntry)
  case setting(key: String, value: String)
  case lastSeen(subject: String, value: String, at: Date)
}

struct SecretRecord: Hashable, Sendable, Codable {
  let appID: AppID
  let key: String
  let value: String
  let createdAt: Date
  let updatedAt: Date

  enum CodingKeys: String, CodingKey {
    case key, value
    case appID = "app_id"
    case createdAt = "created_at"
    case updatedAt = "updated_at"
  }
}

extension BackupRecord: Codable {
  private enum Kind: String, Codable {
    case head = "export"
    case project, cluster, app, secret, revision, audit, setting
    case lastSeen = "last_seen"
  }

  private enum CodingKeys: String, CodingKey {
    case type, version, kubeconfig, secrets, key, value, subject
    case exportedAt = "exported_at"
    case hookLog = "hook_log"
    case seenAt = "seen_at"
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    switch try values.decode(Kind.self, forKey: .type) {
    case .head:
      self = .head(
        version: try values.decode(Int.self, forKey: .version),
        exportedAt: try values.decode(Date.self, forKey: .exportedAt))
    case .project:
      self = .project(try Project(from: decoder))
    case .cluster:
      self = .cluster(try Cluster(from: decoder), kubeconfig: try values.decode(String.self, forKey: .kubeconfig))
    case .app:
      self = .app(try App(from: decoder))
    case .secret:
      self = .secret(try SecretRecord(from: decoder))
    case .revision:
      let secrets = try values.decodeIfPresent([String: String].self, forKey: .secrets)
      self = .revision(
        try Revision(from: decoder), secrets: secrets ?? [:],
        hookLog: try values.decodeIfPresent(String.self, forKey: .hookLog))
    case .audit:
      self = .audit(try AuditEntry(from: decoder))
    case .setting:
      self = .setting(
        key: try values.decode(String.self, forKey: .key), value: try values.decode(String.self, forKey: .value))
    case .lastSeen:
      self = .lastSeen(
        subject: try values.decode(String.self, forKey: .subject),
        value: try values.decode(String.self, forKey: .value),
        at: try values.decode(Date.self, forKey: .seenAt))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .head(let version, let exportedAt):
      try values.encode(Kind.head, forKey: .type)
      try values.encode(version, forKey: .version)
      try values.encode(exportedAt, forKey: .exportedAt)
    case .project(let project):
      try values.encode(Kind.project, forKey: .type)
      try project.encode(to: encoder)
    case .cluster(let cluster, let kubeconfig):
      try values.encode(Kind.cluster, forKey: .type)
      try cluster.encode(to: encoder)
      try values.encode(kubeconfig, forKey: .kubeconfig)
    case .app(let app):
      try values.encode(Kind.app, forKey: .type)
      try app.encode(to: encoder)
    case .secret(let secret):
      try values.encode(Kind.secret, forKey: .type)
      try secret.encode(to: encoder)
    case .revision(let revision, let secrets, let hookLog):
      try values.encode(Kind.revision, forKey: .type)
      try revision.encode(to: encoder)
      if !secrets.isEmpty { try values.encode(secrets, forKey: .secrets) }
      try values.encodeIfPresent(hookLog, forKey: .hookLog)
    case .audit(let entry):
      try values.encode(Kind.audit, forKey: .type)
      try entry.encode(to: encoder)
    case .setting(let key, let value):
      try values.encode(Kind.setting, forKey: .type)
      try values.encode(key, forKey: .key)
      try values.encode(value, forKey: .value)
    case .lastSeen(let subject, let value, let date):
      try values.encode(Kind.lastSeen, forKey: .type)
      try values.encode(subject, forKey: .subject)
      try values.encode(value, forKey: .value)
      try values.encode(date, forKey: .seenAt)
    }
  }
}
