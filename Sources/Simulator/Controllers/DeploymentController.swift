import JSON

/// The deployment controller (pkg/controller/deployment): a replica set per template, rolled over step by step.
extension Cluster {
  func syncDeployment(_ key: ObjectKey) {
    let deployments = type("apps", "deployments")
    guard let deployment = find(deployments, key) else { return }
    if notePause(deployment) { return }
    var rollout = Rollout(deployment, sets: controlled(by: deployment.uid, type("apps", "replicasets")))
    if deployment.isDeleting || deployment.json[at: "spec", "paused"] == true || rollout.isScaling {
      if !deployment.isDeleting { scaleProportionally(&rollout) }
      writeStatus(&rollout, tracksProgress: false)
      return
    }
    guard ensureNewSet(&rollout) else { return }
    if deployment.json[at: "spec", "strategy", "type"] == "Recreate" {
      recreate(&rollout)
    } else {
      roll(&rollout)
    }
    if rollout.isComplete { removeOldSets(&rollout) }
    writeStatus(&rollout, tracksProgress: true)
  }

  /// Says in `Progressing` that the deployment was paused or goes on; true when it wrote so.
  private func notePause(_ deployment: StoredObject) -> Bool {
    var conditions = Conditions(deployment.json["status"])
    let reason = conditions["Progressing"]?["reason"]
    guard deployment.json[at: "spec", "progressDeadlineSeconds"] != nil, reason != "ProgressDeadlineExceeded",
      !deployment.isDeleting
    else { return false }
    let isPaused = deployment.json[at: "spec", "paused"] == true
    guard isPaused != (reason == "DeploymentPaused") else { return false }
    let word = isPaused ? "paused" : "resumed"
    conditions.set(
      "Progressing", "Unknown", isPaused ? "DeploymentPaused" : "DeploymentResumed", "Deployment is \(word)",
      at: wallTime.text())
    controllerUpdate(deployment, type("apps", "deployments"), status: true) {
      $0[at: "status", "conditions"] = conditions.json
    }
    return true
  }

  // MARK: - Replica sets

  /// Finds or makes the replica set of the current template. False when the deployment changed and comes again.
  private func ensureNewSet(_ rollout: inout Rollout) -> Bool {
    let sets = type("apps", "replicasets")
    let revision = String((rollout.old.map(\.revision).max() ?? 0) + 1)
    if let current = rollout.new {
      let wanted = max(current.revision, Int(revision) ?? 1)
      let updated = annotate(current, rollout, revision: String(wanted))
      rollout.replace(updated)
      return setRevision(rollout.deployment, String(wanted), created: nil)
    }
    let template = rollout.deployment.json[at: "spec", "template"] ?? [:]
    let hash = Rollout.hash(template)
    var labelled = template
    labelled[at: "metadata", "labels", "pod-template-hash"] = .string(hash)
    var selector = rollout.deployment.json[at: "spec", "selector"] ?? [:]
    selector[at: "matchLabels", "pod-template-hash"] = .string(hash)
    var annotations = (rollout.deployment.json[at: "metadata", "annotations"]?.texts ?? [:]).filter {
      !$0.key.hasPrefix("deployment.kubernetes.io/") && $0.key != "kubectl.kubernetes.io/last-applied-configuration"
    }
    annotations["deployment.kubernetes.io/revision"] = revision
    annotations["deployment.kubernetes.io/desired-replicas"] = String(rollout.desired)
    annotations["deployment.kubernetes.io/max-replicas"] = String(rollout.desired + rollout.maxSurge)
    var spec: JSON = [
      "replicas": .int(rollout.newSetSize(current: 0)), "selector": selector, "template": labelled,
    ]
    spec["minReadySeconds"] = rollout.deployment.json[at: "spec", "minReadySeconds"]
    let json: JSON = [
      "metadata": [
        "name": .string("\(rollout.deployment.key.name)-\(hash)"),
        "namespace": .string(rollout.deployment.key.namespace),
        "labels": labelled[at: "metadata", "labels"] ?? [:], "annotations": JSON(texts: annotations),
        "ownerReferences": [ownerReference(rollout.deployment, type("apps", "deployments"))],
      ],
      "spec": spec,
    ]
    guard let made = controllerCreate(json, sets) else { return false }
    recordScaling(rollout.deployment, made, from: 0, to: made.specReplicas)
    return setRevision(rollout.deployment, revision, created: made)
  }

