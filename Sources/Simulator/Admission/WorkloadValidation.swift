import JSON

/// Validation of deployments, jobs and their kin (pkg/apis/apps/validation, pkg/apis/batch/validation).
enum WorkloadValidation {
  static func deployment(_ json: JSON) -> [FieldError] {
    let spec = json["spec"] ?? [:]
    var errors = nonNegative(spec["replicas"], "spec.replicas")
    errors += selectorAndTemplate(spec)
    errors += strategy(spec["strategy"] ?? [:], "spec.strategy")
    errors += nonNegative(spec["minReadySeconds"], "spec.minReadySeconds")
    errors += nonNegative(spec["revisionHistoryLimit"], "spec.revisionHistoryLimit")
    if let deadline = spec["progressDeadlineSeconds"]?.int {
      errors += nonNegative(.int(deadline), "spec.progressDeadlineSeconds")
      if deadline <= spec["minReadySeconds"]?.int ?? 0 {
        errors.append(.invalid("spec.progressDeadlineSeconds", .int(deadline), "must be greater than minReadySeconds"))
      }
    }
    return errors
  }

  static func replicated(_ json: JSON) -> [FieldError] {
    let spec = json["spec"] ?? [:]
    return nonNegative(spec["replicas"], "spec.replicas")
      + nonNegative(spec["minReadySeconds"], "spec.minReadySeconds") + selectorAndTemplate(spec)
  }

  private static func selectorAndTemplate(_ spec: JSON) -> [FieldError] {
    var errors: [FieldError] = []
    let selector = spec["selector"]
    let isEmpty = (selector?.object ?? [:]).isEmpty
    if let selector {
      errors += MetadataValidation.selector(selector, "spec.selector")
      if isEmpty {
        errors.append(.invalid("spec.selector", selector, "empty selector is invalid for deployment"))
      }
    } else {
      errors.append(.required("spec.selector"))
    }
    let template = spec["template"] ?? [:]
    let labels = template[at: "metadata", "labels"] ?? [:]
    // Without a selector nothing is selected, and so the labels do not match, either.
    if !isEmpty || selector == nil, LabelSelector(selector)?.matches(labels.texts) != true {
      errors.append(.invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`"))
    }
    errors += MetadataValidation.labels(labels.texts, "spec.template.labels")
    errors += PodValidation.spec(template["spec"], "spec.template.spec")
    if let policy = template[at: "spec", "restartPolicy"], policy != "Always", ["OnFailure", "Never"].contains(policy) {
      errors.append(.notSupported("spec.template.spec.restartPolicy", policy, ["Always"]))
    }
    if template[at: "spec", "activeDeadlineSeconds"] != nil {
      errors.append(
        .forbidden("spec.template.spec.activeDeadlineSeconds", "activeDeadlineSeconds in ReplicaSet is not Supported"))
    }
    return errors
  }

  private static func strategy(_ strategy: JSON, _ path: String) -> [FieldError] {
    switch strategy["type"]?.string {
    case "Recreate":
      return strategy["rollingUpdate"] == nil
        ? [] : [.forbidden("\(path).rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")]
    case "RollingUpdate":
      let rolling = strategy["rollingUpdate"] ?? [:]
      var errors: [FieldError] = []
      for field in ["maxUnavailable", "maxSurge"] {
        errors += intOrPercent(rolling[field], "\(path).rollingUpdate.\(field)")
      }
      let isZero = { (value: JSON?) in value == 0 || value == "0%" || value == "0" }
      if isZero(rolling["maxUnavailable"]), isZero(rolling["maxSurge"]) {
        errors.append(
          .invalid(
            "\(path).rollingUpdate.maxUnavailable", rolling["maxUnavailable"] ?? 0, "may not be 0 when `maxSurge` is 0")
        )
      }
      if let percent = rolling["maxUnavailable"]?.string, let number = Int(percent.dropLast()), number > 100 {
        errors.append(
          .invalid("\(path).rollingUpdate.maxUnavailable", .string(percent), "must not be greater than 100%"))
      }
      return errors
    case let other:
      return [.notSupported("\(path).type", .string(other ?? ""), ["Recreate", "RollingUpdate"])]
    }
  }

  static func intOrPercent(_ value: JSON?, _ path: String) -> [FieldError] {
    switch value {
    case .int(let number): return nonNegative(.int(number), path)
    case .string(let text):
      let isPercent = text.hasSuffix("%") && text.count > 1 && text.dropLast().allSatisfy(\.isNumber)
      return isPercent
        ? []
        : [
          .invalid(
            path, .string(text),
            "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for "
              + "validation is '[0-9]+%')")
        ]
    default: return []
    }
  }

  static func statefulSetUpdate(_ new: JSON, _ old: JSON) -> [FieldError] {
    func comparable(_ json: JSON) -> JSON {
      var spec = json["spec"] ?? [:]
      for field in [
        "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
        "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
      ] { spec[field] = nil }
      return spec
    }
    guard comparable(new) != comparable(old) else { return [] }
    return [
      .forbidden(
        "spec",
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
          + "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden")
    ]
  }

  static func job(_ spec: JSON, _ path: String, generated: Bool) -> [FieldError] {
    var errors: [FieldError] = []
    for field in ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"] {
      errors += nonNegative(spec[field], "\(path).\(field)")
    }
    if let mode = spec["completionMode"], !["NonIndexed", "Indexed"].contains(mode) {
      errors.append(.notSupported("\(path).completionMode", mode, ["Indexed", "NonIndexed"]))
    }
    errors += PodValidation.spec(spec[at: "template", "spec"], "\(path).template.spec")
    if let policy = spec[at: "template", "spec", "restartPolicy"], policy == "Always" {
      errors.append(.notSupported("\(path).template.spec.restartPolicy", policy, ["Never", "OnFailure"]))
    }
    return errors
  }

  static func cronJob(_ json: JSON) -> [FieldError] {
    let spec = json["spec"] ?? [:]
    var errors: [FieldError] = []
    let schedule = spec["schedule"]?.string ?? ""
    if schedule.isEmpty {
      errors.append(.required("spec.schedule"))
    } else {
      if schedule.contains("TZ") {
        errors.append(
          .invalid(
            "spec.schedule", .string(schedule), "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"))
      }
      do throws(CronSchedule.SyntaxError) {
        _ = try CronSchedule(schedule)
      } catch {
        errors.append(.invalid("spec.schedule", .string(schedule), error.message))
      }
    }
    errors += nonNegative(spec["startingDeadlineSeconds"], "spec.startingDeadlineSeconds")
    if let policy = spec["concurrencyPolicy"], !["Allow", "Forbid", "Replace"].contains(policy) {
      errors.append(.notSupported("spec.concurrencyPolicy", policy, ["Allow", "Forbid", "Replace"]))
    }
    errors += job(spec[at: "jobTemplate", "spec"] ?? [:], "spec.jobTemplate.spec", generated: false)
    errors += nonNegative(spec["successfulJobsHistoryLimit"], "spec.successfulJobsHistoryLimit")
    errors += nonNegative(spec["failedJobsHistoryLimit"], "spec.failedJobsHistoryLimit")
    return errors
  }
}
