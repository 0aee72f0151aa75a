import HTTP
import JSON

/// Authentication, authorization and routing.
extension Cluster {
  func reply(to request: HTTPRequest, from user: SimulatedUser) -> Reply {
    do throws(APIError) {
      let user = try impersonated(try authenticate(request, user), request)
      let info = RequestInfo(request)
      try authorize(info, user)
      guard info.isResource else { return try nonResource(request, info) }
      guard let version = servedVersion(group: info.group, version: info.version) else { return Cluster.pageNotFound }
      if info.resource.isEmpty { return Reply(json: Discovery.resourceList(version)) }
      if version.group == Metrics.version.group { return try metrics(info) }
      return try resource(request, info, version, user)
    } catch {
      return error.reply(to: request)
    }
  }

  static let pageNotFound = Reply(status: 404, text: "404 page not found\n")

  private func servedVersion(group: String, version: String) -> GroupVersion? {
    Discovery.served(options).first { $0.group == group && $0.version == version }
  }

  private func nonResource(_ request: HTTPRequest, _ info: RequestInfo) throws(APIError) -> Reply {
    guard request.method == .get else { throw .methodNotAllowed }
    let parts = request.path.split(separator: "/")
    switch parts.first {
    case "version" where parts.count == 1: return Reply(json: Discovery.version)
    case "readyz", "livez", "healthz": return Reply(text: "ok")
    case "api" where parts.count == 1, "apis" where parts.count == 1:
      let isCore = parts[0] == "api"
      if try MediaType(request, hasProtobuf: false) == .aggregatedDiscovery {
        return Reply(
          contentType: Discovery.aggregatedMediaType,
          body: .whole(Discovery.aggregated(core: isCore, options).encoded() + [0x0A]))
      }
      return Reply(json: isCore ? Discovery.coreVersions : Discovery.groupList(options))
    case "apis" where parts.count == 2:
      guard let group = Discovery.group(named: String(parts[1]), options) else { return Cluster.pageNotFound }
      return Reply(json: group)
    case "api" where parts.count == 2, "apis" where parts.count == 3:
      let group = parts.count == 3 ? String(parts[1]) : ""
      guard let version = servedVersion(group: group, version: String(parts[parts.count - 1])) else {
        return Cluster.pageNotFound
      }
      return Reply(json: Discovery.resourceList(version))
    case "openapi": return try openAPI(parts.dropFirst().map(String.init))
    default: return Cluster.pageNotFound
    }
  }

  private func openAPI(_ parts: [String]) throws(APIError) -> Reply {
    switch parts.first {
    case "v2" where parts.count == 1:
      return Reply(
        contentType: "application/com.github.proto-openapi.spec.v2.v1.0+protobuf", body: .whole(OpenAPI.version2))
    case "v3" where parts.count == 1: return Reply(json: OpenAPI.index(options))
    case "v3" where parts.count == 3 || parts.count == 4:
      let group = parts.count == 4 ? parts[2] : ""
      guard let version = servedVersion(group: group, version: parts[parts.count - 1]) else {
        return Cluster.pageNotFound
      }
      return Reply(json: OpenAPI.document(of: version))
    default: return Cluster.pageNotFound
    }
  }

  private func resource(
    _ request: HTTPRequest, _ info: RequestInfo, _ version: GroupVersion, _ user: User
  ) throws(APIError) -> Reply {
    guard let type = version[info.resource], let endpoint = version[info.fullResource] else { throw .unknownResource }
    guard endpoint.verbs.contains(info.verb) else { throw .methodNotAllowed }
    // A collection is created in, an object is not.
    if info.name.isEmpty, ["update", "patch"].contains(info.verb) { throw .methodNotAllowed }
    if !info.name.isEmpty, info.subresource.isEmpty, info.verb == "create" { throw .methodNotAllowed }
    let namespaced = type.isNamespaced
    if namespaced && info.namespace.isEmpty && !["list", "watch"].contains(info.verb) {
      guard ["SelfSubjectAccessReview"].contains(type.kind) else { throw .methodNotAllowed }
    }
    if let reply = try review(request, type, user, namespace: info.namespace) { return reply }
    let call = Call(request: request, type: type, info: info, user: user)
    switch info.subresource {
    case "": return try object(call)
    case "status": return try object(call)
    case "scale": return try scale(call)
    case "log": return try log(call)
    case "token": return try createToken(call)
    case "eviction": return try evict(call)
    case "binding": return try bind(call)
    case "finalize": return try object(call)
    case "exec", "attach", "portforward":
      throw .badRequest("Upgrade request required")
    default: throw .unknownResource
    }
  }

  private func object(_ call: Call) throws(APIError) -> Reply {
    switch call.info.verb {
    case "get": try get(call)
    case "list": try list(call)
    case "watch": try watch(call)
    case "create": try create(call)
    case "update": try update(call)
    case "patch": try patch(call)
    case "delete": try delete(call)
    case "deletecollection": try deleteCollection(call)
    default: throw .methodNotAllowed
    }
  }
}

/// One request to a resource.
struct Call {
  let request: HTTPRequest
  let type: ResourceType
  let info: RequestInfo
  let user: User

  var key: ObjectKey { ObjectKey(namespace: type.isNamespaced ? info.namespace : "", name: info.name) }
  var isDryRun: Bool { request.query.contains { $0.name == "dryRun" && $0.value == "All" } }
  var isStatus: Bool { info.subresource == "status" }

  /// Without a `fieldManager` the first part of the user agent.
  var manager: String { Call.manager(request) }

  static func manager(_ request: HTTPRequest) -> String {
    if let manager = request.parameter("fieldManager"), !manager.isEmpty { return manager }
    let agent = (request.headers["User-Agent"] ?? "unknown").prefix { $0 != "/" }
    return String(agent.prefix(128))
  }
}
