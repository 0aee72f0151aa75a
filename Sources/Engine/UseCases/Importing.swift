import JSON
import Kubernetes
import Model
import Storage

/// A Deployment that could become an app.
package struct Discovery: Hashable, Sendable {
  package let draft: AppDraft
  /// What stands in the way; empty where nothing does.
  package let problems: [ValidationProblem]
  /// What an app cannot say and the Deployment has: it would be lost with the first deploy.
  package let remarks: [String]
}

extension Engine {
  /// The Deployments of a namespace that are no apps yet.
  package func discover(on id: ClusterID, in namespace: String) async throws(EngineError) -> [Discovery] {
    let client = try await client(of: id)
    let known = try await stored { () throws(StoreError) in try await store.apps(of: id) }
      .filter { $0.namespace == namespace }.map(\.name)
    var all = ListOptions()
    all.limit = 0
    let request = APIRequest.list(.deployments, in: namespace, all)
    let list = try await asked(client) { () throws(KubernetesError) in try await client.json(request) }
    return (list["items"]?.array ?? []).compactMap { item in
      guard let name = item["metadata"]?["name"]?.string, !known.contains(name),
        let container = item["spec"]?["template"]?["spec"]?["containers"]?[0]
      else { return nil }
      let draft = AppDraft(
        clusterID: id, name: name, namespace: namespace,
        configuration: AppConfiguration(container, replicas: item["spec"]?["replicas"]?.int ?? 1))
      return Discovery(draft: draft, problems: draft.problems, remarks: Self.remarks(on: item, name: name))
    }.sorted { $0.draft.name < $1.draft.name }
  }

  /// Makes an app's record of a Deployment, which itself is not touched before the app's first deploy.
  package func importApp(_ discovery: Discovery) async throws(EngineError) -> App {
    try await createApp(discovery.draft)
  }

  private static func remarks(on deployment: JSON, name: String) -> [String] {
    let spec = deployment["spec"]?["template"]?["spec"]
    let containers = spec?["containers"]?.array ?? []
    var remarks: [String] = []
    if containers.count > 1 { remarks.append("has \(containers.count) containers, of which the first is taken") }
    if spec?["volumes"]?.array?.isEmpty == false { remarks.append("has volumes") }
    if spec?["initContainers"]?.array?.isEmpty == false { remarks.append("has init containers") }
    if containers.first?["command"] != nil || containers.first?["args"] != nil {
      remarks.append("has a command of its own")
    }
    if containers.first?["envFrom"]?.array?.isEmpty == false
      || containers.first?["env"]?.array?.contains(where: { $0["valueFrom"] != nil }) == true
    {
      remarks.append("takes variables from elsewhere: set them as secrets")
    }
    if deployment["spec"]?["selector"]?["matchLabels"] != ["app": .string(name)] {
      remarks.append("selects its pods by other labels than app=\(name): a first deploy will be refused")
    }
    return remarks
  }
}

extension AppConfiguration {
  fileprivate init(_ container: JSON, replicas: Int) {
    let variables = (container["env"]?.array ?? []).compactMap { variable -> (String, String)? in
      guard let name = variable["name"]?.string, variable["valueFrom"] == nil else { return nil }
      return (name, variable["value"]?.string ?? "")
    }
    self.init(
      image: container["image"]?.string ?? "", replicas: replicas,
      port: container["ports"]?[0]?["containerPort"]?.int,
      environment: Dictionary(variables, uniquingKeysWith: { $1 }),
      resources: Resources(container["resources"]))
    if let probe = container["readinessProbe"], let path = probe["httpGet"]?["path"]?.string {
      health = HealthCheck(
        path: path, port: probe["httpGet"]?["port"]?.int.flatMap { $0 == port ? nil : $0 },
        initialDelay: probe["initialDelaySeconds"]?.int ?? 0,
        period: container["livenessProbe"]?["periodSeconds"]?.int ?? HealthCheck.defaultPeriod)
    }
  }
}

extension AppConfiguration.Resources {
  /// What is not said has our default, or as much as the other bound allows.
  fileprivate init(_ json: JSON?) {
    self.init()
    let (requests, limits) = (json?["requests"], json?["limits"])
    let (cpuDefault, memoryDefault) = ((cpuRequest, cpuLimit), (memoryRequest, memoryLimit))
    (cpuRequest, cpuLimit) = Self.bounds(requests?["cpu"]?.string, limits?["cpu"]?.string, orElse: cpuDefault)
    (memoryRequest, memoryLimit) = Self.bounds(
      requests?["memory"]?.string, limits?["memory"]?.string, orElse: memoryDefault)
  }

  private static func bounds(
    _ request: String?, _ limit: String?, orElse standard: (request: String, limit: String)
  ) -> (String, String) {
    switch (request, limit) {
    case (nil, nil): return standard
    case (let request?, let limit?): return (request, limit)
    case (let request?, nil): return (request, isLess(standard.limit, request) ? request : standard.limit)
    case (nil, let limit?): return (isLess(limit, standard.request) ? limit : standard.request, limit)
    }
  }

  private static func isLess(_ left: String, _ right: String) -> Bool {
    guard let left = Quantity(left), let right = Quantity(right) else { return false }
    return left < right
  }
}
