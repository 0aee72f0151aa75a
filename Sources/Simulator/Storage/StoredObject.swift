import JSON

/// One version of an object. It never changes, so lists, watches and history share it and its encodings.
final class StoredObject {
  /// Without `apiVersion` and `kind`, which depend on how it is served.
  let json: JSON
  let key: ObjectKey
  let version: Int

  init(json: JSON, key: ObjectKey, version: Int) {
    self.json = json
    self.key = key
    self.version = version
  }

  /// As an item of a list: without `apiVersion` and `kind`.
  private(set) lazy var encoded: [UInt8] = json.encoded()
  private(set) lazy var labels: [String: String] = json[at: "metadata", "labels"]?.texts ?? [:]
  /// By media type and apiVersion, filled by the protobuf encoder.
  var protobuf: [UInt8]?

  var uid: String { json[at: "metadata", "uid"]?.string ?? "" }
  var isDeleting: Bool { json[at: "metadata", "deletionTimestamp"] != nil }

  /// Appends the object as it is served on its own.
  func encode(apiVersion: String, kind: String, into output: inout [UInt8]) {
    output.append(contentsOf: #"{"kind":"\#(kind)","apiVersion":"\#(apiVersion)","#.utf8)
    output.append(contentsOf: encoded.dropFirst())
  }

  /// The uid of the controller that owns it.
  var controllerUID: String? {
    json[at: "metadata", "ownerReferences"]?.array?.first { $0["controller"] == true }?["uid"]?.string
  }
}

/// Name and namespace (empty for cluster scope), in the order of etcd keys.
struct ObjectKey: Hashable, Comparable {
  let namespace: String
  let name: String

  static func < (left: ObjectKey, right: ObjectKey) -> Bool {
    left.namespace == right.namespace ? left.name < right.name : left.namespace < right.namespace
  }
}
