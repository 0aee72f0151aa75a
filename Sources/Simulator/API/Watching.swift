import HTTP
import JSON

/// Watches.
extension Cluster {
  func watch(_ call: Call) throws(APIError) -> Reply {
    let media = try MediaType(call.request, hasProtobuf: ProtobufEncoder.encodes(call.type.kind))
    let selection = try Selection(call)
    let version = try resourceVersion(call.request)
    let resource = store.resource(call.type)
    var timeout: Duration?
    if let text = call.request.parameter("timeoutSeconds"), let seconds = Int(text) { timeout = .seconds(seconds) }
    let stream = WatchStream(
      resource: resource, type: call.type, namespace: call.info.namespace, name: call.info.name, selection: selection,
      media: media, position: version ?? store.version)
    let sendsInitial = call.request.parameter("sendInitialEvents")
    if sendsInitial != nil, !options.streamsLists, call.request.flag("sendInitialEvents") {
      stream.fail(
        .internalError(
          "a watch stream was requested by the client but the required storage feature RequestWatchProgress is disabled"
        ))
    } else if let version, version > store.version {
      stream.fail(.tooLargeVersion(version, current: store.version))
    } else if let version, version < resource.forgottenVersion, sendsInitial == nil {
      stream.fail(.expired("too old resource version: \(version) (\(resource.forgottenVersion))"))
    } else if sendsInitial == nil ? version == nil : call.request.flag("sendInitialEvents") {
      stream.sendInitial(resource.list(namespace: call.info.namespace), marksEnd: sendsInitial != nil)
      stream.position = store.version
    }
    if call.request.flag("allowWatchBookmarks") { planBookmark(stream, timeout: timeout) }
    if let timeout {
      timeline.plan(after: timeout) { [weak stream] cluster in stream?.end(at: cluster.store.version) }
    }
    let type: String
    switch media {
    case .protobuf: type = ProtobufEncoder.mediaType + ";stream=watch"
    default: type = "application/json"
    }
    return Reply(contentType: type, body: open(stream))
  }

  /// One a minute, and one shortly before the watch times out.
  private func planBookmark(_ stream: WatchStream, timeout: Duration?) {
    if let timeout, timeout > .seconds(2) {
      timeline.plan(after: timeout - .milliseconds(1340)) { [weak stream] cluster in stream?.bookmark(cluster) }
    }
    repeatBookmark(stream)
  }

  private func repeatBookmark(_ stream: WatchStream) {
    timeline.plan(after: options.bookmarkInterval) { [weak stream] cluster in
      guard let stream, !stream.isOver else { return }
      stream.bookmark(cluster)
      cluster.repeatBookmark(stream)
    }
  }
}

/// The events of one watch, read from the resource's history at the reader's pace.
final class WatchStream: ReplyStream {
  let wakeup = Wakeup()
  private let resource: ResourceStore
  private let type: ResourceType
  private let namespace: String
  private let name: String
  private let selection: Selection
  private let media: MediaType
  /// The version up to which everything has been sent.
  var position: Int
  var isOver = false
  /// After a timeout: the last version that is still sent.
  private var end: Int?
  private var pending: [UInt8] = []
  private var isFirstTable = true

  /// A piece is not made larger than this, so that a slow reader costs little memory, and not much smaller while there is more
  /// to read, so that it can keep up with a busy cluster.
  private static let pieceLimit = 256 << 10

  init(
    resource: ResourceStore, type: ResourceType, namespace: String, name: String, selection: Selection,
    media: MediaType,
    position: Int
  ) {
    self.resource = resource
    self.type = type
    self.namespace = namespace
    self.name = name
    self.selection = selection
    self.media = media
    self.position = position
  }

  func sendInitial(_ objects: [StoredObject], marksEnd: Bool) {
    for object in objects where isSeen(object) { append(.added, object) }
    guard marksEnd else { return }
    let version = objects.map(\.version).max() ?? position
    appendBookmark(version: max(version, position), annotations: ["k8s.io/initial-events-end": "true"])
  }

  func fail(_ error: APIError) {
    isOver = true
    appendEvent("ERROR", error.status)
  }

  /// Ends the watch once everything up to that version has been read.
  func end(at version: Int) {
    end = version
    wakeup.signal()
  }

  func bookmark(_ cluster: Cluster) {
    guard !isOver, end == nil else { return }
    drain()
    // Whoever has not read everything is not told that there was nothing.
    guard pending.count < WatchStream.pieceLimit else { return }
    position = max(position, cluster.store.version)
    appendBookmark(version: position, annotations: nil)
    wakeup.signal()
  }

