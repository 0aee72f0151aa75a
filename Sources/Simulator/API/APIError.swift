import HTTP
import JSON

/// A refusal, with what the `Status` object says of it (k8s.io/apimachinery/pkg/api/errors).
struct APIError: Error, Equatable {
  var code: Int
  var reason: String?
  var message: String
  var details: JSON?
  var retryAfterSeconds: Int?

  init(_ code: Int, _ reason: String?, _ message: String, details: JSON? = nil, retryAfterSeconds: Int? = nil) {
    self.code = code
    self.reason = reason
    self.message = message
    self.details = details
    self.retryAfterSeconds = retryAfterSeconds
  }

  var status: JSON {
    var status: JSON = [
      "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message),
      "code": .int(code),
    ]
    status["reason"] = reason.map(JSON.string)
    status["details"] = details
    return status
  }

  /// As protobuf for a client that prefers it.
  func reply(to request: HTTPRequest) -> Reply {
    guard request.headers["Accept"]?.hasPrefix(ProtobufEncoder.mediaType) == true else { return reply }
    var reply = self.reply
    reply.headers["Content-Type"] = ProtobufEncoder.mediaType
    reply.body = .whole(ProtobufEncoder.status(status))
    return reply
  }

  var reply: Reply {
    var reply = Reply(status: code, json: status)
    reply.headers["Retry-After"] = retryAfterSeconds.map(String.init)
    return reply
  }
}

extension APIError {
  static let unauthorized = APIError(401, "Unauthorized", "Unauthorized")
  static let methodNotAllowed = APIError(
    405, "MethodNotAllowed", "the server does not allow this method on the requested resource", details: [:])
  static let unknownResource = APIError(
    404, "NotFound", "the server could not find the requested resource", details: [:])
  static let unsupportedMediaType = APIError(
    415, "UnsupportedMediaType", "415: Unsupported Media Type", details: [:])

  static func badRequest(_ message: String) -> APIError { APIError(400, "BadRequest", message) }

  static func notAcceptable(_ types: [String]) -> APIError {
    APIError(
      406, "NotAcceptable",
      "only the following media types are accepted: \(types.joined(separator: ", "))")
  }

  static func internalError(_ message: String) -> APIError {
    APIError(500, "InternalError", message)
  }

  static func notFound(_ resource: GroupResource, _ name: String) -> APIError {
    APIError(404, "NotFound", "\(resource) \"\(name)\" not found", details: resource.details(name: name))
  }

  static func alreadyExists(_ resource: GroupResource, _ name: String) -> APIError {
    APIError(409, "AlreadyExists", "\(resource) \"\(name)\" already exists", details: resource.details(name: name))
  }

  static func conflict(_ resource: GroupResource, _ name: String, _ why: String) -> APIError {
    APIError(
      409, "Conflict", "Operation cannot be fulfilled on \(resource) \"\(name)\": \(why)",
      details: resource.details(name: name))
  }

  static func modified(_ resource: GroupResource, _ name: String) -> APIError {
    conflict(
      resource, name, "the object has been modified; please apply your changes to the latest version and try again")
  }

  static func forbidden(
    _ resource: GroupResource, _ name: String?, _ why: String, causes: [JSON] = []
  ) -> APIError {
    var details = resource.details(name: name)
    if !causes.isEmpty { details["causes"] = .array(causes) }
    let subject = name.map { "\(resource) \"\($0)\"" } ?? "\(resource)"
    return APIError(403, "Forbidden", "\(subject) is forbidden: \(why)", details: details)
  }

  static func invalid(group: String, kind: String, name: String, _ causes: [FieldError]) -> APIError {
    let subject = group.isEmpty ? kind : "\(kind).\(group)"
    let texts = causes.map { "\($0.field): \($0.text)" }
    let why = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
    var details: JSON = [
      "kind": .string(kind),
      "causes": .array(
        causes.map { ["reason": .string($0.type.rawValue), "message": .string($0.text), "field": .string($0.field)] }),
    ]
    if !name.isEmpty { details["name"] = .string(name) }
    if !group.isEmpty { details["group"] = .string(group) }
    return APIError(422, "Invalid", "\(subject) \"\(name)\" is invalid: \(why)", details: details)
  }

