import HTTP
import JSON

/// What deploys come to, for tests.
package enum DeployFate: Hashable, Sendable {
  case runs
  /// With a pre-deploy job before it.
  case runsAfterHook
  case fails
  /// It fails, and the server goes back by itself.
  case rollsBack
}

extension RemoteDouble {
  private static let restored = [
    "image", "replicas", "env_vars", "cpu_request", "cpu_limit", "memory_request", "memory_limit", "health_path",
    "health_port", "health_initial_delay", "health_period",
  ]
  private static let recorded = restored + ["port", "min_replicas", "max_replicas", "domain", "pre_deploy_command"]

  func deploy(_ id: String, _ app: JSON) -> Reply {
    guard clusters[app["cluster_id"]?.string ?? ""]?.json["status"] != "pending" else {
      return .error(404, "cluster not found")
    }
    // It comes down with all that it serves.
    isDown = app["cpu_request"]?.string?.first?.isNumber != true
    revise(id)
    switch fate {
    case .runs: courses[id] = ["verifying", "running"]
    case .runsAfterHook: courses[id] = ["running_predeploy", "verifying", "running"]
    case .fails: courses[id] = ["verifying", "failed"]
    case .rollsBack: courses[id] = ["verifying", "rolling_back", "running"]
    }
    apps[id]?["status"] = "deploying"
    return Reply(200, ["status": "deploying"])
  }

  /// The next thing that happens to every deploy.
  package func advanceDeploys() {
    for id in courses.keys.sorted() {
      guard var course = courses[id], let app = apps[id], !course.isEmpty else { continue }
      let status = course.removeFirst()
      courses[id] = course
      if status == "failed" { mark(id, "failed") }
      if status == "rolling_back" {
        mark(id, "rolled_back")
        let good = revisions[id]?.dropFirst().first ?? revisions[id]?[0] ?? [:]
        revise(id)
        // The app's row keeps what failed.
        for key in Self.recorded { revisions[id]?[0][key] = good[key] }
      }
      if status == "running", app["status"] != "rolling_back" {
        revisions[id] = Array((revisions[id] ?? []).prefix(10))
      }
      apps[id]?["status"] = .string(status)
      apps[id]?["status_message"] = status == "failed" ? "the pods do not become ready" : nil
      apps[id]?["updated_at"] = time()
    }
  }

  private func mark(_ id: String, _ status: String) { revisions[id]?[0]["deploy_status"] = .string(status) }

  /// A new revision, which is a success from the beginning. Its times are local ones that call themselves UTC.
  private func revise(_ id: String) {
    guard let app = apps[id] else { return }
    let number = (revisions[id]?.first?["revision_number"]?.int ?? app["current_revision"]?.int ?? 0) + 1
    let zoned = time().string ?? ""
    var revision: JSON = [
      "id": .string(newID()), "app_id": .string(id), "revision_number": .int(number),
      "created_at": .string(zoned.replacing("+02:00", with: "Z")), "hpa_enabled": app["hpa_enabled"] ?? false,
      "deploy_status": "success", "deployed_by": "api",
    ]
    for key in Self.recorded { revision[key] = app[key] }
    revisions[id] = [revision] + (revisions[id] ?? [])
    apps[id]?["current_revision"] = .int(number)
  }

  func rollback(_ id: String, _ app: JSON, _ body: JSON) -> Reply {
    let current = app["current_revision"]?.int ?? 0
    let wanted = body["revision"]?.int
    guard wanted != nil || current > 1 else { return .error(400, "no previous revision") }
    let target = revisions[id]?.first { $0["revision_number"]?.int == wanted ?? current - 1 }
    guard let target else { return .error(404, "revision not found") }
    for key in Self.restored { apps[id]?[key] = target[key] }
    revise(id)
    apps[id]?["status"] = "rolling_back"
    courses[id] = ["running"]
    return Reply(
      200,
      [
        "status": "rolling_back", "target_image": target["image"] ?? "",
        "target_revision": target["revision_number"] ?? 0,
      ])
  }

  func status(_ id: String, _ app: JSON) -> Reply {
    guard app["current_revision"]?.int ?? 0 > 0 else { return .error(500, "failed to get app status") }
    let replicas = app["replicas"]?.int ?? 0
    let isReady = app["status"] == "running"
    let pod: JSON = [
      "name": .string("\(app["name"]?.string ?? "")-1"), "phase": "Running", "ready": .bool(isReady), "restarts": 0,
      "age": "1m",
    ]
    return Reply(
      200,
      [
        "name": app["name"] ?? "", "replicas": .int(replicas), "ready_replicas": .int(isReady ? replicas : 0),
        "desired_replicas": .int(replicas), "status": app["status"] ?? "",
        "pods": replicas == 0 ? .null : .array([pod]),
      ])
  }

  func revisions(_ id: String, _ rest: [String], limit: Int) -> Reply {
    let all = revisions[id] ?? []
    guard rest.count > 1 else { return .list(Array(all.prefix(limit))) }
    return all.first { $0["revision_number"]?.int == Int(rest[1]) }.map { Reply(200, $0) }
      ?? .error(404, "revision not found")
  }
}
