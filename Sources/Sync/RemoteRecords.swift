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
  /// By the server's clock; any update moves it.
  let updatedAt: String
  var fields: [String: String]

  init(_ json: JSON) throws(RemoteError) {
    guard let id = json["id"]?.string, let name = json["name"]?.string,
      let namespace = json["namespace"]?.string, json["image"]?.string != nil
    else { throw .malformed(what: "an app") }
    (self.id, self.name, self.namespace) = (id, name, namespace)
    currentRevision = json["current_revision"]?.int ?? 0
    updatedAt = json["updated_at"]?.string ?? ""
    fields = SyncField.fields(ofRemote: json)
  }
}

/// What a revision there says of an image.
struct RemoteRevision: Hashable, Sendable {
  let number: Int
  let image: String
  let wasRolledBack: Bool

  init(_ json: JSON) throws(RemoteError) {
    guard let number = json["revision_number"]?.int, let image = json["image"]?.string else {
      throw .malformed(what: "a revision")
    }
    (self.number, self.image) = (number, image)
    wasRolledBack = json["deploy_status"]?.string == "rolled_back"
  }
}
