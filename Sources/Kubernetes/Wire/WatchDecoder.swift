import JSON

/// `meta/v1.WatchEvent`.
enum WatchEvent<Object: KubernetesObject>: Hashable, Sendable {
  case added(Object)
  case modified(Object)
  case deleted(Object)
  /// Everything up to that version has been sent; also what was there before the watch, where `endsInitialEvents`.
  case bookmark(resourceVersion: String, endsInitialEvents: Bool)
  /// The last event: the watch is over, and why.
  case failed(Status)
}

/// Decodes a watch while it arrives.
struct WatchDecoder<Object: KubernetesObject> {
  private enum Source {
    case json(JSONSplitter)
    case protobuf(FrameSplitter)
  }

  private var source: Source
  private let pool = StringPool()

  init(_ format: WireFormat) {
    source = format == .json ? .json(JSONSplitter(.values)) : .protobuf(FrameSplitter())
  }

  /// No event is half read.
  var isBetweenEvents: Bool {
    switch source {
    case .json(let splitter): splitter.isBetweenValues
    case .protobuf(let splitter): splitter.isBetweenFrames
    }
  }

  mutating func receive(_ bytes: [UInt8]) throws(KubernetesError) -> [WatchEvent<Object>] {
    var events: [WatchEvent<Object>] = []
    switch source {
    case .json(var splitter):
      source = .json(JSONSplitter(.values))  // So that it is changed in place.
      try splitter.receive(bytes) { (value) throws(KubernetesError) in
        events.append(try WatchEvent(json: try JSON(decoding: value, "WatchEvent")))
      }
      source = .json(splitter)
    case .protobuf(var splitter):
      source = .protobuf(FrameSplitter())
      try splitter.receive(bytes) { (frame) throws(KubernetesError) in
        events.append(try WatchEvent(protobuf: frame, sharing: pool))
      }
      source = .protobuf(splitter)
    }
    return events
  }
}

extension WatchEvent {
  init(json: JSON) throws(KubernetesError) {
    let object = json.object("object")
    switch json.text("type") {
    case "ADDED": self = .added(try Object(json: object))
    case "MODIFIED": self = .modified(try Object(json: object))
    case "DELETED": self = .deleted(try Object(json: object))
    case "BOOKMARK":
      let metadata = object.object("metadata")
      let isEnd = metadata.object("annotations").text(initialEventsEndAnnotation) == "true"
      self = .bookmark(resourceVersion: metadata.text("resourceVersion"), endsInitialEvents: isEnd)
    case "ERROR":
      self = .failed(Status(json: object) ?? Status(code: 500, message: "the watch failed without a reason"))
    case let type:
      throw .undecodable(what: "WatchEvent", reason: "its type is \"\(type)\"")
    }
  }

  init(protobuf frame: [UInt8], sharing pool: StringPool) throws(KubernetesError) {
    let (type, bytes) = try Self.opened(frame)
    switch type {
    case "ADDED": self = .added(try Object(protobuf: bytes, sharing: pool))
    case "MODIFIED": self = .modified(try Object(protobuf: bytes, sharing: pool))
    case "DELETED": self = .deleted(try Object(protobuf: bytes, sharing: pool))
    case "BOOKMARK":
      let metadata = try WirePartialObject(decoding: bytes, "bookmark").metadata
      let isEnd = metadata.annotations[initialEventsEndAnnotation] == "true"
      self = .bookmark(resourceVersion: metadata.resourceVersion, endsInitialEvents: isEnd)
    case "ERROR":
      self = .failed(Status(try WireStatus(decoding: bytes, "Status")))
    default:
      throw .undecodable(what: "WatchEvent", reason: "its type is \"\(type)\"")
    }
  }

  /// The type and the bare object of an event: `WatchEvent { type, RawExtension { "k8s\0" Unknown { raw } } }`, with one copy
  /// for all its envelopes.
  private static func opened(_ frame: [UInt8]) throws(KubernetesError) -> (type: String, object: [UInt8]) {
    try frame.withUnsafeBytes { buffer in
      Result { () throws(KubernetesError) in
        var type = ""
        var object: [UInt8] = []
        var event = FieldReader(buffer)
        while try event.next() {
          switch event.number {
          case 1: type = event.text
          case 2:
            if let raw = try FieldReader.payload(1, in: event.payload) { object = try opened(raw) }
          default: break
          }
        }
        return (type, object)
      }
    }.get()
  }

  private static func opened(_ envelope: UnsafeRawBufferPointer) throws(KubernetesError) -> [UInt8] {
    guard envelope.starts(with: protobufMagic) else {
      throw .undecodable(what: "protobuf", reason: "it has no \"k8s\" in front")
    }
    let unknown = UnsafeRawBufferPointer(rebasing: envelope[protobufMagic.count...])
    return try FieldReader.payload(2, in: unknown).map(Array.init) ?? []
  }
}

private let initialEventsEndAnnotation = "k8s.io/initial-events-end"
