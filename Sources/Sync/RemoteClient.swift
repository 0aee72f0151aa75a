import Foundation
import HTTP
import JSON

/// Typed calls of a shipit server. Its quirks end here: an empty list is `null`, HTML means another server, a list below
/// something unknown is empty, and a list of clusters fails while one of them is being tested.
package struct RemoteClient: Sendable {
  private let transport: any HTTPTransport
  private let token: String
  private let clock: any Clock<Duration>

  /// Long enough for what the server does in milliseconds; a test that hangs takes it 10 s, or for ever.
  private static let pendingWaits = [50, 100, 200, 400, 800, 1600].map { Duration.milliseconds($0) }

  package init(transport: any HTTPTransport, token: String, clock: any Clock<Duration>) {
    self.transport = transport
    self.token = token
    self.clock = clock
  }

  // MARK: Projects and clusters

  /// Also shows whether the URL and the token are right.
  func projects() async throws(RemoteError) -> [RemoteContainer] {
    try await list("/api/projects").mapped { item throws(RemoteError) in try RemoteContainer(item) }
  }

  /// Proves that it is a shipit server that takes the token, and counts its projects.
  package func test() async throws(RemoteError) -> Int {
    try await projects().count
  }

  func createProject(_ name: String) async throws(RemoteError) -> RemoteContainer {
    try RemoteContainer(try await call(.post, "/api/projects", ["name": .string(name)]))
  }

  func deleteProject(_ id: String) async throws(RemoteError) {
    _ = try await call(.delete, "/api/projects/\(Self.encoded(id))")
  }

  /// - Throws: `.pending` after waiting; `.notFound` when the project is gone, which an empty list does not say.
  func clusters(of project: String) async throws(RemoteError) -> [RemoteContainer] {
    let path = "/api/projects/\(Self.encoded(project))"
    for wait in Self.pendingWaits + [nil] {
      do {
        let items = try await list("\(path)/clusters")
        if items.isEmpty { _ = try await call(.get, path) }
        return try items.mapped { item throws(RemoteError) in try RemoteContainer(item) }
      } catch .refused(500, _) {
        guard let wait else { break }
        guard (try? await clock.sleep(for: wait)) != nil else { throw .http(.cancelled) }
      }
    }
    throw .pending
  }

  func createCluster(_ name: String, kubeconfig: String, in project: String) async throws(RemoteError)
    -> RemoteContainer
  {
    try RemoteContainer(
      try await call(
        .post, "/api/projects/\(Self.encoded(project))/clusters",
        ["name": .string(name), "kubeconfig": .string(kubeconfig)]))
  }

  func deleteCluster(_ id: String) async throws(RemoteError) {
    _ = try await call(.delete, "/api/clusters/\(Self.encoded(id))")
  }

  // MARK: Apps

  /// - Throws: `.notFound` when the cluster is gone or is being tested: nobody can tell which, so it says nothing of its apps.
  func apps(of cluster: String) async throws(RemoteError) -> [RemoteApp] {
    let path = "/api/clusters/\(Self.encoded(cluster))"
    let items = try await list("\(path)/apps")
    if items.isEmpty { _ = try await call(.get, path) }
    return try items.mapped { item throws(RemoteError) in try RemoteApp(item) }
  }

  func app(_ id: String) async throws(RemoteError) -> RemoteApp {
    try RemoteApp(try await call(.get, "/api/apps/\(Self.encoded(id))"))
  }

  func createApp(_ body: JSON, on cluster: String) async throws(RemoteError) -> RemoteApp {
    try RemoteApp(try await call(.post, "/api/clusters/\(Self.encoded(cluster))/apps", body))
  }

  func put(_ body: JSON, app: String, _ part: String = "") async throws(RemoteError) {
    _ = try await call(.put, "/api/apps/\(Self.encoded(app))\(part)", body)
  }

  func deleteApp(_ id: String) async throws(RemoteError) {
    _ = try await call(.delete, "/api/apps/\(Self.encoded(id))")
  }

  func revisions(of app: String, limit: Int = 10) async throws(RemoteError) -> [RemoteRevision] {
    let path = "/api/apps/\(Self.encoded(app))/revisions"
    return try await list(path, query: [.init("limit", "\(limit)")]).mapped { item throws(RemoteError) in
      try RemoteRevision(item)
    }
  }

  // MARK: Secrets

  /// When each was set last, by key. Values never come back.
  func secrets(of app: String) async throws(RemoteError) -> [String: String] {
    var times: [String: String] = [:]
    for item in try await list("/api/apps/\(Self.encoded(app))/secrets") {
      guard let key = item["key"]?.string else { throw .malformed(what: "a secret") }
      times[key] = item["updated_at"]?.string ?? ""
    }
    return times
  }

  func setSecret(_ key: String, to value: String, of app: String) async throws(RemoteError) {
    _ = try await call(
      .post, "/api/apps/\(Self.encoded(app))/secrets", ["key": .string(key), "value": .string(value)])
  }

  func deleteSecret(_ key: String, of app: String) async throws(RemoteError) {
    _ = try await call(.delete, "/api/apps/\(Self.encoded(app))/secrets/\(Self.encoded(key))")
  }

  // MARK: The wire

  func list(_ path: String, query: [HTTPRequest.QueryItem] = []) async throws(RemoteError) -> [JSON] {
    switch try await call(HTTPRequest(.get, path, query: query)) {
    case .null: return []
    case .array(let items): return items
    default: throw .malformed(what: "a list")
    }
  }

  /// `.null` for an answer without a body.
  func call(
    _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil
  ) async throws(RemoteError) -> JSON {
    var request = HTTPRequest(method, path, body: body?.encoded() ?? [])
    if body != nil { request.headers["Content-Type"] = "application/json" }
    // The server closes the connection of what takes longer than 15 s, which must not look like a kept one that had ended.
    request.freshConnection = method == .post
    return try await call(request)
  }

  func call(_ request: HTTPRequest) async throws(RemoteError) -> JSON {
    var request = request
    request.headers["Authorization"] = "Bearer \(token)"
    request.headers["Accept"] = "application/json"
    let (status, type, bytes): (Int, String, [UInt8])
    do throws(HTTPError) {
      let response = try await transport.send(request)
      (status, type) = (response.status, response.headers["Content-Type"] ?? "")
      bytes = try await response.body.bytes(limit: 32 << 20)
    } catch {
      throw .http(error)
    }
    return try Self.judge(status, type, bytes, of: request)
  }

  /// A body that comes as the server writes it.
  func stream(_ request: HTTPRequest) async throws(RemoteError) -> HTTPBody {
    var request = request
    request.headers["Authorization"] = "Bearer \(token)"
    let (response, bytes): (HTTPResponse, [UInt8])
    do throws(HTTPError) {
      response = try await transport.send(request)
      let isStream = response.headers["Content-Type"]?.hasPrefix("text/event-stream") ?? false
      if response.status == 200, isStream { return response.body }
      bytes = try await response.body.bytes(limit: 1 << 20)
    } catch {
      throw .http(error)
    }
    _ = try Self.judge(response.status, response.headers["Content-Type"] ?? "", bytes, of: request)
    throw .malformed(what: "a log")
  }

  private static func judge(
    _ status: Int, _ type: String, _ bytes: [UInt8], of request: HTTPRequest
  ) throws(RemoteError) -> JSON {
    if status == 401 { throw .unauthorized }
    if type.hasPrefix("text/html") { throw .notAServer(reason: "it answers with a web page") }
    if status == 404, !type.hasPrefix("application/json") { throw .notAServer(reason: "it knows no \(request.path)") }
    if (300..<400).contains(status) { throw .notAServer(reason: "it sends elsewhere (\(status))") }
    let json = try? JSON(parsing: bytes)
    guard status < 400 else {
      if status == 404 { throw .notFound }
      throw .refused(status: status, message: json?["error"]?.string ?? "it answers \(status)")
    }
    if status == 204 { return .null }
    guard type.hasPrefix("application/json") else { throw .notAServer(reason: "its answer is no JSON") }
    guard let json else { throw .malformed(what: "the answer") }
    return json
  }

  static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(
      withAllowedCharacters: CharacterSet(
        charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")) ?? ""
  }
}

extension Array where Element == JSON {
  fileprivate func mapped<T>(_ transform: (JSON) throws(RemoteError) -> T) throws(RemoteError) -> [T] {
    var result: [T] = []
    for item in self { result.append(try transform(item)) }
    return result
  }
}