  /// Writes the revision annotation, and that a replica set was created. True when there was nothing to write.
  private func setRevision(_ deployment: StoredObject, _ revision: String, created: StoredObject?) -> Bool {
    let current = deployment.json[at: "metadata", "annotations", "deployment.kubernetes.io/revision"]?.string
    if created == nil, current == revision { return true }
    let time = wallTime.text()
    controllerUpdate(deployment, type("apps", "deployments"), status: true) { json in
      json[at: "metadata", "annotations", "deployment.kubernetes.io/revision"] = .string(revision)
      guard json[at: "spec", "progressDeadlineSeconds"] != nil else { return }
      var conditions = Conditions(json["status"])
      if let created {
        conditions.set(
          "Progressing", "True", "NewReplicaSetCreated", "Created new replica set \"\(created.key.name)\"", at: time)
      } else if conditions["Progressing"] == nil {
        conditions.set("Progressing", "True", "FoundNewReplicaSet", "Found new replica set", at: time)
      }
      json[at: "status", "conditions"] = conditions.json
    }
    return false
  }

  private func annotate(_ set: StoredObject, _ rollout: Rollout, revision: String?) -> StoredObject {
    controllerUpdate(set, type("apps", "replicasets")) { json in
      json.update("metadata") { metadata in
        let prefix = "deployment.kubernetes.io/"
        if let revision {
          // SetNewReplicaSetAnnotations: what a deployment says of itself, its current replica set says too.
          for (key, value) in rollout.deployment.json[at: "metadata", "annotations"]?.texts ?? [:]
          where !key.hasPrefix(prefix) && key != "kubectl.kubernetes.io/last-applied-configuration" {
            metadata[at: "annotations", key] = .string(value)
          }
          if let before = metadata[at: "annotations", prefix + "revision"]?.string, before != revision {
            let history = metadata[at: "annotations", prefix + "revision-history"]?.string
            metadata[at: "annotations", prefix + "revision-history"] = .string(
              history.map { "\($0),\(before)" } ?? before)
          }
          metadata[at: "annotations", prefix + "revision"] = .string(revision)
        }
        metadata[at: "annotations", prefix + "desired-replicas"] = .string(String(rollout.desired))
        metadata[at: "annotations", prefix + "max-replicas"] = .string(String(rollout.desired + rollout.maxSurge))
      }
    }
  }

  private func scale(_ set: StoredObject, to replicas: Int, _ rollout: inout Rollout) {
    let before = set.specReplicas
    let (desired, most) = (String(rollout.desired), String(rollout.desired + rollout.maxSurge))
    let updated = controllerUpdate(set, type("apps", "replicasets")) { json in
      json[at: "spec", "replicas"] = .int(replicas)
      json[at: "metadata", "annotations", "deployment.kubernetes.io/desired-replicas"] = .string(desired)
      json[at: "metadata", "annotations", "deployment.kubernetes.io/max-replicas"] = .string(most)
    }
    rollout.replace(updated)
    if before != replicas { recordScaling(rollout.deployment, set, from: before, to: replicas) }
  }

  private func recordScaling(_ deployment: StoredObject, _ set: StoredObject, from: Int, to: Int) {
    let direction = to > from ? "up" : "down"
    recordEvent(
      about: deployment, type("apps", "deployments"), "Normal", "ScalingReplicaSet",
      "Scaled \(direction) replica set \(set.key.name) from \(from) to \(to)", component: "deployment-controller")
  }

  // MARK: - Strategies

