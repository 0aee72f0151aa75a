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
  private var splitter = JSONSplitter(.values)

  /// No event is half read.
  var isBetweenEvents: Bool { splitter.isBetweenValues }

  mutating func receive(_ bytes: [UInt8]) throws(KubernetesError) -> [WatchEvent<Object>] {
    var events: [WatchEvent<Object>] = []
    try splitter.receive(bytes) { (value) throws(KubernetesError) in
      events.append(try WatchEvent(json: try JSON(decoding: value, "WatchEvent")))
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
}

let initialEventsEndAnnotation = "k8s.io/initial-events-end"
