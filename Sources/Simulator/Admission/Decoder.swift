import JSON

/// Decodes a body as the API server's typed decoder does: unknown fields are dropped and reported, wrong types refused.
struct Decoder {
  /// Paths of unknown fields, as `spec.template.spec.containers[0].imag`.
  private(set) var unknownFields: [String] = []

  /// The message of `json.Unmarshal` into a Go struct.
  struct TypeMismatch: Error {
    let message: String
  }

  mutating func decode(_ json: JSON, as type: TypeSchema, path: String = "") throws(TypeMismatch) -> JSON {
    guard case .object(let members) = json else {
      throw TypeMismatch(
        message: "json: cannot unmarshal \(json.goKind) into Go value of type \(type.goName)")
    }
    var decoded: [String: JSON] = [:]
    decoded.reserveCapacity(members.count)
    for (name, value) in members {
      if path.isEmpty, name == "apiVersion" || name == "kind" {
        decoded[name] = value
        continue
      }
      let fieldPath = path.isEmpty ? name : "\(path).\(name)"
      guard let field = type[name] else {
        unknownFields.append(fieldPath)
        continue
      }
      if value == .null { continue }
      decoded[name] = try decode(value, as: field.type, path: fieldPath, owner: type.name)
    }
    return .object(decoded)
  }

  private mutating func decode(
    _ value: JSON, as type: ValueSchema, path: String, owner: String
  ) throws(TypeMismatch) -> JSON {
    switch type {
    case .scalar(let scalar): return try self.scalar(value, scalar, path: path, owner: owner)
    case .structure(let name):
      guard let structure = Schema.type(name) else { return value }
      guard value.object != nil else { throw mismatch(value, path, owner, structure.goName) }
      return try decode(value, as: structure, path: path)
    case .list(let element, _):
      guard let elements = value.array else { throw mismatch(value, path, owner, "[]" + element.goName) }
      var decoded: [JSON] = []
      decoded.reserveCapacity(elements.count)
      for (index, item) in elements.enumerated() {
        if item == .null { continue }
        decoded.append(try decode(item, as: element, path: "\(path)[\(index)]", owner: owner))
      }
      return .array(decoded)
    case .map(let element, _):
      guard let members = value.object else { throw mismatch(value, path, owner, "map[string]" + element.goName) }
      var decoded: [String: JSON] = [:]
      for (key, item) in members {
        // A null in a map of strings is Go's zero value, the empty string.
        if item == .null {
          if case .scalar(.string) = element { decoded[key] = "" }
          continue
        }
        decoded[key] = try decode(item, as: element, path: path, owner: owner)
      }
      return .object(decoded)
    }
  }

  private func scalar(
    _ value: JSON, _ scalar: ValueSchema.Scalar, path: String, owner: String
  ) throws(TypeMismatch) -> JSON {
    switch scalar {
    case .string:
      guard case .string = value else { throw mismatch(value, path, owner, "string") }
    case .bool:
      guard case .bool = value else { throw mismatch(value, path, owner, "bool") }
    case .int32, .int64, .uint32:
      guard let number = value.int else { throw mismatch(value, path, owner, scalar.rawValue) }
      if scalar == .int32, Int32(exactly: number) == nil {
        throw TypeMismatch(
          message: "json: cannot unmarshal number \(number) into Go struct field \(owner).\(path) of type int32")
      }
      return .int(number)
    case .double: break
    case .bytes:
      guard case .string(let text) = value else { throw mismatch(value, path, owner, "[]uint8") }
      do throws(Base64.CorruptInput) {
        _ = try Base64.decode(text)
      } catch {
        throw TypeMismatch(message: error.message)
      }
    case .quantity:
      switch value {
      case .string(let text):
        guard let quantity = Quantity(text) else { throw TypeMismatch(message: Quantity.syntaxError) }
        return .string(quantity.canonical)
      case .int(let number): return .string(String(number))
      case .double(let number): return .string(String(number))
      default: throw TypeMismatch(message: Quantity.syntaxError)
      }
    case .time, .microTime:
      guard case .string(let text) = value else { throw mismatch(value, path, owner, "string") }
      guard WallTime(text) != nil else { throw TypeMismatch(message: GoErrors.time(text)) }
    case .intOrString:
      switch value {
      case .int, .string: break
      default: throw mismatch(value, path, owner, "intstr.IntOrString")
      }
    case .fields, .raw, .any: break
    }
    return value
  }

  private func mismatch(_ value: JSON, _ path: String, _ owner: String, _ goType: String) -> TypeMismatch {
    TypeMismatch(
      message:
        "json: cannot unmarshal \(value.goKind) into Go struct field \(owner).\(path.withoutIndices) of type \(goType)")
  }
}

extension JSON {
  fileprivate var goKind: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .int, .double: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

extension String {
  /// Go's messages name fields without list indices.
  fileprivate var withoutIndices: String {
    var depth = 0
    return String(
      filter { character in
        if character == "[" { depth += 1 }
        defer { if character == "]" { depth -= 1 } }
        return depth == 0
      })
  }
}

extension TypeSchema {
  fileprivate var goName: String {
    "v1.\(name)"
  }
}

extension ValueSchema {
  fileprivate var goName: String {
    switch self {
    case .scalar(let scalar): scalar.rawValue
    case .structure(let name): "v1.\(name)"
    case .list(let element, _): "[]" + element.goName
    case .map(let element, _): "map[string]" + element.goName
    }
  }
}
