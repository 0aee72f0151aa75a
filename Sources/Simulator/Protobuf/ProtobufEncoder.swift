import JSON

/// `application/vnd.kubernetes.protobuf`: the JSON of an object, written by the schema's field numbers.
///
/// An object travels in an envelope: `k8s\0` and a `runtime.Unknown` that says its version and kind.
enum ProtobufEncoder {
  static let mediaType = "application/vnd.kubernetes.protobuf"

  static func encodes(_ kind: String) -> Bool { Schema.type(kind) != nil }

  static func object(_ object: StoredObject, _ type: ResourceType) -> [UInt8] {
    envelope(apiVersion: type.apiVersion, kind: type.kind, body(of: object, type))
  }

  static func status(_ status: JSON) -> [UInt8] {
    guard let schema = Schema.type("Status") else { return [] }
    return envelope(apiVersion: "v1", kind: "Status", message(status, schema))
  }

  static func list(_ items: [StoredObject], _ type: ResourceType, _ metadata: JSON) -> [UInt8] {
    var writer = ProtobufWriter()
    if let schema = Schema.type("ListMeta") { writer.data(1, message(metadata, schema)) }
    for item in items { writer.data(2, body(of: item, type)) }
    return envelope(apiVersion: type.apiVersion, kind: "\(type.kind)List", writer.bytes)
  }

  /// One frame of a watch: its length in four bytes, and a `WatchEvent` around the enveloped object.
  static func event(_ kind: String, _ object: StoredObject, _ type: ResourceType) -> [UInt8] {
    frame(kind, self.object(object, type))
  }

  static func statusEvent(_ kind: String, _ object: JSON) -> [UInt8] { frame(kind, status(object)) }

  private static func frame(_ kind: String, _ object: [UInt8]) -> [UInt8] {
    var event = ProtobufWriter()
    event.text(1, kind)
    event.message(2) { $0.data(1, object) }
    let length = event.bytes.count
    return [UInt8(length >> 24 & 0xFF), UInt8(length >> 16 & 0xFF), UInt8(length >> 8 & 0xFF), UInt8(length & 0xFF)]
      + event.bytes
  }

  private static func envelope(apiVersion: String, kind: String, _ body: [UInt8]) -> [UInt8] {
    var unknown = ProtobufWriter()
    unknown.message(1) {
      $0.text(1, apiVersion)
      $0.text(2, kind)
    }
    unknown.data(2, body)
    unknown.text(3, "")
    unknown.text(4, "")
    return Array("k8s\0".utf8) + unknown.bytes
  }

  /// Objects never change, so each is encoded once for all lists and watches.
  private static func body(of object: StoredObject, _ type: ResourceType) -> [UInt8] {
    guard let schema = type.schema else { return [] }
    if let converted = Conversion.served(object, as: type) { return message(converted, schema) }
    if let known = object.protobuf { return known }
    let bytes = message(object.json, schema)
    object.protobuf = bytes
    return bytes
  }

  // MARK: - Values

  static func message(_ json: JSON, _ type: TypeSchema) -> [UInt8] {
    var writer = ProtobufWriter()
    write(json, type, &writer)
    return writer.bytes
  }

  private static func write(_ json: JSON, _ type: TypeSchema, _ writer: inout ProtobufWriter) {
    for field in type.declared {
      if field.isInlined {
        guard let structure = field.type.structure, structure.fields.keys.contains(where: { json[$0] != nil }) else {
          continue
        }
        writer.data(field.number, message(json, structure))
      } else if let value = json[field.name], value != .null {
        write(value, field.type, field.number, &writer)
      }
    }
  }

  private static func write(_ value: JSON, _ type: ValueSchema, _ number: Int, _ writer: inout ProtobufWriter) {
    switch type {
    case .structure(let name):
      if let structure = Schema.type(name) { writer.data(number, message(value, structure)) }
    case .list(let element, _):
      for item in value.array ?? [] { write(item, element, number, &writer) }
    case .map(let element, _):
      for (key, item) in (value.object ?? [:]).sorted(by: { $0.key < $1.key }) {
        writer.message(number) { entry in
          entry.text(1, key)
          if case .list(let inner, _) = element {
            // A map to lists wraps each list in a message.
            entry.message(2) { wrapper in
              for part in item.array ?? [] { write(part, inner, 1, &wrapper) }
            }
          } else {
            write(item, element, 2, &entry)
          }
        }
      }
    case .scalar(let scalar): write(value, scalar, number, &writer)
    }
  }

  private static func write(_ value: JSON, _ scalar: ValueSchema.Scalar, _ number: Int, _ writer: inout ProtobufWriter)
  {
    switch scalar {
    case .string: writer.text(number, value.string ?? "")
    case .bytes: writer.data(number, (try? Base64.decode(value.string ?? "")) ?? [])
    case .int32, .int64, .uint32: writer.integer(number, value.int ?? 0)
    case .bool: writer.integer(number, value.bool == true ? 1 : 0)
    case .double: writer.fixed(number, value.int.map(Double.init) ?? 0)
    case .quantity: writer.message(number) { $0.text(1, value.string ?? "") }
    case .time, .microTime:
      guard let time = value.string.flatMap({ WallTime($0) }) else { return }
      writer.message(number) {
        $0.integer(1, Int(time.unixSeconds))
        $0.integer(2, Int(time.nanoseconds - time.unixSeconds * 1_000_000_000))
      }
    case .intOrString:
      writer.message(number) {
        $0.integer(1, value.int == nil ? 1 : 0)
        $0.integer(2, value.int ?? 0)
        $0.text(3, value.string ?? "")
      }
    case .fields, .raw: writer.message(number) { $0.data(1, value.encoded()) }
    case .any: break
    }
  }
}
