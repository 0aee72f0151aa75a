import Foundation
import JSON

/// `batch/v1.Job`.
package struct Job: KubernetesObject {
  package static let resource = Resource.jobs

  package var metadata: ObjectMetadata
  /// How many pods must succeed.
  package var completions = 1
  package var isSuspended = false
  package var active = 0
  package var succeeded = 0
  package var failed = 0
  package var startedAt: Date?
  package var completedAt: Date?
  package var conditions: [Condition] = []

  package init(metadata: ObjectMetadata) {
    self.metadata = metadata
  }

  package var isComplete: Bool { conditions.contains { $0.type == "Complete" && $0.isTrue } }
  /// The condition that says why it failed.
  package var failure: Condition? { conditions.first { $0.type == "Failed" && $0.isTrue } }
}

extension Job {
  package init(json: JSON) throws(KubernetesError) {
    self.init(metadata: try ObjectMetadata(of: json, Self.resource))
    let (spec, status) = (json.object("spec"), json.object("status"))
    completions = spec["completions"]?.int ?? 1
    isSuspended = spec.flag("suspend")
    active = status.number("active")
    succeeded = status.number("succeeded")
    failed = status.number("failed")
    startedAt = status.date("startTime")
    completedAt = status.date("completionTime")
    conditions = status.list("conditions").map(Condition.init)
  }
}

/// `batch/v1.CronJob`.
package struct CronJob: KubernetesObject {
  package static let resource = Resource.cronJobs

  package var metadata: ObjectMetadata
  /// Five cron fields.
  package var schedule = ""
  /// Empty means the controller's own.
  package var timeZone = ""
  package var isSuspended = false
  package var activeJobs = 0
  package var lastScheduledAt: Date?

  package init(metadata: ObjectMetadata) {
    self.metadata = metadata
  }

  package init(json: JSON) throws(KubernetesError) {
    self.init(metadata: try ObjectMetadata(of: json, Self.resource))
    let (spec, status) = (json.object("spec"), json.object("status"))
    schedule = spec.text("schedule")
    timeZone = spec.text("timeZone")
    isSuspended = spec.flag("suspend")
    activeJobs = status.list("active").count
    lastScheduledAt = status.date("lastScheduleTime")
  }
}
