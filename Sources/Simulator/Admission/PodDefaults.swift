import JSON

/// Defaults of pods and pod templates (pkg/apis/core/v1/defaults.go).
enum PodDefaults {
  static func apply(toTemplate template: inout JSON) {
    template.setDefault("metadata", [:])
    template.update("spec", apply(toSpec:))
  }

  static func apply(toPod pod: inout JSON) {
    pod.update("spec") { spec in
      apply(toSpec: &spec)
      spec.setDefault("enableServiceLinks", true)
      for list in ["initContainers", "containers"] {
        spec.updateEach(list) { container in
          guard let limits = container[at: "resources", "limits"]?.object else { return }
          // A limit without a request asks for all of it.
          for (name, amount) in limits where container[at: "resources", "requests", name] == nil {
            container[at: "resources", "requests", name] = amount
          }
        }
      }
    }
    pod.setDefault("status", [:])
  }

  private static func apply(toSpec spec: inout JSON) {
    spec.setDefault("restartPolicy", "Always")
    spec.setDefault("terminationGracePeriodSeconds", 30)
    spec.setDefault("dnsPolicy", "ClusterFirst")
    spec.setDefault("securityContext", [:])
    spec.setDefault("schedulerName", "default-scheduler")
    if let account = spec["serviceAccountName"] ?? spec["serviceAccount"] {
      spec["serviceAccountName"] = account
      spec["serviceAccount"] = account
    }
    spec.updateEach("volumes", apply(toVolume:))
    for list in ["initContainers", "containers"] { spec.updateEach(list, apply(toContainer:)) }
  }

  private static func apply(toVolume volume: inout JSON) {
    if volume.object?.count == 1, volume["name"] != nil { volume["emptyDir"] = [:] }
    for source in ["secret", "configMap", "downwardAPI", "projected"] {
      volume.update(source) { $0.setDefault("defaultMode", 420) }
    }
    volume.update("hostPath") { $0.setDefault("type", "") }
    volume.update("projected") { projected in
      projected.updateEach("sources") { source in
        source.update("serviceAccountToken") { $0.setDefault("expirationSeconds", 3600) }
        source.update("downwardAPI") {
          $0.updateEach("items") { $0.update("fieldRef") { $0.setDefault("apiVersion", "v1") } }
        }
      }
    }
    volume.update("downwardAPI") {
      $0.updateEach("items") { $0.update("fieldRef") { $0.setDefault("apiVersion", "v1") } }
    }
  }

  private static func apply(toContainer container: inout JSON) {
    container.setDefault("resources", [:])
    container.setDefault("terminationMessagePath", "/dev/termination-log")
    container.setDefault("terminationMessagePolicy", "File")
    if let image = container["image"]?.string {
      container.setDefault("imagePullPolicy", ImageReference(image).tag == "latest" ? "Always" : "IfNotPresent")
    }
    container.updateEach("ports") { $0.setDefault("protocol", "TCP") }
    container.updateEach("env") { variable in
      variable.update("valueFrom") { source in
        source.update("fieldRef") { $0.setDefault("apiVersion", "v1") }
        source.update("resourceFieldRef") { $0.setDefault("divisor", "0") }
      }
    }
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
      container.update(probe) { probe in
        probe.setDefault("timeoutSeconds", 1)
        probe.setDefault("periodSeconds", 10)
        probe.setDefault("successThreshold", 1)
        probe.setDefault("failureThreshold", 3)
        probe.update("httpGet", apply(toHTTPGet:))
        probe.update("grpc") { $0.setDefault("service", "") }
      }
    }
    container.update("lifecycle") { lifecycle in
      for hook in ["postStart", "preStop"] { lifecycle.update(hook) { $0.update("httpGet", apply(toHTTPGet:)) } }
    }
  }

  private static func apply(toHTTPGet get: inout JSON) {
    get.setDefault("path", "/")
    get.setDefault("scheme", "HTTP")
  }
}

/// An image as it is written in a pod: `registry/name:tag@digest`.
struct ImageReference {
  let text: String
  /// `latest` when there is neither tag nor digest.
  let tag: String
  /// Without tag and digest.
  let repository: String

  init(_ text: String) {
    self.text = text
    let parts = text.split(separator: "@", maxSplits: 1)
    let named = parts.first.map(String.init) ?? ""
    let lastSlash = named.lastIndex(of: "/") ?? named.startIndex
    if let colon = named[lastSlash...].lastIndex(of: ":") {
      repository = String(named[..<colon])
      tag = String(named[named.index(after: colon)...])
    } else {
      repository = named
      tag = parts.count == 2 ? "" : "latest"
    }
  }

  /// As a container runtime reports it: `docker.io/local/web:1.0`.
  var normalized: String {
    let first = repository.split(separator: "/").first ?? ""
    let hasRegistry = repository.contains("/") && (first.contains(".") || first.contains(":") || first == "localhost")
    let name =
      hasRegistry
      ? repository : repository.contains("/") ? "docker.io/\(repository)" : "docker.io/library/\(repository)"
    return tag.isEmpty ? name : "\(name):\(tag)"
  }
}
