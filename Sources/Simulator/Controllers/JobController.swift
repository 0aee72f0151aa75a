import JSON

/// Jobs and cron jobs.
extension Cluster {
  func syncJob(_ key: ObjectKey) {
    let jobs = type("batch", "jobs")
    guard let job = find(jobs, key), !job.isDeleting else { return }
    let time = wallTime.text()
    let status = job.json["status"] ?? [:]
    let pods = controlled(by: job.uid, type("", "pods"))
    let isFinished = Conditions(status)["Complete"] != nil || Conditions(status)["Failed"] != nil
    guard !isFinished else { return }
    if job.json[at: "spec", "suspend"] == true { return suspend(job, pods) }
    guard status["startTime"] != nil else {
      controllerUpdate(job, jobs, status: true) { json in
        json[at: "status", "startTime"] = .string(time)
        json[at: "status", "active"] = 1
        json[at: "status", "terminating"] = 0
        json[at: "status", "uncountedTerminatedPods"] = [:]
        json[at: "status", "ready"] = 0
      }
      createPods(job, pods)
      return
    }
    let succeeded = pods.filter { $0.json[at: "status", "phase"] == "Succeeded" }.count
    let failed = pods.filter { $0.json[at: "status", "phase"] == "Failed" }.count
    let wanted = job.json[at: "spec", "completions"]?.int
    let limit = job.json[at: "spec", "backoffLimit"]?.int ?? 6
    if wanted.map({ succeeded >= $0 }) ?? (succeeded > 0 && pods.allSatisfy(\.isFinishedPod)) {
      finish(
        job, "Complete", criterion: "SuccessCriteriaMet", "CompletionsReached",
        "Reached expected number of succeeded pods", succeeded: succeeded, failed: failed)
    } else if failed > limit {
      finish(
        job, "Failed", criterion: "FailureTarget", "BackoffLimitExceeded",
        "Job has reached the specified backoff limit", succeeded: succeeded, failed: failed)
    } else if let deadline = job.json[at: "spec", "activeDeadlineSeconds"]?.int,
      let start = status["startTime"]?.string.flatMap({ WallTime($0) }), wallTime >= start + .seconds(deadline)
    {
      for pod in pods where !pod.isFinishedPod { delete(pod, type("", "pods")) }
      finish(
        job, "Failed", criterion: "FailureTarget", "DeadlineExceeded", "Job was active longer than specified deadline",
        succeeded: succeeded, failed: failed)
    } else {
      createPods(job, pods)
      count(job)
    }
  }

  private func count(_ job: StoredObject) {
    let pods = controlled(by: job.uid, type("", "pods"))
    controllerUpdate(job, type("batch", "jobs"), status: true) { json in
      json.update("status") { status in
        func set(_ name: String, _ count: Int) { status[name] = count == 0 ? nil : .int(count) }
        set("active", pods.filter(\.isActivePod).count)
        set("succeeded", pods.filter { $0.json[at: "status", "phase"] == "Succeeded" }.count)
        set("failed", pods.filter { $0.json[at: "status", "phase"] == "Failed" }.count)
        status["ready"] = .int(pods.filter(\.isReadyPod).count)
        status["terminating"] = .int(pods.filter { $0.isDeleting && !$0.isFinishedPod }.count)
      }
    }
  }

