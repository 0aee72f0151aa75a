import JSON

/// The row of a pod: its status is the reason that matters most (`printPod`).
enum PodCells {
  static func cells(_ pod: StoredObject, _ name: JSON, _ age: JSON, _ now: WallTime) -> [JSON] {
    let statuses = pod.json[at: "status", "containerStatuses"]?.array ?? []
    let total = pod.json[at: "spec", "containers"]?.array?.count ?? 0
    let ready = statuses.filter { $0["ready"] == true && $0[at: "state", "running"] != nil }.count
    return [
      name, .string("\(ready)/\(total)"), .string(reason(pod)), .string(restarts(statuses, now)), age,
      pod.json[at: "status", "podIP"] ?? "<none>", pod.json[at: "spec", "nodeName"] ?? "<none>",
      pod.json[at: "status", "nominatedNodeName"] ?? "<none>", "<none>",
    ]
  }

  private static func restarts(_ statuses: [JSON], _ now: WallTime) -> String {
    let count = statuses.reduce(0) { $0 + ($1["restartCount"]?.int ?? 0) }
    let last = statuses.compactMap { $0[at: "lastState", "terminated", "finishedAt"]?.string.flatMap { WallTime($0) } }
      .max()
    guard count > 0, let last else { return String(count) }
    return "\(count) (\(TableCells.human(now - last)) ago)"
  }

  static func reason(_ pod: StoredObject) -> String {
    let status = pod.json["status"] ?? [:]
    var reason = status["reason"]?.string ?? status["phase"]?.string ?? ""
    let scheduled = status["conditions"]?.array?.first { $0["type"] == "PodScheduled" }
    if scheduled?["reason"] == "SchedulingGated" { reason = "SchedulingGated" }
    let inits = status["initContainerStatuses"]?.array ?? []
    var isInitializing = false
    for (index, container) in inits.enumerated() {
      let terminated = container[at: "state", "terminated"]
      if terminated?["exitCode"] == 0 { continue }
      isInitializing = true
      if let terminated {
        reason =
          terminated["reason"]?.string.map { "Init:\($0)" } ?? "Init:ExitCode:\(terminated["exitCode"]?.int ?? 0)"
      } else if let waiting = container[at: "state", "waiting", "reason"]?.string, waiting != "PodInitializing" {
        reason = "Init:\(waiting)"
      } else {
        reason = "Init:\(index)/\(inits.count)"
      }
      break
    }
    if !isInitializing {
      var hasRunning = false
      for container in (status["containerStatuses"]?.array ?? []).reversed() {
        if let waiting = container[at: "state", "waiting", "reason"]?.string, !waiting.isEmpty {
          reason = waiting
        } else if let terminated = container[at: "state", "terminated"] {
          reason = terminated["reason"]?.string ?? "ExitCode:\(terminated["exitCode"]?.int ?? 0)"
        } else if container["ready"] == true, container[at: "state", "running"] != nil {
          hasRunning = true
        }
      }
      if reason == "Completed", hasRunning {
        let isReady = status["conditions"]?.array?.contains { $0["type"] == "Ready" && $0["status"] == "True" } ?? false
        reason = isReady ? "Running" : "NotReady"
      }
    }
    let isFinished = status["phase"] == "Succeeded" || status["phase"] == "Failed"
    if pod.isDeleting, !isFinished { reason = "Terminating" }
    return reason
  }
}