  static func expired(_ message: String) -> APIError { APIError(410, "Expired", message) }

  static func tooLargeVersion(_ version: Int, current: Int) -> APIError {
    APIError(
      504, "Timeout", "Timeout: Too large resource version: \(version), current: \(current)",
      details: [
        "causes": [["reason": "ResourceVersionTooLarge", "message": "Too large resource version"]],
        "retryAfterSeconds": 1,
      ],
      retryAfterSeconds: 1)
  }

  /// What a server says that has too much to do, or a broken backend.
  static func overload(_ code: Int) -> APIError {
    switch code {
    case 429:
      APIError(
        429, "TooManyRequests", "the server has received too many requests and has asked us to try again later",
        details: ["retryAfterSeconds": 1], retryAfterSeconds: 1)
    case 503:
      APIError(
        503, "ServiceUnavailable", "the server is currently unable to handle the request",
        details: ["retryAfterSeconds": 1], retryAfterSeconds: 1)
    case 504:
      APIError(504, "Timeout", "Timeout: request did not complete within requested timeout", details: [:])
    default:
      APIError(code, "InternalError", "Internal error occurred: etcdserver: request timed out", details: [:])
    }
  }
}

/// One cause of a 422 (k8s.io/apimachinery/pkg/util/validation/field).
struct FieldError: Error, Equatable {
  enum Kind: String {
    case invalid = "FieldValueInvalid"
    case required = "FieldValueRequired"
    case duplicate = "FieldValueDuplicate"
    case notSupported = "FieldValueNotSupported"
    case forbidden = "FieldValueForbidden"
    case tooLong = "FieldValueTooLong"
    case tooMany = "FieldValueTooMany"
    case notFound = "FieldValueNotFound"
    case typeInvalid = "FieldValueTypeInvalid"
  }

  let type: Kind
  let field: String
  /// What stands after the field's path.
  let text: String

  static func invalid(_ field: String, _ value: JSON, _ why: String) -> FieldError {
    FieldError(type: .invalid, field: field, text: "Invalid value: \(value.quoted): \(why)")
  }

  static func required(_ field: String, _ why: String = "") -> FieldError {
    FieldError(type: .required, field: field, text: why.isEmpty ? "Required value" : "Required value: \(why)")
  }

  static func duplicate(_ field: String, _ value: JSON) -> FieldError {
    FieldError(type: .duplicate, field: field, text: "Duplicate value: \(value.quoted)")
  }

  static func notSupported(_ field: String, _ value: JSON, _ supported: [String]) -> FieldError {
    let list = supported.map { "\"\($0)\"" }.joined(separator: ", ")
    return FieldError(
      type: .notSupported, field: field, text: "Unsupported value: \(value.quoted): supported values: \(list)")
  }

  static func forbidden(_ field: String, _ why: String) -> FieldError {
    FieldError(type: .forbidden, field: field, text: "Forbidden: \(why)")
  }

  static func tooLong(_ field: String, _ limit: Int) -> FieldError {
    FieldError(type: .tooLong, field: field, text: "Too long: may not be more than \(limit) bytes")
  }

  static func notFound(_ field: String, _ value: JSON) -> FieldError {
    FieldError(type: .notFound, field: field, text: "Not found: \(value.quoted)")
  }
}

extension JSON {
  /// As in a validation message: strings in quotes, numbers bare, everything else as JSON.
  fileprivate var quoted: String { String(decoding: encoded(), as: UTF8.self) }
}

/// What Kubernetes calls a GroupResource, written `deployments.apps`.
struct GroupResource: Hashable, CustomStringConvertible {
  let group: String
  let resource: String

  var description: String { group.isEmpty ? resource : "\(resource).\(group)" }

  func details(name: String?) -> JSON {
    var details: JSON = ["kind": .string(resource)]
    if let name, !name.isEmpty { details["name"] = .string(name) }
    if !group.isEmpty { details["group"] = .string(group) }
    return details
  }
}
