import HTTP
import JSON

/// The four kinds of patch.
extension Cluster {
  func patch(_ call: Call) throws(APIError) -> Reply {
    let media = try MediaType(call.request, hasProtobuf: ProtobufEncoder.encodes(call.type.kind))
    switch call.request.contentType {
    case "application/apply-patch+yaml", "application/apply-patch+json":
      return try apply(call, media)
    case "application/merge-patch+json", "application/strategic-merge-patch+json", "application/json-patch+json":
      if call.request.parameter("force") != nil {
        throw .invalid(
          group: "meta.k8s.io", kind: "PatchOptions", name: "",
          [.forbidden("force", "may not be specified for non-apply patch")])
      }
      let old = try existing(call)
      var warnings: [String] = []
      let object = try update(call, old) { (json) throws(APIError) in
        let decoded = try decode(try patched(json, call), call)
        warnings = decoded.warnings
        return decoded.json
      }
      return reply(object, call.type, media).warning(warnings)
    default: throw .unsupportedMediaType
    }
  }

  /// The object with the request's patch.
  func patched(_ json: JSON, _ call: Call) throws(APIError) -> JSON {
    let patch = try patchBody(call)
    switch call.request.contentType {
    case "application/merge-patch+json": return Patch.merge(patch, into: json)
    case "application/strategic-merge-patch+json":
      return try StrategicMerge.patch(json, with: patch, call.info.subresource == "scale" ? nil : call.type.schema)
    case "application/json-patch+json": return try JSONPatch.patch(json, with: patch)
    default: throw .unsupportedMediaType
    }
  }

  private func patchBody(_ call: Call) throws(APIError) -> JSON {
    do throws(JSONError) {
      return try JSON(parsing: call.request.body)
    } catch {
      let prefix = call.request.contentType == "application/merge-patch+json" ? "error decoding patch: " : ""
      throw .badRequest(prefix + GoErrors.json(error))
    }
  }

  // MARK: - Server-side apply

  private func apply(_ call: Call, _ media: MediaType) throws(APIError) -> Reply {
    guard let manager = call.request.parameter("fieldManager"), !manager.isEmpty else {
      throw .invalid(
        group: "meta.k8s.io", kind: "PatchOptions", name: "",
        [.required("fieldManager", "is required for apply patch")])
    }
    var configuration: JSON
    do throws(JSONError) {
      configuration = try JSON(parsing: call.request.body)
    } catch {
      throw .badRequest("error decoding YAML: error converting YAML to JSON: \(GoErrors.json(error))")
    }
    try checkApplied(configuration, call)
    try checkName(configuration[at: "metadata", "name"]?.string ?? "", call)
    configuration["apiVersion"] = nil
    configuration["kind"] = nil
    try checkFields(configuration, call)
    let old = store.resource(call.type)[call.key]
    let writer = FieldWriter(
      manager: manager, isApply: true, apiVersion: call.type.apiVersion, subresource: call.isStatus ? "status" : "")
    if let asked = configuration[at: "metadata", "resourceVersion"]?.string, asked != String(old?.version ?? 0) {
      throw .modified(call.type.groupResource, call.info.name)
    }
    if call.type.isNamespaced { configuration[at: "metadata", "namespace"] = .string(call.info.namespace) }
    let merged = try FieldManager.apply(
      configuration, to: old?.json, call.type, by: writer, force: call.request.flag("force"), time: wallTime.text())
    let decoded = try decode(merged, call).json
    guard let old else {
      if call.isStatus { throw .notFound(call.type.groupResource, call.info.name) }
      let object = try create(decoded, call.type, isDryRun: call.isDryRun) { _, _ in }
      return reply(object, call.type, media, status: 201)
    }
    let object = try replace(old, with: decoded, call.type, isStatus: call.isStatus, isDryRun: call.isDryRun) {
      _, _, _ in
    }
    return reply(object, call.type, media)
  }

