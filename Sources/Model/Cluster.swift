import Foundation

/// A Kubernetes cluster of a project. Its kubeconfig is kept apart, encrypted.
package struct Cluster: Hashable, Sendable, Codable, Identifiable {
  package enum Status: String, Hashable, Sendable, Codable {
    /// Never reached so far.
    case pending
    case connected
    /// The last attempt failed; `statusMessage` says why.
    case error
  }

  package var id: ClusterID
  package var projectID: ProjectID
  /// Unique in its project.
  package var name: String
  /// The API server's URL, for people; requests take it from the kubeconfig.
  package var endpoint: String
  /// The kubeconfig context it was connected from.
  package var context: String
  /// The namespace that the context names, `default` where it names none.
  package var namespace: String
  package var status: Status
  package var statusMessage: String?
  package var createdAt: Date

  package init(
    id: ClusterID = .init(), projectID: ProjectID, name: String, endpoint: String, context: String,
    namespace: String = "default", status: Status = .pending, statusMessage: String? = nil, createdAt: Date
  ) {
    self.id = id
    self.projectID = projectID
    self.name = name
    self.endpoint = endpoint
    self.context = context
    self.namespace = namespace
    self.status = status
    self.statusMessage = statusMessage
    self.createdAt = createdAt
  }

  package enum CodingKeys: String, CodingKey {
    case id, name, endpoint, context, namespace, status
    case projectID = "project_id"
    case statusMessage = "status_message"
    case createdAt = "created_at"
  }
}
