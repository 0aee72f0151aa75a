import Foundation

/// An image with its configuration, on one cluster.
package struct App: Hashable, Sendable, Identifiable {
  /// What the last action of ours came to. What runs now is the cluster's to say.
  package enum Status: String, Hashable, Sendable, Codable {
    /// Never deployed.
    case pending
    case deploying
    case verifying
    case running
    case failed
    case rollingBack = "rolling_back"

    /// Whether a deploy is under way, or was when the process died.
    package var isUnsettled: Bool {
      switch self {
      case .deploying, .verifying, .rollingBack: true
      case .pending, .running, .failed: false
      }
    }
  }

  package var id: AppID
  package var clusterID: ClusterID
  /// Unique with its namespace on its cluster; never changes.
  package var name: String
  package var namespace: String
  package var configuration: AppConfiguration
  package var status: Status
  package var statusMessage: String?
  /// The number of the revision that was deployed last; 0 before the first.
  package var currentRevision: Int
  package var createdAt: Date
  package var updatedAt: Date

  package init(
    id: AppID = .init(), clusterID: ClusterID, name: String, namespace: String = "default",
    configuration: AppConfiguration, status: Status = .pending, statusMessage: String? = nil, currentRevision: Int = 0,
    createdAt: Date, updatedAt: Date? = nil
  ) {
    self.id = id
    self.clusterID = clusterID
    self.name = name
    self.namespace = namespace
    self.configuration = configuration
    self.status = status
    self.statusMessage = statusMessage
    self.currentRevision = currentRevision
    self.createdAt = createdAt
    self.updatedAt = updatedAt ?? createdAt
  }
}

extension App: Codable {
  package enum CodingKeys: String, CodingKey {
    case id, name, namespace, status
    case clusterID = "cluster_id"
    case statusMessage = "status_message"
    case currentRevision = "current_revision"
    case createdAt = "created_at"
    case updatedAt = "updated_at"
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      id: try values.decode(AppID.self, forKey: .id),
      clusterID: try values.decode(ClusterID.self, forKey: .clusterID),
      name: try values.decode(String.self, forKey: .name),
      namespace: try values.decode(String.self, forKey: .namespace),
      configuration: try AppConfiguration(from: decoder),
      status: try values.decode(Status.self, forKey: .status),
      statusMessage: try values.decodeIfPresent(String.self, forKey: .statusMessage),
      currentRevision: try values.decodeIfPresent(Int.self, forKey: .currentRevision) ?? 0,
      createdAt: try values.decode(Date.self, forKey: .createdAt),
      updatedAt: try values.decode(Date.self, forKey: .updatedAt))
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(id, forKey: .id)
    try values.encode(clusterID, forKey: .clusterID)
    try values.encode(name, forKey: .name)
    try values.encode(namespace, forKey: .namespace)
    try configuration.encode(to: encoder)
    try values.encode(status, forKey: .status)
    try values.encodeIfPresent(statusMessage, forKey: .statusMessage)
    try values.encode(currentRevision, forKey: .currentRevision)
    try values.encode(createdAt, forKey: .createdAt)
    try values.encode(updatedAt, forKey: .updatedAt)
  }
}
