import HTTP
import JSON

/// What stands beside the items of a list.
struct ListMetadata: Hashable, Sendable {
  var resourceVersion = ""
  /// Empty on the last page.
  var continueToken = ""
  var remainingItemCount: Int?
}

/// Decodes a list while it arrives, so that memory holds what is kept and one item of what is sent.
struct ListDecoder<Object: KubernetesObject> {
  private var splitter = JSONSplitter(.items)

  mutating func receive(_ bytes: [UInt8], into items: inout [Object]) throws(KubernetesError) {
    var found: [Object] = []
    try splitter.receive(bytes) { (item) throws(KubernetesError) in
      found.append(try Object(json: try JSON(decoding: item, Object.resource.kind)))
    }
    items += found
  }

  /// - Throws: `.undecodable` when the list is not whole.
  mutating func finish() throws(KubernetesError) -> ListMetadata {
    let kind = Object.resource.kind + "List"
    let envelope = try splitter.remainder.withUnsafeBufferPointer { buffer in
      Result { () throws(KubernetesError) in try JSON(decoding: buffer, kind) }
    }.get()
    guard envelope["kind"]?.string == kind else {
      throw .undecodable(what: kind, reason: "its kind is \(envelope.text("kind"))")
    }
    let metadata = envelope.object("metadata")
    return ListMetadata(
      resourceVersion: metadata.text("resourceVersion"), continueToken: metadata.text("continue"),
      remainingItemCount: metadata["remainingItemCount"]?.int)
  }
}

extension JSON {
  init(decoding bytes: UnsafeBufferPointer<UInt8>, _ what: String) throws(KubernetesError) {
    do {
      try self.init(parsing: bytes)
    } catch {
      throw .undecodable(what: what, reason: "\(error.reason) at byte \(error.offset)")
    }
  }
}
