import JSON

/// What the API server fills in (SetDefaults_* of each API group), and what Go always writes.
enum Defaults {
  static func apply(to json: inout JSON, kind: String) {
    switch kind {
    case "Pod": PodDefaults.apply(toPod: &json)
    case "Deployment": deployment(&json)
    case "ReplicaSet", "ReplicationController":
      json.update("spec") {
        $0.setDefault("replicas", 1)
        $0.update("template", PodDefaults.apply(toTemplate:))
      }
      if json[at: "status", "replicas"] == nil { json[at: "status", "replicas"] = 0 }
    case "StatefulSet": statefulSet(&json)
    case "DaemonSet": daemonSet(&json)
    case "Job": job(&json)
    case "CronJob": cronJob(&json)
    case "Service": service(&json)
    case "Secret": secret(&json)
    case "Namespace": namespace(&json)
    case "Ingress": json.setDefault("status", ["loadBalancer": [:]])
    case "HorizontalPodAutoscaler": autoscaler(&json)
    case "PodDisruptionBudget":
      json.setDefault("status", [:])
      json.update("status") { status in
        for count in ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"] {
          status.setDefault(count, 0)
        }
      }
    case "Event":
      for time in ["firstTimestamp", "lastTimestamp", "eventTime"] { if json[time] == nil { json[time] = .null } }
      json.setDefault("source", [:])
      json.setDefault("reportingComponent", "")
      json.setDefault("reportingInstance", "")
    case "EndpointSlice":
      json.updateEach("ports") {
        $0.setDefault("name", "")
        $0.setDefault("protocol", "TCP")
      }
    case "RoleBinding", "ClusterRoleBinding":
      json.update("roleRef") { $0.setDefault("apiGroup", "rbac.authorization.k8s.io") }
      json.updateEach("subjects") {
        if $0["kind"] != "ServiceAccount" { $0.setDefault("apiGroup", "rbac.authorization.k8s.io") }
      }
    case "NetworkPolicy":
      json.update("spec") {
        $0.setDefault("policyTypes", $0["egress"] == nil ? ["Ingress"] : ["Ingress", "Egress"])
      }
    case "PersistentVolumeClaim":
      json.update("spec") { $0.setDefault("volumeMode", "Filesystem") }
      json.setDefault("status", ["phase": "Pending"])
    case "Node": json.setDefault("status", ["daemonEndpoints": ["kubeletEndpoint": ["Port": 0]]])
    default: break
    }
  }

  private static func deployment(_ json: inout JSON) {
    json.update("spec") { spec in
      spec.setDefault("replicas", 1)
      spec.setDefault("strategy", [:])
      spec.update("strategy") { strategy in
        strategy.setDefault("type", "RollingUpdate")
        guard strategy["type"] == "RollingUpdate" else { return }
        strategy.setDefault("rollingUpdate", [:])
        strategy.update("rollingUpdate") {
          $0.setDefault("maxUnavailable", "25%")
          $0.setDefault("maxSurge", "25%")
        }
      }
      spec.setDefault("revisionHistoryLimit", 10)
      spec.setDefault("progressDeadlineSeconds", 600)
      spec.update("template", PodDefaults.apply(toTemplate:))
    }
    json.setDefault("status", [:])
  }

  private static func statefulSet(_ json: inout JSON) {
    json.update("spec") { spec in
      spec.setDefault("replicas", 1)
      spec.setDefault("podManagementPolicy", "OrderedReady")
      spec.setDefault("updateStrategy", [:])
      spec.update("updateStrategy") {
        $0.setDefault("type", "RollingUpdate")
        if $0["type"] == "RollingUpdate" { $0.setDefault("rollingUpdate", ["partition": 0]) }
      }
      spec.setDefault("revisionHistoryLimit", 10)
      spec.setDefault("persistentVolumeClaimRetentionPolicy", ["whenDeleted": "Retain", "whenScaled": "Retain"])
      spec.update("template", PodDefaults.apply(toTemplate:))
    }
    json.setDefault("status", ["replicas": 0, "availableReplicas": 0])
  }

  private static func daemonSet(_ json: inout JSON) {
    json.update("spec") { spec in
      spec.setDefault("updateStrategy", [:])
      spec.update("updateStrategy") {
        $0.setDefault("type", "RollingUpdate")
        if $0["type"] == "RollingUpdate" { $0.setDefault("rollingUpdate", ["maxUnavailable": 1, "maxSurge": 0]) }
      }
      spec.setDefault("revisionHistoryLimit", 10)
      spec.update("template", PodDefaults.apply(toTemplate:))
    }
    json.setDefault(
      "status",
      ["currentNumberScheduled": 0, "numberMisscheduled": 0, "desiredNumberScheduled": 0, "numberReady": 0])
  }

  private static func job(_ json: inout JSON) {
    json.update("spec") { spec in
      if spec["completions"] == nil && spec["parallelism"] == nil { spec["completions"] = 1 }
      spec.setDefault("parallelism", 1)
      spec.setDefault("backoffLimit", 6)
      spec.setDefault("completionMode", "NonIndexed")
      spec.setDefault("suspend", false)
      spec.setDefault("manualSelector", false)
      spec.setDefault("podReplacementPolicy", spec["podFailurePolicy"] == nil ? "TerminatingOrFailed" : "Failed")
      spec.update("template", PodDefaults.apply(toTemplate:))
    }
    if json[at: "metadata", "labels"] == nil, let labels = json[at: "spec", "template", "metadata", "labels"] {
      json[at: "metadata", "labels"] = labels
    }
    json.setDefault("status", [:])
  }

  private static func cronJob(_ json: inout JSON) {
    json.update("spec") { spec in
      spec.setDefault("concurrencyPolicy", "Allow")
      spec.setDefault("suspend", false)
      spec.setDefault("successfulJobsHistoryLimit", 3)
      spec.setDefault("failedJobsHistoryLimit", 1)
      spec.update("jobTemplate") { template in
        template.setDefault("metadata", [:])
        template.update("spec") { $0.update("template", PodDefaults.apply(toTemplate:)) }
      }
    }
    json.setDefault("status", [:])
  }

  private static func service(_ json: inout JSON) {
    json.setDefault("spec", [:])
    json.update("spec") { spec in
      spec.setDefault("sessionAffinity", "None")
      spec.setDefault("type", "ClusterIP")
      if spec["sessionAffinity"] == "ClientIP" {
        spec.setDefault("sessionAffinityConfig", ["clientIP": ["timeoutSeconds": 10800]])
      }
      spec.updateEach("ports") { port in
        port.setDefault("protocol", "TCP")
        if let number = port["port"] { port.setDefault("targetPort", number) }
      }
      if spec["type"] != "ExternalName" { spec.setDefault("internalTrafficPolicy", "Cluster") }
      if spec["type"] == "NodePort" || spec["type"] == "LoadBalancer" {
        spec.setDefault("externalTrafficPolicy", "Cluster")
      }
      if spec["type"] == "LoadBalancer" { spec.setDefault("allocateLoadBalancerNodePorts", true) }
    }
    json.setDefault("status", ["loadBalancer": [:]])
  }

  /// `stringData` is written only: it becomes `data`.
  private static func secret(_ json: inout JSON) {
    for (key, value) in json["stringData"]?.texts ?? [:] {
      json[at: "data", key] = .string(Base64.encode(value.utf8))
    }
    json["stringData"] = nil
    json.setDefault("type", "Opaque")
  }

  private static func namespace(_ json: inout JSON) {
    json.setDefault("spec", [:])
    if let name = json[at: "metadata", "name"] {
      json[at: "metadata", "labels", "kubernetes.io/metadata.name"] = name
    }
  }

  private static func autoscaler(_ json: inout JSON) {
    json.update("spec") { spec in
      spec.setDefault("minReplicas", 1)
      if spec["metrics"]?.array?.isEmpty ?? true {
        spec["metrics"] = [
          [
            "type": "Resource",
            "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 80]],
          ]
        ]
      }
      if spec["behavior"] != nil { behavior(&spec) }
    }
    json.setDefault("status", [:])
    json.update("status") {
      $0.setDefault("desiredReplicas", 0)
      if $0["currentMetrics"] == nil { $0["currentMetrics"] = .null }
    }
  }

  private static func behavior(_ spec: inout JSON) {
    let percent: JSON = ["type": "Percent", "value": 100, "periodSeconds": 15]
    let pods: JSON = ["type": "Pods", "value": 4, "periodSeconds": 15]
    spec.update("behavior") { behavior in
      for (direction, policies) in [("scaleUp", [pods, percent]), ("scaleDown", [percent])] {
        behavior.setDefault(direction, [:])
        behavior.update(direction) {
          $0.setDefault("selectPolicy", "Max")
          $0.setDefault("policies", .array(policies))
          if direction == "scaleUp" { $0.setDefault("stabilizationWindowSeconds", 0) }
        }
      }
    }
  }
}
