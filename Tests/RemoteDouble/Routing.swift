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
    var body: JSON?
    if request.method != .get, request.method != .delete, parts.last != "deploy" {
      guard let parsed = try? JSON(parsing: request.body), let members = parsed.object else {
        return .error(400, "invalid request body")
      }
      // Keys compare without case.
      body = .object(Dictionary(members.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { $1 }))
    }
    return route(request.method, Array(parts.dropFirst()), body ?? [:])
  }

  private func isAuthorized(_ request: HTTPRequest) -> Bool {
    request.headers["Authorization"] == "Bearer \(Self.token)" || request.headers["X-API-Token"] == Self.token
  }

  private func route(_ method: HTTPRequest.Method, _ parts: [String], _ body: JSON) -> Reply {
    switch (method, parts.first, parts.count) {
    case (.get, "me", 1): return .error(401, "not authenticated")
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
    case (.get, "clusters", 3) where parts[2] == "apps":
      guard Self.isID(parts[1]) else { return .error(500, "failed to list apps") }
      return .list((clusters[parts[1]]?.apps ?? []).reversed().compactMap { apps[$0] })
    case (.post, "clusters", 3) where parts[2] == "apps": return createApp(parts[1], body)
    case (_, "projects", ...2), (_, "clusters", 2): return .noMethod
    case (_, "apps", 2...):
      guard let app = apps[parts[1]] else { return .error(404, "app not found") }
      return self.app(method, parts[1], app, Array(parts.dropFirst(2)), body)
    default: return .noPath
    }
  }

  static func isID(_ text: String) -> Bool { UUID(uuidString: text) != nil }

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
    (apps[id], secrets[id], revisions[id]) = (nil, nil, nil)
    for key in clusters.keys { clusters[key]?.apps.removeAll { $0 == id } }
  }
}
