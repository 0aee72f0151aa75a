import JSON

/// Reads what `kubectl create` and other typed clients send as protobuf, back into JSON.
enum ProtobufDecoder {
  struct Malformed: Error {}

  /// The object in an envelope, with `kind` and `apiVersion`.
  static func object(_ bytes: [UInt8]) throws(Malformed) -> JSON {
    guard bytes.starts(with: Array("k8s\0".utf8)) else { throw Malformed() }
    var kind = ""
    var apiVersion = ""
    var body: ArraySlice<UInt8> = []
    for field in try fields(bytes[4...]) {
      switch (field.number, field.value) {
      case (1, .data(let meta)):
        for part in try fields(meta) {
          guard case .data(let text) = part.value else { continue }
          if part.number == 1 {
            apiVersion = String(decoding: text, as: UTF8.self)
          } else {
            kind = String(decoding: text, as: UTF8.self)
          }
        }
      case (2, .data(let content)): body = content
      default: break
      }
    }
    var json: JSON
    if let schema = Schema.type(kind) {
      json = try message(body, schema)
    } else if kind.hasSuffix("List"), let schema = Schema.type(String(kind.dropLast(4))) {
      json = try list(body, schema)
    } else {
      throw Malformed()
    }
    json["kind"] = .string(kind)
    json["apiVersion"] = .string(apiVersion)
    return json
  }

  private static func list(_ bytes: ArraySlice<UInt8>, _ type: TypeSchema) throws(Malformed) -> JSON {
    var items: [JSON] = []
    for field in try fields(bytes) {
      if field.number == 2, case .data(let item) = field.value { items.append(try message(item, type)) }
    }
    return ["items": .array(items)]
  }

  // MARK: - Wire format

  private enum Value {
    case number(UInt64)
    case data(ArraySlice<UInt8>)
  }

  private struct Field {
    let number: Int
    let value: Value
  }

  private static func fields(_ bytes: ArraySlice<UInt8>) throws(Malformed) -> [Field] {
    var rest = bytes
    var all: [Field] = []
    while !rest.isEmpty {
      let key = try varint(&rest)
      let number = Int(key >> 3)
      switch key & 7 {
      case 0: all.append(Field(number: number, value: .number(try varint(&rest))))
      case 1, 5:
        let size = key & 7 == 1 ? 8 : 4
        guard rest.count >= size else { throw Malformed() }
        let bits = rest.prefix(size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        all.append(Field(number: number, value: .number(bits)))
        rest = rest.dropFirst(size)
      case 2:
        let length = try varint(&rest)
        guard length <= rest.count else { throw Malformed() }
        all.append(Field(number: number, value: .data(rest.prefix(Int(length)))))
        rest = rest.dropFirst(Int(length))
      default: throw Malformed()
      }
    }
    return all
  }

  private static func varint(_ bytes: inout ArraySlice<UInt8>) throws(Malformed) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard let byte = bytes.popFirst() else { throw Malformed() }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw Malformed()
  }

  // MARK: - Values

  /// Go writes every field that is no pointer, so zero values are taken as absent.
  private static func message(_ bytes: ArraySlice<UInt8>, _ type: TypeSchema) throws(Malformed) -> JSON {
    var json: [String: JSON] = [:]
    for field in try fields(bytes) {
      guard let schema = type.declared.first(where: { $0.number == field.number }) else { continue }
      if schema.isInlined {
        guard case .data(let data) = field.value, let structure = schema.type.structure else { throw Malformed() }
        json.merge(try message(data, structure).object ?? [:]) { $1 }
        continue
      }
      switch schema.type {
      case .list(let element, _):
        guard let item = try value(field.value, element, keepsZero: true) else { continue }
        json[schema.name] = .array((json[schema.name]?.array ?? []) + [item])
      case .map(let element, _):
        guard case .data(let data) = field.value else { throw Malformed() }
        let (key, item) = try entry(data, element)
        var members = json[schema.name]?.object ?? [:]
        members[key] = item
        json[schema.name] = .object(members)
      default:
        // Pointers to numbers and flags are written even when zero; so are plain ones, which then mean the default.
        let keepsZero = ["replicas", "parallelism", "completions", "backoffLimit", "maxSurge", "maxUnavailable"]
          .contains(schema.name)
        json[schema.name] = try value(field.value, schema.type, keepsZero: keepsZero)
      }
    }
    return .object(json)
  }

  private static func entry(_ bytes: ArraySlice<UInt8>, _ element: ValueSchema) throws(Malformed) -> (String, JSON) {
    var key = ""
    var item: JSON = ""
    for part in try fields(bytes) {
      switch (part.number, part.value) {
      case (1, .data(let text)): key = String(decoding: text, as: UTF8.self)
      case (2, let content): item = try value(content, element, keepsZero: true) ?? ""
      default: break
      }
    }
    return (key, item)
  }

  private static func value(_ value: Value, _ type: ValueSchema, keepsZero: Bool) throws(Malformed) -> JSON? {
    switch (type, value) {
    case (.structure(let name), .data(let data)):
      guard let structure = Schema.type(name) else { return nil }
      let json = try message(data, structure)
      return json.isEmptyObject && !keepsZero && name != "EmptyDirVolumeSource" ? nil : json
    case (.scalar(let scalar), _): return try self.scalar(value, scalar, keepsZero: keepsZero)
    default: return nil
    }
  }

  private static func scalar(_ value: Value, _ scalar: ValueSchema.Scalar, keepsZero: Bool) throws(Malformed) -> JSON? {
    switch (scalar, value) {
    case (.string, .data(let data)):
      return data.isEmpty && !keepsZero ? nil : .string(String(decoding: data, as: UTF8.self))
    case (.bytes, .data(let data)): return .string(Base64.encode(data))
    case (.int32, .number(let bits)), (.int64, .number(let bits)), (.uint32, .number(let bits)):
      return bits == 0 && !keepsZero ? nil : .int(Int(Int64(bitPattern: bits)))
    case (.bool, .number(let bits)): return bits == 0 ? keepsZero ? false : nil : true
    case (.double, .number(let bits)): return .double(Double(bitPattern: bits))
    case (.quantity, .data(let data)):
      guard case .data(let text)? = try fields(data).first?.value else { return nil }
      return .string(String(decoding: text, as: UTF8.self))
    case (.time, .data(let data)), (.microTime, .data(let data)):
      var time = WallTime(unixSeconds: 0)
      for part in try fields(data) {
        guard case .number(let bits) = part.value else { continue }
        time.nanoseconds += Int64(bitPattern: bits) &* (part.number == 1 ? 1_000_000_000 : 1)
      }
      return data.isEmpty ? nil : .string(time.text(scalar == .time ? .seconds : .microseconds))
    case (.intOrString, .data(let data)):
      var isText = false
      var number = 0
      var text = ""
      for part in try fields(data) {
        switch (part.number, part.value) {
        case (1, .number(let kind)): isText = kind == 1
        case (2, .number(let bits)): number = Int(Int64(bitPattern: bits))
        case (3, .data(let bytes)): text = String(decoding: bytes, as: UTF8.self)
        default: break
        }
      }
      return isText ? .string(text) : .int(number)
    case (.fields, .data(let data)), (.raw, .data(let data)):
      guard case .data(let raw)? = try fields(data).first?.value else { return nil }
      return try? JSON(parsing: raw)
    default: return nil
    }
  }
}