  private func checkApplied(_ configuration: JSON, _ call: Call) throws(APIError) {
    guard let kind = configuration["kind"]?.string, !kind.isEmpty else {
      throw .badRequest(
        "couldn't get version/kind; json parse error: Object 'Kind' is missing in '\(String(decoding: configuration.encoded(), as: UTF8.self))'"
      )
    }
    let version = configuration["apiVersion"]?.string ?? ""
    if version != call.type.apiVersion || kind != call.type.kind {
      throw .badRequest(
        "Incorrect version specified in apply patch. Specified patch version: \(version), expected: \(call.type.apiVersion)"
      )
    }
    if configuration[at: "metadata", "managedFields"]?.array?.isEmpty == false {
      throw .badRequest("metadata.managedFields must be nil")
    }
  }

  /// That the configuration fits the schema: apply knows no unknown fields.
  private func checkFields(_ configuration: JSON, _ call: Call) throws(APIError) {
    guard let schema = call.type.schema else { return }
    let problems = AppliedFields.problems(configuration, schema)
    guard !problems.isEmpty else { return }
    let text = problems.count == 1 ? problems[0] : "errors:\n" + problems.map { "  \($0)" }.joined(separator: "\n")
    throw APIError(
      500, nil,
      "failed to create typed patch object (\(call.info.namespace)/\(call.info.name); \(call.type.apiVersion), Kind=\(call.type.kind)): \(text)"
    )
  }
}

/// Checks of structured-merge-diff on an applied configuration.
enum AppliedFields {
  static func problems(_ json: JSON, _ type: TypeSchema, _ path: String = "") -> [String] {
    (json.object ?? [:]).sorted { $0.key < $1.key }.flatMap { name, value -> [String] in
      guard let field = type[name] else { return ["\(path).\(name): field not declared in schema"] }
      return problems(value, field.type, "\(path).\(name)")
    }
  }

  private static func problems(_ value: JSON, _ type: ValueSchema, _ path: String) -> [String] {
    if value == .null { return [] }
    switch type {
    case .structure(let name):
      guard let structure = Schema.type(name) else { return [] }
      guard value.object != nil else { return ["\(path): expected map, got &{\(value.described)}"] }
      return problems(value, structure, path)
    case .map(let element, _):
      guard let members = value.object else { return ["\(path): expected map, got &{\(value.described)}"] }
      return members.sorted { $0.key < $1.key }.flatMap { problems($0.value, element, "\(path).\($0.key)") }
    case .list(let element, let merge):
      guard let items = value.array else { return ["\(path): expected list, got &{\(value.described)}"] }
      var seen: Set<String> = []
      return items.enumerated().flatMap { index, item -> [String] in
        guard case .byKeys(let keys) = merge else { return problems(item, element, "\(path)[\(index)]") }
        let key = FieldComparison.itemKey(item, keys)
        let place =
          FieldSet(children: ["": FieldSet(children: [key: .leaf])]).paths.first.map { path + $0.dropFirst(1) } ?? path
        if !seen.insert(key).inserted {
          return ["\(path): duplicate entries for key [\(place.dropFirst(path.count).dropFirst().dropLast())]"]
        }
        return problems(item, element, place)
      }
    case .scalar(let scalar):
      switch (scalar, value) {
      case (.string, .string), (.bool, .bool), (.int32, .int), (.int64, .int), (.uint32, .int): return []
      case (.string, _): return ["\(path): expected string, got &value.valueUnstructured{Value:\(value.described)}"]
      case (.bool, _): return ["\(path): expected boolean, got &value.valueUnstructured{Value:\(value.described)}"]
      case (.int32, _), (.int64, _), (.uint32, _):
        return ["\(path): expected numeric (int or float), got &value.valueUnstructured{Value:\(value.described)}"]
      default: return []
      }
    }
  }
}

extension JSON {
  fileprivate var described: String { String(decoding: encoded(), as: UTF8.self) }
}
