import Foundation
import HTTP
import JSON

extension RemoteDouble {
  func answer(_ request: HTTPRequest) -> Reply {
    let parts = request.path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
    if parts == ["health"] { return Reply(200, type: "text/plain", text: "{\"status\":\"ok\"}") }
    guard parts.first == "api" else {
      return Reply(200, type: "text/html; charset=utf-8", text: "<!doctype html><title>shipit</title>")
    }
    guard isAuthorized(request) else { return .unauthorized }
    var body: JSON = [:]
    if request.method != .get, request.method != .delete, parts.last != "deploy" {
      guard let parsed = try? JSON(parsing: request.body), let members = parsed.object else {
        return .error(400, "invalid request body")
      }
      // Keys compare without case.
      body = .object(Dictionary(members.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { $1 }))
      guard Self.hasRightTypes(body) else { return .error(400, "invalid request body") }
    }
    let limit = request.query.first { $0.name == "limit" }.flatMap { Int($0.value) }
    return route(request.method, Array(parts.dropFirst()), body, limit: limit)
  }

  /// The cookie, else the bearer, else the header: the first that is there counts.
  func isAuthorized(_ request: HTTPRequest) -> Bool {
    if let cookie = request.headers["Cookie"], let session = cookie.split(separator: "shipit_session=").last {
      return session == Self.token
    }
    if let bearer = request.headers["Authorization"] { return bearer == "Bearer \(Self.token)" }
    return request.headers["X-API-Token"] == Self.token
  }

  private static let numbers: Set = [
    "replicas", "port", "health_port", "health_initial_delay", "health_period", "min_replicas", "max_replicas",
    "target_cpu_percent", "target_memory_percent", "revision",
  ]

  private static func hasRightTypes(_ body: JSON) -> Bool {
    (body.object ?? [:]).allSatisfy { key, value in
      if value == .null { return true }
      if numbers.contains(key) { return value.int != nil }
      if key == "enabled" { return value.bool != nil }
      if key == "env_vars" { return value.object?.allSatisfy { $0.value.string != nil } ?? false }
      return value.string != nil || !updatable.contains(key) && !["name", "namespace", "kubeconfig"].contains(key)
    }
  }

  private func route(_ method: HTTPRequest.Method, _ parts: [String], _ body: JSON, limit: Int?) -> Reply {
    switch (method, parts.first, parts.count) {
    case (.get, "me", 1), (.get, "tokens", 1), (.post, "tokens", 1): return .error(401, "not authenticated")
    case (.delete, "tokens", 2):
      return Self.isID(parts[1]) ? .error(401, "not authenticated") : .error(500, "failed to delete token")
    case (.get, "projects", 1): return .list(projects.map(\.json).reversed())
    case (.post, "projects", 1): return createProject(body)
    case (.get, "projects", 2):
      return projects.first { $0.json["id"]?.string == parts[1] }.map { Reply(200, $0.json) }
        ?? .error(404, "project not found")
    case (.delete, "projects", 2): return deleteProject(parts[1])
    case (.get, "projects", 3) where parts[2] == "clusters": return listClusters(parts[1])
    case (.post, "projects", 3) where parts[2] == "clusters": return createCluster(parts[1], body)
    case (.get, "clusters", 2):
      guard let cluster = clusters[parts[1]], cluster.json["status"] != "pending" else {
        return .error(404, "cluster not found")
      }
      return Reply(200, cluster.json)
    case (.delete, "clusters", 2): return deleteCluster(parts[1])
    case (.get, "clusters", 3) where parts[2] == "ingress":
      return clusters[parts[1]] == nil
        ? .error(404, "cluster not found") : Reply(200, ["available": true, "load_balancer": "10.0.0.1"])
    case (.get, "clusters", 3) where parts[2] == "apps":
      guard Self.isID(parts[1]) else { return .error(500, "failed to list apps") }
      return .list((clusters[parts[1]]?.apps ?? []).reversed().compactMap { apps[$0] })
    case (.post, "clusters", 3) where parts[2] == "apps": return createApp(parts[1], body)
    case (_, "projects", ...2), (_, "clusters", 2): return .noMethod
    case (_, "apps", 2...):
      guard let app = apps[parts[1]] else { return .error(404, "app not found") }
      if method == .get, parts.count > 2, ["revisions", "deployments"].contains(parts[2]) {
        return revisions(parts[1], Array(parts.dropFirst(2)), limit: limit ?? (parts[2] == "revisions" ? 10 : 20))
      }
      return self.app(method, parts[1], app, Array(parts.dropFirst(2)), body)
    default: return .noPath
    }
  }

