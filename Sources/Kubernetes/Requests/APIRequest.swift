import FoundationEssentials
import HTTP

/// One request to an API server, as RBAC sees it and as HTTP carries it. Building one needs no client.
package struct APIRequest: Hashable, Sendable {
  /// RBAC's verbs. `connect` opens a stream into a pod, which RBAC calls `create`.
  package enum Verb: String, Hashable, Sendable {
    case get, list, watch, create, update, patch, delete, connect
  }

  package var verb: Verb
  /// Nil for paths outside the resources: `/version`.
  package var resource: Resource?
  /// Nil means all namespaces, or a resource of the whole cluster.
  package var namespace: String?
  package var name: String?
  package var subresource: String?
  package var http: HTTPRequest

  package init(
    _ verb: Verb, _ resource: Resource, name: String? = nil, in namespace: String? = nil, subresource: String? = nil
  ) {
    self.verb = verb
    self.resource = resource
    self.namespace = resource.isNamespaced ? namespace : nil
    self.name = name
    self.subresource = subresource
    http = HTTPRequest(verb.method, "", headers: ["Accept": MediaType.json])
    http.path = path(of: resource)
  }

  /// A GET of a path that is no resource.
  package init(path: String) {
    verb = .get
    http = HTTPRequest(.get, path, headers: ["Accept": MediaType.json])
  }

  /// A GET of a path with its query, as a person typed it.
  package init(rawPath: String) {
    let parts = rawPath.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    self.init(path: String(parts[0]))
    for item in parts.dropFirst().flatMap({ $0.split(separator: "&") }) {
      let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
        String($0).removingPercentEncoding ?? String($0)
      }
      addQuery(sides[0], sides.count > 1 ? sides[1] : "")
    }
  }

  private func path(of resource: Resource) -> String {
    var segments = resource.group.isEmpty ? ["api", resource.version] : ["apis", resource.group, resource.version]
    if let namespace { segments += ["namespaces", namespace] }
    segments.append(resource.plural)
    if let name { segments.append(name) }
    if let subresource { segments.append(subresource) }
    return "/" + segments.map(\.percentEncodedPathSegment).joined(separator: "/")
  }

  mutating func setBody(_ body: [UInt8], type: String) {
    http.body = body
    http.headers["Content-Type"] = type
  }

  mutating func addQuery(_ name: String, _ value: String?) {
    guard let value else { return }
    http.query.append(.init(name, value))
  }
}

extension APIRequest.Verb {
  fileprivate var method: HTTPRequest.Method {
    switch self {
    case .get, .list, .watch, .connect: .get
    case .create: .post
    case .update: .put
    case .patch: .patch
    case .delete: .delete
    }
  }
}

enum MediaType {
  static let json = "application/json"
  static let apply = "application/apply-patch+yaml"
  static let mergePatch = "application/merge-patch+json"
  static let strategicMergePatch = "application/strategic-merge-patch+json"
  static let jsonPatch = "application/json-patch+json"
}

extension String {
  /// RFC 3986 §3.3, without the characters that only sometimes are safe.
  var percentEncodedPathSegment: String {
    guard !utf8.allSatisfy(\.isUnreserved) else { return self }
    var encoded = ""
    for byte in utf8 {
      if byte.isUnreserved {
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return encoded
  }
}

extension UInt8 {
  fileprivate var isUnreserved: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"), UInt8(ascii: ":"):
      true
    default: false
    }
  }
}
