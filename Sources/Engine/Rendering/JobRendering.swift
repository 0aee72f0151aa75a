import JSON
import Model

/// Something that is run beside an app, with its image, environment and secrets.
package enum Errand: String, Hashable, Sendable {
  /// Before a deploy, with what is about to be deployed.
  case preDeploy = "pre-deploy"
  /// By hand: `apps run`.
  case run
}

extension RenderingInput {
  /// Kept for a week, so that a log can be read again.
  private static let timeToLive = 7 * 24 * 3600
  /// A hook that hangs would hold back deploys for ever.
  private static let hookDeadline = 3600

  /// The pre-deploy job of this revision.
  func hookManifest() -> Manifest? {
    guard let command = configuration.preDeployCommand else { return nil }
    return errandManifest(.preDeploy, name: hookName, command: Self.words(of: command), deadline: Self.hookDeadline)
  }

  package var hookName: String { Self.jobName(name, "pre-deploy-\(revision)") }

  /// - Parameter name: unique among the app's jobs.
  func errandManifest(_ errand: Errand, name jobName: String, command: [String], deadline: Int? = nil) -> Manifest {
    let labels = Labels.errand(of: name, errand.rawValue)
    return job(
      jobName, labels: labels, template: jobTemplate(labels: labels, command: command), deadline: deadline)
  }

  /// A task's job; each revision is one run.
  func taskManifest() -> Manifest {
    job(taskName, labels: Labels.all(app: name), template: jobTemplate(labels: Labels.all(app: name)), deadline: nil)
  }

  var taskName: String { Self.jobName(name, "\(revision)") }

  func cronJobManifest() -> Manifest? {
    guard let schedule = configuration.schedule else { return nil }
    return Manifest(
      .cronJobs, namespace: namespace, name: name, labels: Labels.all(app: name), annotations: provenance,
      [
        "spec": [
          "schedule": .string(schedule),
          // A run that is late waits for its turn: two at once rarely is what was meant.
          "concurrencyPolicy": "Forbid",
          "successfulJobsHistoryLimit": 3,
          "failedJobsHistoryLimit": 3,
          "jobTemplate": [
            "metadata": ["labels": JSON(Labels.all(app: name))],
            "spec": ["backoffLimit": 0, "template": jobTemplate(labels: Labels.all(app: name))],
          ],
        ]
      ])
  }

  /// What fails once is not tried again behind a person's back: a half-done migration is theirs to look at.
  private func job(_ jobName: String, labels: [String: String], template: JSON, deadline: Int?) -> Manifest {
    Manifest(
      .jobs, namespace: namespace, name: jobName, labels: labels, annotations: provenance,
      [
        "spec": .compact([
          "backoffLimit": 0,
          "activeDeadlineSeconds": deadline.map(JSON.int),
          "ttlSecondsAfterFinished": .int(Self.timeToLive),
          "template": template,
        ])
      ])
  }

  /// At most 63 characters, as the label that a job gives its pods; one that is cut keeps a hash of the whole.
  static func jobName(_ app: String, _ suffix: String) -> String {
    let whole = "\(app)-\(suffix)"
    guard whole.utf8.count > 63 else { return whole }
    // FNV-1a, which is the same in every process.
    let hash = app.utf8.reduce(UInt32(0x811c_9dc5)) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    let end = "-\(String(hash, radix: 16))-\(suffix)"
    return app.prefix(63 - end.utf8.count) + end
  }

  /// The words of a command. One that needs a shell gets one; a plain one runs in images without any, too.
  static func words(of command: String) -> [String] {
    let needsShell =
      command.contains { !($0.isASCII && ($0.isLetter || $0.isNumber || "_-./:=,@%+ ".contains($0))) }
      || command.split(separator: " ").first?.contains("=") == true
    return needsShell
      ? ["/bin/sh", "-c", command] : command.split(separator: " ").map(String.init)
  }
}
