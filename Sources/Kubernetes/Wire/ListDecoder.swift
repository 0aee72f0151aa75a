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
  private enum Source {
    case json(JSONSplitter)
    case protobuf(ProtobufListSplitter)
  }

  private var source: Source
  private let pool: StringPool

  /// - Parameter pool: what the list shares its texts in; pages of one list have one.
  init(_ format: WireFormat, sharing pool: StringPool = StringPool()) {
    self.pool = pool
    source = format == .json ? .json(JSONSplitter(.items)) : .protobuf(ProtobufListSplitter())
  }

  mutating func receive(_ bytes: [UInt8], into items: inout [Object]) throws(KubernetesError) {
    var found: [Object] = []
    switch source {
    case .json(var splitter):
      source = .json(JSONSplitter(.items))  // So that it is changed in place.
      try splitter.receive(bytes) { (item) throws(KubernetesError) in
        found.append(try Object(json: try JSON(decoding: item, Object.resource.kind)))
      }
      source = .json(splitter)
    case .protobuf(var splitter):
      source = .protobuf(ProtobufListSplitter())
      try splitter.receive(bytes) { (item) throws(KubernetesError) in
        found.append(try Object(protobuf: item, sharing: pool))
      }
      source = .protobuf(splitter)
    }
    items += found
  }

  /// - Throws: `.undecodable` when the list is not whole.
  func finish() throws(KubernetesError) -> ListMetadata {
    let kind = Object.resource.kind + "List"
    switch source {
    case .json(let splitter):
      return try ListMetadata(envelope: splitter.remainder, kind)
    case .protobuf(let splitter):
      return try splitter.finish(kind)
    }
  }
}

extension ListMetadata {
  fileprivate init(envelope: [UInt8], _ kind: String) throws(KubernetesError) {
    let json = try envelope.withUnsafeBufferPointer { buffer in
      Result { () throws(KubernetesError) in try JSON(decoding: buffer, kind) }
    }.get()
    guard json["kind"]?.string == kind else {
      throw .undecodable(what: kind, reason: "its kind is \(json.text("kind"))")
    }
    let metadata = json.object("metadata")
    resourceVersion = metadata.text("resourceVersion")
    continueToken = metadata.text("continue")
    remainingItemCount = metadata["remainingItemCount"]?.int
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
