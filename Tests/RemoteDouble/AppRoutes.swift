import HTTP
import JSON

extension RemoteDouble {
  static let updatable = [
    "image", "replicas", "env_vars", "cpu_request", "cpu_limit", "memory_request", "memory_limit", "health_path",
    "health_port", "health_initial_delay", "health_period",
  ]

  func createApp(_ cluster: String, _ body: JSON) -> Reply {
    guard let name = body["name"]?.string, !name.isEmpty, let image = body["image"]?.string, !image.isEmpty else {
      return .error(400, "name and image are required")
    }
    let namespace = body["namespace"]?.string ?? "default"
    let isTaken = (clusters[cluster]?.apps ?? []).contains {
      apps[$0]?["name"]?.string == name && apps[$0]?["namespace"]?.string == namespace
    }
    let isOverflow = (body["replicas"]?.int ?? 0) > Int(Int32.max) || (body["port"]?.int ?? 0) > Int(Int32.max)
    guard clusters[cluster] != nil, !isTaken, !isOverflow else { return .error(500, "failed to create app") }
    let (id, now) = (newID(), time())
    var app: JSON = [
      "id": .string(id), "cluster_id": .string(cluster), "name": .string(name), "namespace": .string(namespace),
      "status": "pending", "created_at": now, "updated_at": now, "current_revision": 0, "hpa_enabled": false,
      "managed_by": "shipit", "domain_status": "pending", "env_vars": nil, "cpu_request": "100m", "cpu_limit": "500m",
      "memory_request": "128Mi", "memory_limit": "256Mi",
    ]
    for key in Self.updatable + ["port"] {
      if let value = body[key], value != .null { app[key] = value }
    }
    app["replicas"] = .int(max(1, body["replicas"]?.int ?? 1))
    apps[id] = app
    clusters[cluster]?.apps.append(id)
    return Reply(201, app)
  }

  func app(_ method: HTTPRequest.Method, _ id: String, _ app: JSON, _ rest: [String], _ body: JSON) -> Reply {
    let isPending = clusters[app["cluster_id"]?.string ?? ""]?.json["status"] == "pending"
    if method == .put, let part = rest.first, deafParts.contains(part) { return Reply(200, [:]) }
    switch (method, rest.first ?? "") {
    case (.get, ""): return Reply(200, app)
    case (.put, ""), (.patch, ""):
      for key in Self.updatable {
        if let value = body[key], value != .null { apps[id]?[key] = value }
      }
      apps[id]?["updated_at"] = time()
      return Reply(200, apps[id] ?? .null)
    case (.delete, ""):
      guard !isPending else { return .error(404, "cluster not found") }
      remove(app: id)
      return .done
    case (.post, "deploy"): return deploy(id, app)
    case (.post, "rollback"): return rollback(id, app, body)
    case (.get, "status"): return status(id, app)
    case (_, "revisions"), (_, "deployments"), (_, "deploy"), (_, "rollback"), (_, "status"), (_, "logs"):
      return .noMethod
    case (_, "secrets"): return secret(method, id, rest.dropFirst().joined(separator: "/"), rest.count, body)
    case (.get, "autoscaling"):
      // It asks the cluster, not the database.
      guard !isClusterAway else { return .error(500, "failed to get HPA") }
      return Reply(
        200,
        [
          "enabled": app["hpa_enabled"] ?? false, "min_replicas": app["min_replicas"] ?? 1,
          "max_replicas": app["max_replicas"] ?? 10,
        ])
    case (.put, "autoscaling"): return scale(id, body)
    case (.get, "domain"): return Reply(200, ["domain": app["domain"] ?? .null])
    case (.put, "domain"):
      guard !isClusterAway else { return .error(500, "failed to update domain") }
      let domain = body["domain"]?.string
      let isTaken = apps.contains { $0.key != id && domain != nil && $0.value["domain"]?.string == domain }
      guard !isTaken else { return .error(409, "domain \(domain ?? "") is already in use") }
      apps[id]?["domain"] = domain.map { .string($0) }
      return Reply(200, ["domain": domain.map { .string($0) } ?? .null])
    case (.get, "predeploy"): return Reply(200, ["pre_deploy_command": app["pre_deploy_command"] ?? .null])
    case (.put, "predeploy"):
      let command = body["command"]?.string ?? ""
      apps[id]?["pre_deploy_command"] = command.isEmpty ? nil : .string(command)
      return Reply(200, ["pre_deploy_command": apps[id]?["pre_deploy_command"] ?? .null])
    default: return .noPath
    }
  }

  private func scale(_ id: String, _ body: JSON) -> Reply {
    let (minimum, maximum) = (body["min_replicas"]?.int ?? 1, body["max_replicas"]?.int ?? 10)
    guard minimum >= 1, maximum >= minimum else { return .error(400, "invalid replica bounds") }
    apps[id]?["hpa_enabled"] = .bool(body["enabled"]?.bool ?? false)
    apps[id]?["min_replicas"] = .int(minimum)
    apps[id]?["max_replicas"] = .int(maximum)
    apps[id]?["cpu_target"] = body["target_cpu_percent"]
    apps[id]?["memory_target"] = body["target_memory_percent"]
    // The database was first.
    return isClusterAway ? .error(500, "failed to apply HPA") : Reply(200, body)
  }

  private func secret(_ method: HTTPRequest.Method, _ id: String, _ key: String, _ depth: Int, _ body: JSON) -> Reply {
    switch (method, depth) {
    case (.get, 1): return .list((secrets[id] ?? [:]).sorted { $0.key < $1.key }.map(\.value))
    case (.post, 1):
      guard let key = body["key"]?.string, !key.isEmpty, let value = body["value"]?.string, !value.isEmpty else {
        return .error(400, "key and value are required")
      }
      let now = time()
      let old = secrets[id]?[key]
      let record: JSON = [
        "id": old?["id"] ?? .string(newID()), "app_id": .string(id), "key": .string(key),
        "created_at": old?["created_at"] ?? now, "updated_at": now,
      ]
      secrets[id, default: [:]][key] = record
      secretValues[id, default: [:]][key] = value
      return Reply(201, record)
    case (.delete, 2):
      // Its router decodes a slash in the key, and then finds no such secret.
      guard !key.contains("/") else { return .done }
      secrets[id]?[key] = nil
      secretValues[id]?[key] = nil
      return .done
    default: return .noPath
    }
  }
}
