import HTTP
import JSON

/// Reading request bodies.
extension Cluster {
  /// The body of a request to a subresource or a review, as JSON or protobuf.
  func plainBody(_ request: HTTPRequest) throws(APIError) -> JSON {
    if request.contentType == ProtobufEncoder.mediaType {
      guard let json = try? ProtobufDecoder.object(request.body) else { throw .badRequest("proto: illegal wireType") }
      return json
    }
    do throws(JSONError) {
      return try JSON(parsing: request.body)
    } catch {
      throw .badRequest("couldn't get version/kind; json parse error: \(GoErrors.json(error))")
    }
  }

  /// The object in the body, decoded by the kind's schema, and the warnings about unknown fields.
  func body(_ call: Call) throws(APIError) -> (json: JSON, warnings: [String]) {
    let type = call.request.contentType
    if type == ProtobufEncoder.mediaType {
      let json = try plainBody(call.request)
      try check(json, call)
      return try decode(json, call)
    }
    guard ["application/json", "", "application/yaml"].contains(type) else {
      throw APIError(
        415, "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: application/json, "
          + "application/yaml, application/vnd.kubernetes.protobuf, application/cbor")
    }
    let json: JSON
    do throws(JSONError) {
      json = try JSON(parsing: call.request.body)
    } catch {
      throw unrecognized(call, "couldn't get version/kind; json parse error: \(GoErrors.json(error))")
    }
    guard json.object != nil else {
      throw unrecognized(
        call,
        "couldn't get version/kind; json parse error: json: cannot unmarshal \(json.array == nil ? "string" : "array") into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }"
      )
    }
    try check(json, call)
    return try decode(json, call)
  }

  private func unrecognized(_ call: Call, _ why: String) -> APIError {
    let bytes = call.request.body
    let summary: String
    if bytes.isEmpty {
      summary = "<empty>"
    } else if bytes[0] == UInt8(ascii: "{") {
      summary = String(decoding: bytes.prefix(30), as: UTF8.self) + (bytes.count > 30 ? " ..." : "")
    } else {
      summary =
        bytes.prefix(30).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        + (bytes.count > 30 ? " ..." : "")
    }
    return .badRequest("the object provided is unrecognized (must be of type \(call.type.kind)): \(why) (\(summary))")
  }

  /// That kind and version are those of the URL.
  private func check(_ json: JSON, _ call: Call) throws(APIError) {
    let kind = json["kind"]?.string ?? call.type.kind
    let version = json["apiVersion"]?.string ?? call.type.apiVersion
    if kind != call.type.kind {
      throw .badRequest(
        "\(kind) in version \"\(version.split(separator: "/").last ?? "")\" cannot be handled as a \(call.type.kind): converting (v1.\(kind)) to (v1.\(call.type.kind)): unknown conversion"
      )
    }
    if version != call.type.apiVersion {
      throw .badRequest(
        "the API version in the data (\(version)) does not match the expected API version (\(call.type.apiVersion))")
    }
  }

  func decode(_ json: JSON, _ call: Call) throws(APIError) -> (json: JSON, warnings: [String]) {
    guard let schema = call.type.schema else { return (json, []) }
    var decoder = Decoder()
    let decoded: JSON
    do throws(Decoder.TypeMismatch) {
      decoded = try decoder.decode(json, as: schema)
    } catch {
      throw .badRequest(cannotHandle(call, error.message))
    }
    let unknown = decoder.unknownFields.sorted().map { "unknown field \"\($0)\"" }
    switch call.request.parameter("fieldValidation") {
    case "Ignore": return (decoded, [])
    case "Strict" where !unknown.isEmpty:
      throw .badRequest(cannotHandle(call, "strict decoding error: \(unknown.joined(separator: ", "))"))
    case nil, "", "Warn", "Strict": return (decoded, unknown)
    case let other?:
      throw .invalid(
        group: "meta.k8s.io", kind: "CreateOptions", name: "",
        [.notSupported("fieldValidation", .string(other), ["Ignore", "Warn", "Strict"])])
    }
  }

  func cannotHandle(_ call: Call, _ why: String) -> String {
    "\(call.type.kind) in version \"\(call.type.version)\" cannot be handled as a \(call.type.kind): \(why)"
  }
}

extension Reply {
  /// With a `Warning` header for each text (RFC 9110 dropped it, Kubernetes keeps it).
  func warning(_ texts: [String]) -> Reply {
    var reply = self
    for text in texts {
      reply.headers.add("Warning", "299 - \"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"")
    }
    return reply
  }
}