  static func isID(_ text: String) -> Bool { UUID(uuidString: text) != nil }

  /// The background test of a cluster has ended, once and for ever.
  package func settleClusters() {
    for id in clusters.keys where clusters[id]?.json["status"] == "pending" {
      clusters[id]?.json["status"] = "connected"
    }
  }

  // MARK: Projects and clusters

  private func createProject(_ body: JSON) -> Reply {
    let name = body["name"]?.string ?? ""
    guard !name.isEmpty else { return .error(400, "name is required") }
    guard name.count <= 255, !name.contains("\0"), !projects.contains(where: { $0.json["name"]?.string == name })
    else { return .error(500, "failed to create project") }
    let json: JSON = ["id": .string(newID()), "name": .string(name), "created_at": time()]
    projects.append((json, []))
    return Reply(201, json)
  }

  private func deleteProject(_ id: String) -> Reply {
    guard Self.isID(id) else { return .error(500, "failed to delete project") }
    guard let index = projects.firstIndex(where: { $0.json["id"]?.string == id }) else { return .done }
    for cluster in projects[index].clusters { remove(cluster: cluster) }
    projects.remove(at: index)
    return .done
  }

  private func listClusters(_ project: String) -> Reply {
    guard Self.isID(project) else { return .error(500, "failed to list clusters") }
    let ids = projects.first { $0.json["id"]?.string == project }?.clusters ?? []
    let items = ids.reversed().compactMap { clusters[$0]?.json }
    guard !items.contains(where: { $0["status"] == "pending" }) else { return .error(500, "failed to list clusters") }
    return .list(items)
  }

  private func createCluster(_ project: String, _ body: JSON) -> Reply {
    guard let name = body["name"]?.string, !name.isEmpty, let kubeconfig = body["kubeconfig"]?.string,
      !kubeconfig.isEmpty
    else { return .error(400, "name and kubeconfig are required") }
    guard let index = projects.firstIndex(where: { $0.json["id"]?.string == project }),
      !projects[index].clusters.contains(where: { clusters[$0]?.json["name"]?.string == name })
    else { return .error(500, "failed to create cluster") }
    let id = newID()
    var json: JSON = [
      "id": .string(id), "project_id": .string(project), "name": .string(name), "status": "pending",
      "created_at": time(),
    ]
    let created = Reply(201, json)
    // The test ends between two requests, unless it hangs.
    if !hangs.contains(name) { json["status"] = "connected" }
    clusters[id] = Cluster(json: json)
    projects[index].clusters.append(id)
    return created
  }

  private func deleteCluster(_ id: String) -> Reply {
    guard Self.isID(id) else { return .error(500, "failed to delete cluster") }
    remove(cluster: id)
    for index in projects.indices { projects[index].clusters.removeAll { $0 == id } }
    return .done
  }

  private func remove(cluster id: String) {
    for app in clusters[id]?.apps ?? [] { remove(app: app) }
    clusters[id] = nil
  }

  func remove(app id: String) {
    (apps[id], secrets[id], secretValues[id], revisions[id], courses[id]) = (nil, nil, nil, nil, nil)
    for key in clusters.keys { clusters[key]?.apps.removeAll { $0 == id } }
  }
}