  private func createPods(_ job: StoredObject, _ pods: [StoredObject]) {
    let jobs = type("batch", "jobs")
    let parallelism = job.json[at: "spec", "parallelism"]?.int ?? 1
    let succeeded = pods.filter { $0.json[at: "status", "phase"] == "Succeeded" }.count
    let failed = pods.filter { $0.json[at: "status", "phase"] == "Failed" }.count
    let active = pods.filter { !$0.isFinishedPod }.count
    let remaining = job.json[at: "spec", "completions"]?.int.map { $0 - succeeded } ?? (succeeded > 0 ? 0 : parallelism)
    let missing = min(parallelism, remaining) - active
    guard missing > 0 else { return }
    // Failed pods are replaced after a back-off of 10 s, 20 s, 40 s …
    if failed > 0, let last = pods.filter({ $0.json[at: "status", "phase"] == "Failed" }).compactMap(\.finishedAt).max()
    {
      let ready = last + .seconds(min(600, 10 << min(failed - 1, 6)))
      if ready > wallTime {
        let key = job.key
        timeline.plan(after: ready - wallTime) { $0.enqueue(WorkItem(controller: .job, key: key)) }
        return
      }
    }
    for _ in 0..<missing {
      let made = podOrRefusal(
        from: job.json[at: "spec", "template"], owner: job, jobs, component: "job-controller")
      guard case .success(let pod) = made else {
        return enqueue(WorkItem(controller: .job, key: job.key, uid: "retry"), after: .seconds(5))
      }
      recordEvent(
        about: job, jobs, "Normal", "SuccessfulCreate", "Created pod: \(pod.key.name)", component: "job-controller")
    }
    if let deadline = job.json[at: "spec", "activeDeadlineSeconds"]?.int {
      let key = job.key
      timeline.plan(after: .seconds(deadline)) { $0.enqueue(WorkItem(controller: .job, key: key)) }
    }
  }

  private func suspend(_ job: StoredObject, _ pods: [StoredObject]) {
    for pod in pods where pod.isActivePod { delete(pod, type("", "pods")) }
    let time = wallTime.text()
    controllerUpdate(job, type("batch", "jobs"), status: true) { json in
      json[at: "status", "startTime"] = nil
      json[at: "status", "active"] = nil
      json[at: "status", "conditions"] = [
        [
          "type": "Suspended", "status": "True", "lastProbeTime": .string(time), "lastTransitionTime": .string(time),
          "reason": "JobSuspended", "message": "Job suspended",
        ]
      ]
    }
  }

  /// First the criterion is met, then, once no pod runs, the job is done.
  private func finish(
    _ job: StoredObject, _ type: String, criterion: String, _ reason: String, _ message: String, succeeded: Int,
    failed: Int
  ) {
    let jobs = self.type("batch", "jobs")
    let time = JSON.string(wallTime.text())
    controllerUpdate(job, jobs, status: true) { json in
      json.update("status") { status in
        status["conditions"] = .array(
          [criterion, type].map { type in
            [
              "type": .string(type), "status": "True", "lastProbeTime": time, "lastTransitionTime": time,
              "reason": .string(reason), "message": .string(message),
            ]
          })
        if type == "Complete" { status["completionTime"] = time }
        status["active"] = nil
        status["succeeded"] = succeeded == 0 ? nil : .int(succeeded)
        status["failed"] = failed == 0 ? nil : .int(failed)
        status["terminating"] = 0
        status["ready"] = 0
        status["uncountedTerminatedPods"] = [:]
      }
    }
    recordEvent(
      about: job, jobs, type == "Complete" ? "Normal" : "Warning", type == "Complete" ? "Completed" : reason,
      type == "Complete" ? "Job completed" : message, component: "job-controller")
    guard let seconds = job.json[at: "spec", "ttlSecondsAfterFinished"]?.int else { return }
    let (key, uid) = (job.key, job.uid)
    timeline.plan(after: .seconds(seconds)) { cluster in
      guard let job = cluster.find(jobs, key), job.uid == uid else { return }
      var options = DeleteOptions()
      options.propagation = "Foreground"
      cluster.delete(job, jobs, options)
    }
  }

  // MARK: - Cron jobs

