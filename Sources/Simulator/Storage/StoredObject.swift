import JSON

/// One version of an object. It never changes, so lists, watches and history share it and its encodings.
final class StoredObject {
  /// Without `apiVersion` and `kind`, which depend on how it is served.
  let json: JSON
  let key: ObjectKey
  let version: Int

  /// - Parameter previous: the version before, of which most of the metadata stays.
  init(json: JSON, key: ObjectKey, version: Int, previous: StoredObject? = nil) {
    self.json = json
    self.key = key
    self.version = version
    guard let previous, let old = previous.json["metadata"], let new = json["metadata"] else { return }
    if old["labels"] == new["labels"] { labels = previous.labels }
    if old["uid"] == new["uid"], old["ownerReferences"] == new["ownerReferences"] {
      (uid, ownerUIDs, controllerUID) = (previous.uid, previous.ownerUIDs, previous.controllerUID)
    }
  }

  /// As an item of a list: without `apiVersion` and `kind`.
  var encoded: [UInt8] {
    if let text { return text }
    let made = json.encoded()
    text = made
    return made
  }
  private var text: [UInt8]?
  private(set) lazy var labels: [String: String] = json[at: "metadata", "labels"]?.texts ?? [:]
  /// By media type and apiVersion, filled by the protobuf encoder.
  var protobuf: [UInt8]?

  // Asked again and again for every object of a large cluster.
  private(set) lazy var uid: String = json["metadata"]?["uid"]?.string ?? ""
  private(set) lazy var isDeleting: Bool = json["metadata"]?["deletionTimestamp"] != nil
  private(set) lazy var ownerUIDs: [String] = owners.compactMap { $0["uid"]?.string }
  /// The uid of the controller that owns it.
  private(set) lazy var controllerUID: String? = owners.first { $0["controller"] == true }?["uid"]?.string
  /// Of a pod.
  private(set) lazy var isFinishedPod: Bool = ["Succeeded", "Failed"].contains(json["status"]?["phase"]?.string)
  private(set) lazy var readyCondition: JSON? = json["status"]?["conditions"]?.array?.first { $0["type"] == "Ready" }
  private(set) lazy var isReadyPod: Bool = readyCondition?["status"] == "True"

  /// Makes it cost less memory; whoever wants it encoded has it encoded once more.
  func dropEncodings() {
    text = nil
    protobuf = nil
  }

  private var owners: [JSON] { json["metadata"]?["ownerReferences"]?.array ?? [] }

  /// Appends the object as it is served on its own.
  func encode(apiVersion: String, kind: String, into output: inout [UInt8]) {
    output.append(contentsOf: #"{"kind":"\#(kind)","apiVersion":"\#(apiVersion)","#.utf8)
    output.append(contentsOf: encoded.dropFirst())
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
