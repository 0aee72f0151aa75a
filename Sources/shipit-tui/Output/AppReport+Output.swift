import Engine
import Foundation
import JSON
import Model

extension AppReport {
  /// One word; the cluster's where it has one.
  var status: String { live?.health.word ?? app.wordWithoutDeployment }

  /// Why it is not simply running.
  var reason: String? { live?.health.reason ?? app.statusMessage }

  /// With the field names of shipit's server, and some that it does not have.
  func json(now: Date) -> JSON {
    var json: JSON = [
      "name": .string(app.name), "namespace": .string(app.namespace), "status": .string(status),
      "replicas": .int(app.configuration.replicas), "ready_replicas": .int(live?.ready ?? 0),
      "desired_replicas": .int(live?.desired ?? 0), "updated_replicas": .int(live?.updated ?? 0),
      "current_revision": .int(app.currentRevision),
      "pods": .array(pods.map { $0.json(now: now) }),
    ]
    if let reason { json["status_message"] = .string(reason) }
    if let live {
      if !live.drift.isEmpty { json["drift"] = .array(live.drift.map { .string($0.text) }) }
      json["image"] = .string(live.image)
      if let revision = live.revision { json["live_revision"] = .int(revision) }
    }
    return json
  }
}

extension App {
  /// Its status where the cluster has no Deployment of it.
  var wordWithoutDeployment: String {
    // A cron job or a task has none to be gone.
    currentRevision == 0 || configuration.kind.endsByItself ? status.rawValue : "gone"
  }
}

extension LiveApp.Health {
  var word: String {
    switch self {
    case .running: "running"
    case .rolling: "rolling"
    case .failing: "failing"
    case .degraded: "degraded"
    case .stopped: "stopped"
    }
  }

  /// What the cluster says of it.
  var reason: String? {
    switch self {
    case .rolling(let message): message
    case .failing(let reason): reason
    case .running, .degraded, .stopped: nil
    }
  }
}

extension AppReport.PodReport {
  fileprivate func json(now: Date) -> JSON {
    var json: JSON = [
      "name": .string(name), "phase": .string(phase), "ready": .bool(isReady), "restarts": .int(restarts),
    ]
    if let createdAt { json["age"] = .string(humanAge(from: createdAt, to: now)) }
    if let trouble { json["trouble"] = .string(trouble) }
    return json
  }
}
