import HTTP
import JSON

/// Get and list.
extension Cluster {
  func get(_ call: Call) throws(APIError) -> Reply {
    let media = try MediaType(call.request, hasProtobuf: ProtobufEncoder.encodes(call.type.kind))
    return reply(try existing(call), call.type, media)
  }

  func existing(_ call: Call) throws(APIError) -> StoredObject {
    guard let object = store.resource(call.type)[call.key] else {
      throw .notFound(call.type.groupResource, call.info.name)
    }
    return object
  }

  /// One object in the form that was asked for.
  func reply(_ object: StoredObject, _ type: ResourceType, _ media: MediaType, status: Int = 200) -> Reply {
    switch media {
    case .table(let version):
      return Reply(
        status: status,
        json: Table.table([object], type, version: version, metadata: listMetadata(object.version), now: wallTime))
    case .partialMetadata, .partialMetadataList: return Reply(status: status, json: Table.partialMetadata(object))
    case .protobuf:
      return Reply(
        status: status, contentType: ProtobufEncoder.mediaType,
        body: .whole(ProtobufEncoder.object(object, type)))
    default:
      var bytes: [UInt8] = []
      let json = Conversion.served(object, as: type)
      if let json {
        bytes = json.encoded()
      } else {
        object.encode(apiVersion: type.apiVersion, kind: type.kind, into: &bytes)
      }
      bytes.append(0x0A)
      return Reply(status: status, body: .whole(bytes))
    }
  }

  private func listMetadata(_ version: Int) -> JSON { ["resourceVersion": .string(String(version))] }

  // MARK: - Lists

  func list(_ call: Call) throws(APIError) -> Reply {
    try checkVersionMatch(call)
    let media = try MediaType(call.request, hasProtobuf: ProtobufEncoder.encodes(call.type.kind))
    let selection = try Selection(call)
    let resource = store.resource(call.type)
    var version = store.version
    var candidates: [StoredObject]
    var limit = 0
    if let text = call.request.parameter("limit"), !text.isEmpty {
      guard let value = Int(text) else { throw .badRequest(GoErrors.number("ParseInt", text)) }
      limit = max(0, value)
    }
    if let token = call.request.parameter("continue"), !token.isEmpty {
      let position = try ContinueToken(token)
      guard let snapshot = snapshots[SnapshotID(resource.type, call.info.namespace, position.version)] else {
        throw .expired(
          "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
            + "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. "
            + "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or "
            + "deleted between the time the first chunk was returned and now may show up in the list.")
      }
      version = position.version
      candidates = Array(
        snapshot[snapshot.partitioningIndex { position.isBefore($0.key, namespace: call.info.namespace) }...])
    } else {
      if let asked = try resourceVersion(call.request), asked > store.version {
        throw .tooLargeVersion(asked, current: store.version)
      }
      candidates = resource.list(namespace: call.info.namespace)
    }
    var items: [StoredObject] = []
    var metadata: JSON = ["resourceVersion": .string(String(version))]
    if !call.info.name.isEmpty { candidates = candidates.filter { $0.key.name == call.info.name } }
    for (index, object) in candidates.enumerated() where selection.matches(object) {
      if limit > 0, items.count == limit, let last = items.last {
        let token = ContinueToken(version: version, last: last.key, namespace: call.info.namespace)
        metadata["continue"] = .string(token.text)
        // With a selector nobody knows how many remain.
        if selection.isEverything { metadata["remainingItemCount"] = .int(candidates.count - index) }
        remember(resource, call.info.namespace, version)
        break
      }
      items.append(object)
    }
    return listReply(items, call.type, media, metadata)
  }

