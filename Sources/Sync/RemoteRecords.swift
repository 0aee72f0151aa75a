import JSON

/// A project or a cluster there.
struct RemoteContainer: Hashable, Sendable {
  let id: String
  let name: String

  init(_ json: JSON) throws(RemoteError) {
    guard let id = json["id"]?.string, let name = json["name"]?.string else { throw .malformed(what: "a record") }
    (self.id, self.name) = (id, name)
  }
}

/// An app there, as the fields that sync compares.
struct RemoteApp: Hashable, Sendable {
  let id: String
  let name: String
  let namespace: String
  let currentRevision: Int
  /// `pending`, `deploying`, `running_predeploy`, `verifying`, `rolling_back`, `running` or `failed`.
  let status: String
  let statusMessage: String
  /// By the server's clock; any update moves it.
  let updatedAt: String
  var fields: [String: String]

  init(_ json: JSON) throws(RemoteError) {
    guard let id = json["id"]?.string, let name = json["name"]?.string,
      let namespace = json["namespace"]?.string, json["image"]?.string != nil
    else { throw .malformed(what: "an app") }
    (self.id, self.name, self.namespace) = (id, name, namespace)
    currentRevision = json["current_revision"]?.int ?? 0
    (status, statusMessage) = (json["status"]?.string ?? "", json["status_message"]?.string ?? "")
    updatedAt = json["updated_at"]?.string ?? ""
    fields = SyncField.fields(ofRemote: json)
  }
}

/// A revision there. The server keeps ten, and counts for itself: its numbers are not those of this store.
package struct RemoteRevision: Hashable, Sendable, Encodable {
  package let number: Int
  package let image: String
  package let replicas: Int
  /// `success`, also while it is being deployed; `failed` or `rolled_back`.
  package let status: String
  package let deployedBy: String?
  package let message: String?
  /// The server's wall time, in a zone that it does not tell.
  package let createdAt: String
  package var isCurrent = false

  private enum CodingKeys: String, CodingKey {
    case number = "revision_number"
    case image, replicas
    case status = "deploy_status"
    case deployedBy = "deployed_by"
    case message = "deploy_message"
    case createdAt = "created_at_local"
    case isCurrent = "current"
  }

  var wasRolledBack: Bool { status == "rolled_back" }

  init(_ json: JSON) throws(RemoteError) {
    guard let number = json["revision_number"]?.int, let image = json["image"]?.string else {
      throw .malformed(what: "a revision")
    }
    (self.number, self.image) = (number, image)
    replicas = json["replicas"]?.int ?? 1
    status = json["deploy_status"]?.string ?? ""
    (deployedBy, message) = (json["deployed_by"]?.string, json["deploy_message"]?.string)
    // It calls it UTC, which it is not.
    createdAt = String((json["created_at"]?.string ?? "").prefix(19)).replacing("T", with: " ")
  }
}