  /// A change of `replicas` alone: shared among the active replica sets by their size.
  private func scaleProportionally(_ rollout: inout Rollout) {
    let active = rollout.sets.filter { $0.specReplicas > 0 }
    if active.count <= 1 {
      if let only = active.first ?? rollout.new, only.specReplicas != rollout.desired || rollout.isScaling {
        scale(only, to: rollout.desired, &rollout)
      }
      return
    }
    if let new = rollout.new, rollout.isSaturated(new) {
      for set in rollout.old where set.specReplicas > 0 { scale(set, to: 0, &rollout) }
      return
    }
    let total = active.reduce(0) { $0 + $1.specReplicas }
    let allowed = rollout.desired > 0 ? rollout.desired + rollout.maxSurge : 0
    var toAdd = allowed - total
    let sorted = active.sorted { ($0.specReplicas, $0.revision) > ($1.specReplicas, $1.revision) }
    for (index, set) in sorted.enumerated() {
      let share =
        total == 0 ? 0 : Int((Double(set.specReplicas) * Double(allowed) / Double(total)).rounded()) - set.specReplicas
      let limited = toAdd > 0 ? min(max(share, 0), toAdd) : max(min(share, 0), toAdd)
      let change = index == sorted.count - 1 ? toAdd : limited
      toAdd -= change
      scale(set, to: max(0, set.specReplicas + change), &rollout)
    }
  }

  private func roll(_ rollout: inout Rollout) {
    guard let new = rollout.new else { return }
    let size = rollout.newSetSize(current: new.specReplicas)
    if size != new.specReplicas {
      scale(new, to: size, &rollout)
      return
    }
    let oldCount = rollout.old.reduce(0) { $0 + $1.specReplicas }
    guard oldCount > 0 else { return }
    let minimum = rollout.desired - rollout.maxUnavailable
    let newUnavailable = new.specReplicas - new.statusCount("availableReplicas")
    var toRemove = rollout.total - minimum - newUnavailable
    guard toRemove > 0 else { return }
    // Unhealthy replicas go first.
    let oldest = rollout.old.sorted {
      $0.json[at: "metadata", "creationTimestamp"]?.string ?? "" < $1.json[at: "metadata", "creationTimestamp"]?.string
        ?? ""
    }
    for set in oldest where toRemove > 0 && set.specReplicas > set.statusCount("availableReplicas") {
      let removed = min(toRemove, set.specReplicas - set.statusCount("availableReplicas"))
      toRemove -= removed
      scale(set, to: set.specReplicas - removed, &rollout)
    }
    var spare = rollout.available - minimum
    for set in rollout.old.sorted(by: { $0.revision < $1.revision }) where spare > 0 && set.specReplicas > 0 {
      let removed = min(spare, set.specReplicas)
      spare -= removed
      scale(set, to: set.specReplicas - removed, &rollout)
    }
  }

  private func recreate(_ rollout: inout Rollout) {
    let active = rollout.old.filter { $0.specReplicas > 0 }
    for set in active { scale(set, to: 0, &rollout) }
    let pods = type("", "pods")
    let oldRuns = rollout.old.contains { !controlled(by: $0.uid, pods).isEmpty }
    guard active.isEmpty, !oldRuns, let new = rollout.new, new.specReplicas != rollout.desired else { return }
    scale(new, to: rollout.desired, &rollout)
  }

  /// Keeps as many old replica sets as `revisionHistoryLimit` says.
  private func removeOldSets(_ rollout: inout Rollout) {
    let limit = rollout.deployment.json[at: "spec", "revisionHistoryLimit"]?.int ?? 10
    let idle = rollout.old.filter { !$0.isDeleting }.sorted { $0.revision < $1.revision }
    for set in idle.prefix(max(0, idle.count - limit)) {
      guard set.specReplicas == 0, set.statusCount("replicas") == 0 else { continue }
      delete(set, type("apps", "replicasets"))
      rollout.remove(set)
    }
  }

  // MARK: - Status