  /// `resourceVersionMatch` says how to read a version, so it needs one (ValidateListOptions).
  private func checkVersionMatch(_ call: Call) throws(APIError) {
    guard let match = call.request.parameter("resourceVersionMatch"), !match.isEmpty else { return }
    let version = call.request.parameter("resourceVersion") ?? ""
    var errors: [FieldError] = []
    if version.isEmpty {
      errors.append(
        .forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided"))
    }
    if !(call.request.parameter("continue") ?? "").isEmpty {
      errors.append(.forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"))
    }
    if !["Exact", "NotOlderThan"].contains(match) {
      errors.append(.notSupported("resourceVersionMatch", .string(match), ["Exact", "NotOlderThan"]))
    }
    if match == "Exact", version == "0" {
      errors.append(
        .forbidden("resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""))
    }
    if !errors.isEmpty { throw .invalid(group: "meta.k8s.io", kind: "ListOptions", name: "", errors) }
  }

  private func listReply(_ items: [StoredObject], _ type: ResourceType, _ media: MediaType, _ metadata: JSON) -> Reply {
    switch media {
    case .table(let version):
      return Reply(json: Table.table(items, type, version: version, metadata: metadata, now: wallTime))
    case .partialMetadata, .partialMetadataList:
      return Reply(json: [
        "kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
        "items": .array(items.map(Table.partialMetadata)),
      ])
    case .protobuf:
      return Reply(
        contentType: ProtobufEncoder.mediaType,
        body: .whole(ProtobufEncoder.list(items, type, metadata)))
    default:
      var bytes = Array(#"{"kind":"\#(type.kind)List","apiVersion":"\#(type.apiVersion)","metadata":"#.utf8)
      metadata.encode(into: &bytes)
      bytes.append(contentsOf: #","items":["#.utf8)
      for (index, item) in items.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        if var json = Conversion.served(item, as: type) {
          json["apiVersion"] = nil
          json["kind"] = nil
          json.encode(into: &bytes)
        } else {
          bytes.append(contentsOf: item.encoded)
        }
      }
      bytes.append(contentsOf: "]}\n".utf8)
      return Reply(body: .whole(bytes))
    }
  }

  /// Nil when absent, empty or 0: whatever there is.
  func resourceVersion(_ request: HTTPRequest) throws(APIError) -> Int? {
    guard let text = request.parameter("resourceVersion"), !text.isEmpty, text != "0" else { return nil }
    guard let version = Int(text), version >= 0 else {
      throw APIError(
        500, nil,
        "resourceVersion: Invalid value: \"\(text)\": \(GoErrors.number("ParseUint", text))")
    }
    return version
  }

  /// Keeps what a continued list needs; the oldest is forgotten first.
  private func remember(_ resource: ResourceStore, _ namespace: String, _ version: Int) {
    let id = SnapshotID(resource.type, namespace, version)
    guard snapshots[id] == nil else { return }
    snapshots[id] = resource.list(namespace: namespace)
    snapshotOrder.append(id)
    if snapshotOrder.count > 32 { snapshots[snapshotOrder.removeFirst()] = nil }
  }
}

/// A list that is being read in pieces.
struct SnapshotID: Hashable {
  let resource: GroupResource
  let namespace: String
  let version: Int

  init(_ type: ResourceType, _ namespace: String, _ version: Int) {
    resource = type.groupResource
    self.namespace = namespace
    self.version = version
  }
}

/// The label and field selectors of a request.
struct Selection {
  let labels: LabelSelector
  let fields: FieldSelector
  let isEverything: Bool

  init(_ call: Call) throws(APIError) {
    let labelText = call.request.parameter("labelSelector") ?? ""
    let fieldText = call.request.parameter("fieldSelector") ?? ""
    labels = labelText.isEmpty ? .everything : try LabelSelector(parsing: labelText)
    fields = fieldText.isEmpty ? .everything : try FieldSelector(parsing: fieldText, for: call.type)
    isEverything = labelText.isEmpty && fieldText.isEmpty
  }

  func matches(_ object: StoredObject) -> Bool {
    isEverything || labels.matches(object.labels) && fields.matches(object)
  }
}

/// Where a list goes on (k8s.io/apiserver/pkg/storage/continue.go).
struct ContinueToken {
  let version: Int
  /// The key after which to go on, with a NUL at its end.
  let start: String

  init(version: Int, last: ObjectKey, namespace: String) {
    self.version = version
    start = (namespace.isEmpty && !last.namespace.isEmpty ? "\(last.namespace)/\(last.name)" : last.name) + "\0"
  }

  init(_ text: String) throws(APIError) {
    let bytes: [UInt8]
    do throws(Base64.CorruptInput) {
      bytes = try Base64.decode(text, urlSafe: true)
    } catch {
      throw .badRequest("invalid continue token: continue key is not valid: \(error.message)")
    }
    let json: JSON
    do throws(JSONError) {
      json = try JSON(parsing: bytes)
    } catch {
      throw .badRequest("invalid continue token: continue key is not valid: \(GoErrors.json(error))")
    }
    guard json["v"] == "meta.k8s.io/v1" else {
      throw .badRequest(
        "invalid continue token: continue key is not valid: server does not recognize this encoded version \"\(json["v"]?.string ?? "")\""
      )
    }
    version = json["rv"]?.int ?? 0
    start = json["start"]?.string ?? ""
  }

  var text: String {
    let json: JSON = ["v": "meta.k8s.io/v1", "rv": .int(version), "start": .string(start)]
    return Base64.encode(json.encoded(), urlSafe: true)
  }

  func isBefore(_ key: ObjectKey, namespace: String) -> Bool {
    let text = namespace.isEmpty && !key.namespace.isEmpty ? "\(key.namespace)/\(key.name)" : key.name
    let last = start.dropLast()
    // Keys sort by namespace and name, which is not the order of their joined texts.
    if namespace.isEmpty, let slash = last.firstIndex(of: "/") {
      return ObjectKey(namespace: String(last[..<slash]), name: String(last[last.index(after: slash)...])) < key
    }
    return last < text
  }
}
