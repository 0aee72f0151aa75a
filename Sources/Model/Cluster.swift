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
  /// The controller that serves Ingresses there.
  package var ingressClass: String
  /// The cert-manager ClusterIssuer that certificates come from.
  package var certificateIssuer: String
  /// Nothing but reads leaves the client of such a cluster, whoever asks.
  package var isReadOnly: Bool
  /// A change leaves the client of such a cluster only after a person has typed the cluster's name.
  package var isProtected: Bool
  /// Nobody checks that it is the cluster that answers: its kubeconfig says `insecure-skip-tls-verify`, or plain HTTP over a network.
  /// Shown as a warning wherever the cluster is.
  package var isInsecure: Bool

  package static let defaultIngressClass = "nginx"
  package static let defaultCertificateIssuer = "letsencrypt-prod"

  package init(
    id: ClusterID = .init(), projectID: ProjectID, name: String, endpoint: String, context: String,
    namespace: String = "default", status: Status = .pending, statusMessage: String? = nil, createdAt: Date,
    ingressClass: String = defaultIngressClass, certificateIssuer: String = defaultCertificateIssuer,
    isReadOnly: Bool = false, isProtected: Bool = false, isInsecure: Bool = false
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
    self.ingressClass = ingressClass
    self.certificateIssuer = certificateIssuer
    self.isReadOnly = isReadOnly
    self.isProtected = isProtected
    self.isInsecure = isInsecure
  }

  package enum CodingKeys: String, CodingKey {
    case id, name, endpoint, context, namespace, status
    case projectID = "project_id"
    case statusMessage = "status_message"
    case createdAt = "created_at"
    case ingressClass = "ingress_class"
    case certificateIssuer = "certificate_issuer"
    case isReadOnly = "read_only"
    case isProtected = "protected"
    case isInsecure = "insecure"
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      id: try values.decode(ClusterID.self, forKey: .id),
      projectID: try values.decode(ProjectID.self, forKey: .projectID),
      name: try values.decode(String.self, forKey: .name),
      endpoint: try values.decode(String.self, forKey: .endpoint),
      context: try values.decode(String.self, forKey: .context),
      namespace: try values.decode(String.self, forKey: .namespace),
      status: try values.decode(Status.self, forKey: .status),
      statusMessage: try values.decodeIfPresent(String.self, forKey: .statusMessage),
      createdAt: try values.decode(Date.self, forKey: .createdAt),
      // Exports of older versions do not have these.
      ingressClass: try values.decodeIfPresent(String.self, forKey: .ingressClass) ?? Self.defaultIngressClass,
      certificateIssuer: try values.decodeIfPresent(String.self, forKey: .certificateIssuer)
        ?? Self.defaultCertificateIssuer,
      isReadOnly: try values.decodeIfPresent(Bool.self, forKey: .isReadOnly) ?? false,
      isProtected: try values.decodeIfPresent(Bool.self, forKey: .isProtected) ?? false,
      isInsecure: try values.decodeIfPresent(Bool.self, forKey: .isInsecure) ?? false)
  }
}
