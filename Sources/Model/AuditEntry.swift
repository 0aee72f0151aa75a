import Foundation

/// Something that was done, or tried, by a person. It holds no secret: names and outcomes only.
package struct AuditEntry: Hashable, Sendable, Identifiable, Codable {
  package enum Outcome: String, Hashable, Sendable, Codable {
    /// Under way, or its process was killed.
    case started
    case done
    case failed
  }

  package var id: Int
  package var startedAt: Date
  package var finishedAt: Date?
  /// Who: the user's name.
  package var actor: String
  /// From where: the host.
  package var origin: String
  /// What: `deploy`, `set secret DATABASE_URL`.
  package var action: String
  /// To what: `shop/production/web`.
  package var subject: String
  package var outcome: Outcome
  /// Why it failed, in words.
  package var message: String?

  package init(
    id: Int, startedAt: Date, finishedAt: Date? = nil, actor: String, origin: String, action: String, subject: String,
    outcome: Outcome, message: String? = nil
  ) {
    self.id = id
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.actor = actor
    self.origin = origin
    self.action = action
    self.subject = subject
    self.outcome = outcome
    self.message = message
  }

  package enum CodingKeys: String, CodingKey {
    case id, actor, origin, action, subject, outcome, message
    case startedAt = "started_at"
    case finishedAt = "finished_at"
  }
}
