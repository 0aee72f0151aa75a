import JSON

/// What plugins and strategies of the API server add to objects, after field management and before validation.
enum Admission {
  static func create(_ json: inout JSON, _ type: ResourceType, _ cluster: Cluster) throws(APIError) {
    switch type.kind {
    case "Pod": try pod(&json, cluster)
    case "Job": job(&json)
    default: break
    }
  }

  /// Addresses and ports, which are given out last.
  static func allocate(_ json: inout JSON, _ type: ResourceType, _ cluster: Cluster) {
    switch type.kind {
    case "Service": service(&json, cluster)
    case "Namespace":
      json[at: "spec", "finalizers"] = ["kubernetes"]
      json["status"] = ["phase": "Active"]
    default: break
    }
  }

  /// What an update may leave out and keeps.
  static func carryOver(from old: JSON, to new: inout JSON, _ type: ResourceType) {
    switch type.kind {
    case "Service":
      guard new[at: "spec", "type"] != "ExternalName" else { return }
      for field in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] where new[at: "spec", field] == nil {
        new[at: "spec", field] = old[at: "spec", field]
      }
      guard new[at: "spec", "type"] != "ClusterIP", let before = old[at: "spec", "ports"]?.array else { return }
      new.update("spec") { spec in
        spec.updateEach("ports") { port in
          guard port["nodePort"] == nil else { return }
          port["nodePort"] =
            before.first { $0["port"] == port["port"] && $0["protocol"] == port["protocol"] }?["nodePort"]
        }
      }
    case "Namespace": new[at: "spec", "finalizers"] = old[at: "spec", "finalizers"]
    default: break
    }
  }

  // MARK: - Pods

  private static func pod(_ json: inout JSON, _ cluster: Cluster) throws(APIError) {
    let namespace = json[at: "metadata", "namespace"]?.string ?? ""
    let account = json[at: "spec", "serviceAccountName"]?.string ?? "default"
    if let type = Catalog.resource("", "serviceaccounts"),
      cluster.store.resource(type)[ObjectKey(namespace: namespace, name: account)] == nil
    {
      throw .forbidden(
        GroupResource(group: "", resource: "pods"), json[at: "metadata", "name"]?.string,
        "error looking up service account \(namespace)/\(account): serviceaccount \"\(account)\" not found")
    }
    json[at: "spec", "serviceAccountName"] = .string(account)
    json[at: "spec", "serviceAccount"] = .string(account)
    if json[at: "spec", "automountServiceAccountToken"] != false { mountToken(&json, cluster) }
    json.update("spec") { spec in
      var tolerations = spec["tolerations"]?.array ?? []
      for condition in ["not-ready", "unreachable"] {
        let key = JSON.string("node.kubernetes.io/\(condition)")
        if tolerations.contains(where: { $0["key"] == key || $0["key"] == nil && $0["operator"] == "Exists" }) {
          continue
        }
        tolerations.append(["key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300])
      }
      spec["tolerations"] = .array(tolerations)
      spec.setDefault("priority", 0)
      spec.setDefault("preemptionPolicy", "PreemptLowerPriority")
    }
    json["status"] = ["phase": "Pending", "qosClass": .string(qualityOfService(json["spec"] ?? [:]))]
  }

  private static let tokenPath = "/var/run/secrets/kubernetes.io/serviceaccount"

  private static func mountToken(_ json: inout JSON, _ cluster: Cluster) {
    let volume = JSON.string("kube-api-access-\(cluster.random.nameSuffix())")
    let mount: JSON = ["name": volume, "readOnly": true, "mountPath": .string(tokenPath)]
    json.update("spec") { spec in
      for list in ["initContainers", "containers"] {
        spec.updateEach(list) { container in
          let mounts = container["volumeMounts"]?.array ?? []
          if mounts.contains(where: { $0["mountPath"] == .string(tokenPath) }) { return }
          container["volumeMounts"] = .array(mounts + [mount])
        }
      }
      let source: JSON = [
        "sources": [
          ["serviceAccountToken": ["expirationSeconds": 3607, "path": "token"]],
          ["configMap": ["name": "kube-root-ca.crt", "items": [["key": "ca.crt", "path": "ca.crt"]]]],
          [
            "downwardAPI": [
              "items": [["path": "namespace", "fieldRef": ["apiVersion": "v1", "fieldPath": "metadata.namespace"]]]
            ]
          ],
        ],
        "defaultMode": 420,
      ]
      spec["volumes"] = .array((spec["volumes"]?.array ?? []) + [["name": volume, "projected": source]])
    }
  }

  /// By the requests and limits of processor and memory.
  private static func qualityOfService(_ spec: JSON) -> String {
    let containers = (spec["initContainers"]?.array ?? []) + (spec["containers"]?.array ?? [])
    var isGuaranteed = true
    var hasAny = false
    for container in containers {
      for resource in ["cpu", "memory"] {
        let request = container[at: "resources", "requests", resource]
        let limit = container[at: "resources", "limits", resource]
        if request != nil || limit != nil { hasAny = true }
        if limit == nil || request != limit { isGuaranteed = false }
      }
    }
    return !hasAny ? "BestEffort" : isGuaranteed ? "Guaranteed" : "Burstable"
  }

  // MARK: - Jobs

  /// The selector and the labels by which a job finds its pods.
  private static func job(_ json: inout JSON) {
    guard json[at: "spec", "manualSelector"] != true, let uid = json[at: "metadata", "uid"],
      let name = json[at: "metadata", "name"]
    else { return }
    // A job without labels of its own shares its template's, as Go copies the map itself.
    let template = json[at: "spec", "template", "metadata", "labels"]
    let sharesLabels = template != nil && json[at: "metadata", "labels"] == template
    var labels = template?.object ?? [:]
    for prefix in ["", "batch.kubernetes.io/"] {
      labels["\(prefix)controller-uid"] = uid
      labels["\(prefix)job-name"] = name
    }
    json[at: "spec", "template", "metadata", "labels"] = .object(labels)
    if sharesLabels { json[at: "metadata", "labels"] = .object(labels) }
    json[at: "spec", "selector"] = ["matchLabels": ["batch.kubernetes.io/controller-uid": uid]]
  }

  // MARK: - Services

  private static func service(_ json: inout JSON, _ cluster: Cluster) {
    guard json[at: "spec", "type"] != "ExternalName" else { return }
    json.update("spec") { spec in
      if spec["clusterIP"] == nil || spec["clusterIP"] == "" {
        let address = cluster.random.next()
        spec["clusterIP"] = .string("10.96.\(address >> 8 & 0xFF).\(2 + address % 250)")
      }
      spec["clusterIPs"] = .array([spec["clusterIP"] ?? ""])
      spec.setDefault("ipFamilies", ["IPv4"])
      spec.setDefault("ipFamilyPolicy", "SingleStack")
      guard spec["type"] == "NodePort" || spec["type"] == "LoadBalancer" else { return }
      spec.updateEach("ports") { $0.setDefault("nodePort", .int(30000 + Int(cluster.random.next() % 2768))) }
    }
  }
}