  func syncCronJob(_ key: ObjectKey) {
    let cronJobs = type("batch", "cronjobs")
    guard let cronJob = find(cronJobs, key), !cronJob.isDeleting, cronJob.json[at: "spec", "suspend"] != true,
      let schedule = try? CronSchedule(cronJob.json[at: "spec", "schedule"]?.string ?? "")
    else { return }
    let jobs = type("batch", "jobs")
    let owned = controlled(by: cronJob.uid, jobs)
    let last =
      cronJob.json[at: "status", "lastScheduleTime"]?.string ?? cronJob.json[at: "metadata", "creationTimestamp"]?
      .string ?? ""
    if let from = WallTime(last), let due = schedule.next(after: from), due <= wallTime {
      start(cronJob, at: due, owned)
    }
    let active = controlled(by: cronJob.uid, jobs).filter {
      $0.json[at: "status", "active"]?.int ?? 0 > 0 || $0.json[at: "status", "startTime"] == nil
    }
    let succeeded = owned.compactMap { $0.json[at: "status", "completionTime"]?.string }.max()
    controllerUpdate(cronJob, cronJobs, status: true) { json in
      json[at: "status", "active"] =
        active.isEmpty
        ? nil
        : .array(
          active.map {
            [
              "kind": "Job", "namespace": .string(key.namespace), "name": .string($0.key.name), "uid": .string($0.uid),
              "apiVersion": "batch/v1", "resourceVersion": .string(String($0.version)),
            ]
          })
      json[at: "status", "lastSuccessfulTime"] = succeeded.map(JSON.string)
    }
    trimHistory(cronJob, owned)
    guard let next = schedule.next(after: wallTime) else { return }
    let item = WorkItem(controller: .cronJob, key: key, uid: "schedule")
    guard !queued.contains(item) else { return }
    enqueue(item, after: next - wallTime)
  }

  private func start(_ cronJob: StoredObject, at due: WallTime, _ owned: [StoredObject]) {
    let cronJobs = type("batch", "cronjobs")
    let jobs = type("batch", "jobs")
    let isActive = owned.contains { $0.json[at: "status", "active"]?.int ?? 0 > 0 }
    switch cronJob.json[at: "spec", "concurrencyPolicy"] {
    case "Forbid" where isActive: return
    case "Replace": for job in owned where job.json[at: "status", "active"]?.int ?? 0 > 0 { delete(job, jobs) }
    default: break
    }
    let template = cronJob.json[at: "spec", "jobTemplate"]
    var metadata = template?["metadata"] ?? [:]
    metadata["name"] = .string("\(cronJob.key.name)-\(due.unixSeconds / 60)")
    metadata["namespace"] = .string(cronJob.key.namespace)
    metadata[at: "annotations", "batch.kubernetes.io/cronjob-scheduled-timestamp"] = .string(due.text())
    metadata["ownerReferences"] = [ownerReference(cronJob, cronJobs)]
    guard let job = controllerCreate(["metadata": metadata, "spec": template?["spec"] ?? [:]], jobs) else { return }
    recordEvent(
      about: cronJob, cronJobs, "Normal", "SuccessfulCreate", "Created job \(job.key.name)",
      component: "cronjob-controller")
    controllerUpdate(cronJob, cronJobs, status: true) { $0[at: "status", "lastScheduleTime"] = .string(due.text()) }
  }

  private func trimHistory(_ cronJob: StoredObject, _ owned: [StoredObject]) {
    let jobs = type("batch", "jobs")
    for (condition, field) in [("Complete", "successfulJobsHistoryLimit"), ("Failed", "failedJobsHistoryLimit")] {
      let finished = owned.filter { Conditions($0.json["status"])[condition] != nil && !$0.isDeleting }.sorted {
        $0.version < $1.version
      }
      let limit = cronJob.json[at: "spec", field]?.int ?? 1
      for job in finished.dropLast(limit) { delete(job, jobs) }
    }
  }
}

extension StoredObject {
  /// When the last container of a pod ended.
  fileprivate var finishedAt: WallTime? {
    (json[at: "status", "containerStatuses"]?.array ?? []).compactMap {
      $0[at: "state", "terminated", "finishedAt"]?.string.flatMap { WallTime($0) }
    }.max()
  }
}