  private func writeStatus(_ rollout: inout Rollout, tracksProgress: Bool) {
    let time = wallTime.text()
    var status = rollout.status(at: time)
    if tracksProgress { self.trackProgress(rollout, &status, time) }
    noteFailure(rollout, &status, time)
    let updated = controllerUpdate(rollout.deployment, type("apps", "deployments"), status: true) {
      $0["status"] = status
    }
    rollout.deployment = updated
    guard tracksProgress, let deadline = updated.json[at: "spec", "progressDeadlineSeconds"]?.int,
      let progressing = Conditions(updated.json["status"])["Progressing"],
      progressing["reason"] != "NewReplicaSetAvailable", progressing["reason"] != "ProgressDeadlineExceeded",
      let since = progressing["lastUpdateTime"]?.string.flatMap({ WallTime($0) })
    else { return }
    let key = updated.key
    let wait = since + .seconds(deadline + 1) - wallTime
    timeline.plan(after: wait) { $0.enqueue(WorkItem(controller: .deployment, key: key)) }
  }

  /// The `ReplicaFailure` condition, which the new replica set's comes before the old ones' (`getReplicaFailures`).
  private func noteFailure(_ rollout: Rollout, _ status: inout JSON, _ time: String) {
    var conditions = Conditions(status)
    let sets = [rollout.new].compactMap { $0 } + rollout.old
    let failure = sets.lazy.compactMap { Conditions($0.json["status"])["ReplicaFailure"] }.first
    if let failure {
      conditions.set(
        "ReplicaFailure", "True", failure["reason"]?.string ?? "", failure["message"]?.string ?? "", at: time)
    } else {
      conditions.remove("ReplicaFailure")
    }
    status["conditions"] = conditions.json
  }

  /// The `Progressing` condition (progress.go).
  private func trackProgress(_ rollout: Rollout, _ status: inout JSON, _ time: String) {
    guard let deadline = rollout.deployment.json[at: "spec", "progressDeadlineSeconds"]?.int else { return }
    var conditions = Conditions(status)
    let current = conditions["Progressing"]
    func count(_ json: JSON?, _ name: String) -> Int { json?[name]?.int ?? 0 }
    let before = rollout.deployment.json["status"]
    let isSettled =
      count(status, "replicas") == count(status, "updatedReplicas") && current?["reason"] == "NewReplicaSetAvailable"
    let name = rollout.new?.key.name ?? ""
    if !isSettled {
      let wanted = rollout.desired
      let isComplete = ["updatedReplicas", "replicas", "availableReplicas"].allSatisfy { count(status, $0) == wanted }
      let progressed =
        count(status, "updatedReplicas") > count(before, "updatedReplicas")
        || count(status, "replicas") - count(status, "updatedReplicas")
          < count(before, "replicas") - count(before, "updatedReplicas")
        || count(status, "readyReplicas") > count(before, "readyReplicas")
        || count(status, "availableReplicas") > count(before, "availableReplicas")
      if isComplete {
        conditions.set(
          "Progressing", "True", "NewReplicaSetAvailable", "ReplicaSet \"\(name)\" has successfully progressed.",
          at: time)
      } else if progressed {
        let transition = current?["status"] == "True" ? current?["lastTransitionTime"]?.string : nil
        conditions.remove("Progressing")
        conditions.set(
          "Progressing", "True", "ReplicaSetUpdated", "ReplicaSet \"\(name)\" is progressing.", at: time)
        conditions.setTransition("Progressing", transition)
      } else if let current, current["reason"] != "NewReplicaSetAvailable",
        let since = current["lastUpdateTime"]?.string.flatMap({ WallTime($0) }), since + .seconds(deadline) < wallTime
      {
        conditions.set(
          "Progressing", "False", "ProgressDeadlineExceeded", "ReplicaSet \"\(name)\" has timed out progressing.",
          at: time)
      }
    }
    status["conditions"] = conditions.json
  }
}

extension Conditions {
  fileprivate mutating func setTransition(_ type: String, _ time: String?) {
    guard let time, let condition = self[type] else { return }
    var changed = condition
    changed["lastTransitionTime"] = .string(time)
    remove(type)
    append(changed)
  }
}
