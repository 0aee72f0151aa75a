import Foundation

/// One deploy: the whole configuration of the app at that moment, and what became of it.
package struct Revision: Hashable, Sendable, Identifiable {
  package enum Outcome: String, Hashable, Sendable, Codable {
    /// Written before the cluster was asked; the rollout has not ended.
    case deploying
    case success
    case failed
    case rolledBack = "rolled_back"
    /// The process that deployed it ended before the rollout did, and what became of it could not be learnt.
    case interrupted
  }

  /// How far a deploy has come: each is written before it is begun, so that a killed process leaves word.
  package enum Step: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    /// The revision is in the store; the cluster has not been asked for anything.
    case written
    case syncingSecrets = "syncing_secrets"
    case runningHook = "running_predeploy"
    case applying
    /// The cluster has it and rolls it out.
    case rolling

    package static func < (left: Step, right: Step) -> Bool { left.order < right.order }

    private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  package var id: RevisionID
  package var appID: AppID
  /// Counts from 1 in its app, without gaps or repeats.
  package var number: Int
  package var configuration: AppConfiguration
  package var outcome: Outcome
  /// Why it ended as it did, in words.
  package var outcomeMessage: String?
  package var step: Step
  /// Whether its failure brings back what ran before.
  package var rollsBack: Bool
  /// The digest of the image that ran, `sha256:…`, once it was seen to run; a tag may have moved since.
  package var digest: String?
  /// Who asked for it: `user@host`.
  package var deployedBy: String?
  /// Why it was made: `image web:2`, `rollback to 3`.
  package var message: String?
  package var createdAt: Date
  package var finishedAt: Date?

  package init(
    id: RevisionID = .init(), appID: AppID, number: Int, configuration: AppConfiguration,
    outcome: Outcome = .deploying, outcomeMessage: String? = nil, step: Step = .written, rollsBack: Bool = true,
    digest: String? = nil, deployedBy: String? = nil, message: String? = nil, createdAt: Date, finishedAt: Date? = nil
  ) {
    self.id = id
    self.appID = appID
    self.number = number
    self.configuration = configuration
    self.outcome = outcome
    self.outcomeMessage = outcomeMessage
    self.step = step
    self.rollsBack = rollsBack
    self.digest = digest
    self.deployedBy = deployedBy
    self.message = message
    self.createdAt = createdAt
    self.finishedAt = finishedAt
  }
}

extension Revision: Codable {
  package enum CodingKeys: String, CodingKey {
    case id
    case appID = "app_id"
    case number = "revision_number"
    case outcome = "deploy_status"
    case outcomeMessage = "status_message"
    case step
    case rollsBack = "auto_rollback"
    case digest = "image_digest"
    case deployedBy = "deployed_by"
    case message = "deploy_message"
    case createdAt = "created_at"
    case finishedAt = "deployed_at"
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      id: try values.decode(RevisionID.self, forKey: .id),
      appID: try values.decode(AppID.self, forKey: .appID),
      number: try values.decode(Int.self, forKey: .number),
      configuration: try AppConfiguration(from: decoder),
      outcome: try values.decode(Outcome.self, forKey: .outcome),
      outcomeMessage: try values.decodeIfPresent(String.self, forKey: .outcomeMessage),
      // Exports of older versions were made of deploys that had come to their end, or to the cluster.
      step: try values.decodeIfPresent(Step.self, forKey: .step) ?? .rolling,
      rollsBack: try values.decodeIfPresent(Bool.self, forKey: .rollsBack) ?? true,
      digest: try values.decodeIfPresent(String.self, forKey: .digest),
      deployedBy: try values.decodeIfPresent(String.self, forKey: .deployedBy),
      message: try values.decodeIfPresent(String.self, forKey: .message),
      createdAt: try values.decode(Date.self, forKey: .createdAt),
      finishedAt: try values.decodeIfPresent(Date.self, forKey: .finishedAt))
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(id, forKey: .id)
    try values.encode(appID, forKey: .appID)
    try values.encode(number, forKey: .number)
    try configuration.encode(to: encoder)
    try values.encode(outcome, forKey: .outcome)
    try values.encodeIfPresent(outcomeMessage, forKey: .outcomeMessage)
    try values.encode(step, forKey: .step)
    try values.encode(rollsBack, forKey: .rollsBack)
    try values.encodeIfPresent(digest, forKey: .digest)
    try values.encodeIfPresent(deployedBy, forKey: .deployedBy)
    try values.encodeIfPresent(message, forKey: .message)
    try values.encode(createdAt, forKey: .createdAt)
    try values.encodeIfPresent(finishedAt, forKey: .finishedAt)
  }
}