  func pull(from cluster: Cluster) -> StreamStep {
    if pending.isEmpty, !isOver { drain() }
    if !pending.isEmpty {
      defer { pending = [] }
      return .piece(pending)
    }
    if isOver || end != nil { return .end }
    resource.wait(wakeup)
    return .later
  }

  func close(in cluster: Cluster) {
    isOver = true
  }

  private func isSeen(_ object: StoredObject) -> Bool {
    (namespace.isEmpty || object.key.namespace == namespace) && (name.isEmpty || object.key.name == name)
      && selection.matches(object)
  }

  private func drain() {
    guard let changes = resource.changes(after: position) else {
      return fail(.expired("too old resource version: \(position) (\(resource.forgottenVersion))"))
    }
    for change in changes {
      if let end, change.object.version > end { return }
      position = change.object.version
      let isSeen = isSeen(change.object)
      let wasSeen = change.previous.map(self.isSeen) ?? false
      switch change.kind {
      case .deleted: if isSeen || wasSeen { append(.deleted, change.object) }
      case .added, .modified:
        if isSeen {
          append(wasSeen ? .modified : .added, change.object)
        } else if wasSeen {
          append(.deleted, change.object)
        }
      }
      if pending.count >= WatchStream.pieceLimit { return }
    }
  }

  private func append(_ kind: ResourceStore.Change.Kind, _ object: StoredObject) {
    switch media {
    case .protobuf: pending.append(contentsOf: ProtobufEncoder.event(kind.rawValue, object, type))
    case .table(let version):
      let table = Table.table(
        [object], type, version: version, metadata: ["resourceVersion": .string(String(object.version))],
        now: WallTime(object.json[at: "metadata", "creationTimestamp"]?.string ?? "") ?? WallTime(unixSeconds: 0),
        definesColumns: isFirstTable)
      isFirstTable = false
      appendEvent(kind.rawValue, table)
    case .partialMetadata, .partialMetadataList: appendEvent(kind.rawValue, Table.partialMetadata(object))
    default:
      if let json = Conversion.served(object, as: type) { return appendEvent(kind.rawValue, json) }
      pending.append(contentsOf: #"{"type":"\#(kind.rawValue)","object":"#.utf8)
      object.encode(apiVersion: type.apiVersion, kind: type.kind, into: &pending)
      pending.append(contentsOf: "}\n".utf8)
    }
  }

  private func appendBookmark(version: Int, annotations: JSON?) {
    var object = ResourceShape.bookmark(type.kind)
    object["kind"] = .string(type.kind)
    object["apiVersion"] = .string(type.apiVersion)
    object["metadata"] = ["resourceVersion": .string(String(version))]
    object[at: "metadata", "annotations"] = annotations
    if media == .protobuf {
      let stored = StoredObject(json: object, key: ObjectKey(namespace: "", name: ""), version: version)
      pending.append(contentsOf: ProtobufEncoder.event("BOOKMARK", stored, type))
    } else {
      appendEvent("BOOKMARK", object)
    }
  }

  private func appendEvent(_ kind: String, _ object: JSON) {
    if media == .protobuf {
      pending.append(contentsOf: ProtobufEncoder.statusEvent(kind, object))
      return
    }
    let event: JSON = ["type": .string(kind), "object": object]
    event.encode(into: &pending)
    pending.append(0x0A)
  }
}

/// An empty object as Go writes it: the struct-valued fields that are never left out.
enum ResourceShape {
  static func bookmark(_ kind: String) -> JSON {
    switch kind {
    case "Deployment":
      [
        "spec": [
          "replicas": 0, "selector": nil, "template": ["metadata": [:], "spec": ["containers": nil]], "strategy": [:],
        ],
        "status": [:],
      ]
    case "ReplicaSet":
      [
        "spec": ["selector": nil, "template": ["metadata": [:], "spec": ["containers": nil]]],
        "status": ["replicas": 0],
      ]
    case "Pod": ["spec": ["containers": nil], "status": [:]]
    case "Service": ["spec": [:], "status": ["loadBalancer": [:]]]
    case "Event":
      [
        "involvedObject": [:], "source": [:], "firstTimestamp": nil, "lastTimestamp": nil, "eventTime": nil,
        "reportingComponent": "", "reportingInstance": "",
      ]
    case "Namespace", "Node", "Job", "StatefulSet", "DaemonSet", "Ingress", "PersistentVolumeClaim":
      ["spec": [:], "status": [:]]
    default: [:]
    }
  }
}
