import JSON

/// RFC 6902.
enum JSONPatch {
  static func patch(_ target: JSON, with operations: JSON) throws(APIError) -> JSON {
    guard let operations = operations.array else {
      throw .badRequest("json: cannot unmarshal object into Go value of type jsonpatch.Patch")
    }
    var result = target
    for operation in operations {
      let path = try pointer(operation["path"]?.string ?? "")
      let value = operation["value"] ?? .null
      switch operation["op"]?.string {
      case "add":
        result = try edit(result, path[...], operation) { (_, parent) throws(APIError) in
          try add(value, path.last, to: parent, operation)
        }
      case "remove":
        result = try edit(result, path[...], operation) { (old, parent) throws(APIError) in
          try remove(path.last, old, from: parent, operation)
        }
      case "replace":
        result = try edit(result, path[...], operation) { (old, parent) throws(APIError) in
          guard old != nil else { throw missing(operation) }
          return try set(value, path.last, in: parent, operation)
        }
      case "test":
        guard self.value(at: path, in: result) ?? .null == value else {
          throw unprocessable("the server rejected our request due to an error in our request")
        }
      case "move", "copy":
        let from = try pointer(operation["from"]?.string ?? "")
        guard let moved = self.value(at: from, in: result) else { throw missing(operation) }
        if operation["op"] == "move" {
          result = try edit(result, from[...], operation) { (old, parent) throws(APIError) in
            try remove(from.last, old, from: parent, operation)
          }
        }
        result = try edit(result, path[...], operation) { (_, parent) throws(APIError) in
          try add(moved, path.last, to: parent, operation)
        }
      default:
        throw unprocessable("the server rejected our request due to an error in our request")
      }
    }
    return result
  }

  private static func unprocessable(_ message: String) -> APIError {
    APIError(422, "Invalid", message, details: [:])
  }

  private static func missing(_ operation: JSON) -> APIError {
    unprocessable("the server rejected our request due to an error in our request")
  }

  private static func pointer(_ text: String) throws(APIError) -> [String] {
    if text.isEmpty { return [] }
    return text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
      String($0).replacing("~1", with: "/").replacing("~0", with: "~")
    }
  }

  private static func value(at path: [String], in json: JSON) -> JSON? {
    path.reduce(Optional(json)) { value, key in value?.array != nil ? Int(key).flatMap { value?[$0] } : value?[key] }
  }

  private typealias Edit = (_ old: JSON?, _ parent: JSON) throws(APIError) -> JSON

  private static func edit(
    _ json: JSON, _ path: ArraySlice<String>, _ operation: JSON, _ body: Edit
  ) throws(APIError) -> JSON {
    guard let key = path.first else { return try body(json, json) }
    if path.count == 1 { return try body(value(at: [key], in: json), json) }
    guard let child = value(at: [key], in: json) else { throw missing(operation) }
    return try set(try edit(child, path.dropFirst(), operation, body), key, in: json, operation)
  }

  private static func set(
    _ value: JSON, _ key: String?, in parent: JSON, _ operation: JSON
  ) throws(APIError) -> JSON {
    guard let key else { return value }
    if var elements = parent.array {
      guard let index = Int(key), elements.indices.contains(index) else { throw missing(operation) }
      elements[index] = value
      return .array(elements)
    }
    var result = parent
    result[key] = value
    return result
  }

  private static func add(
    _ value: JSON, _ key: String?, to parent: JSON, _ operation: JSON
  ) throws(APIError) -> JSON {
    guard let key, var elements = parent.array else { return try set(value, key, in: parent, operation) }
    guard let index = key == "-" ? elements.count : Int(key), (0...elements.count).contains(index) else {
      throw missing(operation)
    }
    elements.insert(value, at: index)
    return .array(elements)
  }

  private static func remove(
    _ key: String?, _ old: JSON?, from parent: JSON, _ operation: JSON
  ) throws(APIError) -> JSON {
    guard let key, old != nil else { throw missing(operation) }
    if var elements = parent.array, let index = Int(key) {
      elements.remove(at: index)
      return .array(elements)
    }
    var result = parent
    result[key] = nil
    return result
  }
}
