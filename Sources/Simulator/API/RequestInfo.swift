import HTTP

/// What a request asks for, in the words of authorization (k8s.io/apiserver/pkg/endpoints/request).
struct RequestInfo {
  var verb: String
  var group = ""
  var version = ""
  var namespace = ""
  var resource = ""
  var name = ""
  var subresource = ""
  let path: String
  let isResource: Bool

  init(_ request: HTTPRequest) {
    path = request.path
    let parts = path.split(separator: "/").map { $0.percentDecoded }
    verb = RequestInfo.verbs[request.method] ?? ""
    var rest = parts[...]
    switch rest.popFirst() {
    case "api" where parts.count >= 3: version = rest.removeFirst()
    case "apis" where parts.count >= 4:
      group = rest.removeFirst()
      version = rest.removeFirst()
    default:
      isResource = false
      verb = request.method.rawValue.lowercased()
      return
    }
    isResource = true
    if rest.first == "namespaces", rest.count >= 2 {
      namespace = rest[rest.startIndex + 1]
      if rest.count >= 3, !["status", "finalize"].contains(rest[rest.startIndex + 2]) { rest = rest.dropFirst(2) }
    }
    resource = rest.popFirst() ?? ""
    name = rest.popFirst() ?? ""
    subresource = rest.joined(separator: "/")
    if name.isEmpty {
      switch verb {
      case "get": verb = request.flag("watch") ? "watch" : "list"
      case "delete": verb = "deletecollection"
      default: break
      }
    } else if verb == "get", request.flag("watch") {
      verb = "watch"
    }
  }

  private static let verbs: [HTTPRequest.Method: String] = [
    .get: "get", .post: "create", .put: "update", .patch: "patch", .delete: "delete",
  ]

  /// The resource with its subresource, as rules name it.
  var fullResource: String { subresource.isEmpty ? resource : "\(resource)/\(subresource)" }
}

extension HTTPRequest {
  func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }

  func flag(_ name: String) -> Bool {
    guard let value = parameter(name) else { return false }
    return ["true", "1", "t", "T", "TRUE", "True"].contains(value)
  }

  /// The media type of the body, without parameters.
  var contentType: String {
    String((headers["Content-Type"] ?? "").prefix { $0 != ";" }).trimmingSpaces.lowercased()
  }
}

extension StringProtocol {
  var percentDecoded: String {
    guard contains("%") else { return String(self) }
    var output: [UInt8] = []
    var bytes = Array(utf8)[...]
    while let byte = bytes.popFirst() {
      if byte == UInt8(ascii: "%"), bytes.count >= 2,
        let value = UInt8(String(decoding: bytes.prefix(2), as: UTF8.self), radix: 16)
      {
        output.append(value)
        bytes = bytes.dropFirst(2)
      } else {
        output.append(byte)
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  var trimmingSpaces: String {
    String(String(drop { $0 == " " || $0 == "\t" }).reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
