import Kubernetes
import Model

/// Boils the Deployments and pods of a cluster down to what people ask; performs no I/O.
///
/// What changes touches its own app and no other: a cluster of ten thousand pods that is never quiet must not be gone through for
/// each of its changes.
package struct LiveTable: Sendable {
  private var deployments: [AppKey: Deployment] = [:]
  private var pods: [AppKey: [ObjectIdentity: Pod]] = [:]
  /// A pod can be given to another app by its label.
  private var apps: [ObjectIdentity: AppKey] = [:]
  private var live: [AppKey: LiveApp] = [:]
  private var hasDeployments = false
  /// How many apps have been boiled down so far: what the tests count.
  package private(set) var boiledCount = 0
  /// What should run, from the store.
  private var intents: [AppKey: Intent] = [:]

  package init() {}

  /// nil until the Deployments have been listed: not to be taken for a cluster without apps.
  package var known: [AppKey: LiveApp]? { hasDeployments ? live : nil }

  /// - Returns: whether anything that people ask is another now.
  @discardableResult
  package mutating func received(_ update: WatchUpdate<Deployment>) -> Bool {
    switch update {
    case .snapshot(let all):
      let isFirst = !hasDeployments
      hasDeployments = true
      deployments = Dictionary(all.map { ($0.appKey, $0) }) { $1 }
      return boilDown(Set(live.keys).union(deployments.keys)) || isFirst
    case .changes(let changes):
      for change in changes {
        switch change {
        case .updated(let deployment): deployments[deployment.appKey] = deployment
        case .removed(let deployment): deployments[deployment.appKey] = nil
        }
      }
      return boilDown(Set(changes.map(\.object.appKey)))
    case .disconnected, .reconnected: return false
    }
  }

  /// - Returns: as for Deployments.
  @discardableResult
  package mutating func received(_ update: WatchUpdate<Pod>) -> Bool {
    switch update {
    case .snapshot(let all):
      pods = [:]
      apps = [:]
      for pod in all { put(pod) }
      return boilDown(Set(deployments.keys))
    case .changes(let changes):
      var touched: Set<AppKey> = []
      for change in changes {
        let pod = change.object
        if let app = apps.removeValue(forKey: pod.id) {
          pods[app]?[pod.id] = nil
          touched.insert(app)
        }
        guard case .updated = change else { continue }
        touched.insert(put(pod))
      }
      return boilDown(touched)
    case .disconnected, .reconnected: return false
    }
  }

  /// - Returns: as for Deployments.
  @discardableResult
  mutating func received(_ intents: [AppKey: Intent]) -> Bool {
    let touched = Set(intents.keys).union(self.intents.keys).filter { intents[$0] != self.intents[$0] }
    self.intents = intents
    return boilDown(touched)
  }

  @discardableResult
  private mutating func put(_ pod: Pod) -> AppKey {
    let app = AppKey(namespace: pod.metadata.namespace, name: pod.metadata.labels["app"] ?? "")
    apps[pod.id] = app
    pods[app, default: [:]][pod.id] = pod
    return app
  }

  private mutating func boilDown(_ keys: Set<AppKey>) -> Bool {
    guard hasDeployments else { return false }
    var hasChanged = false
    for key in keys {
      let app = deployments[key].map { deployment in
        boiledCount += 1
        return LiveApp(deployment, pods: pods[key].map { Array($0.values) } ?? [], intent: intents[key])
      }
      guard live[key] != app else { continue }
      live[key] = app
      hasChanged = true
    }
    return hasChanged
  }
}

extension Deployment {
  fileprivate var appKey: AppKey { AppKey(namespace: metadata.namespace, name: metadata.name) }
}

extension LiveApp {
  package init(_ deployment: Deployment, pods: [Pod]) { self.init(deployment, pods: pods, intent: nil) }

  init(_ deployment: Deployment, pods: [Pod], intent: Intent?) {
    let status = deployment.status
    self.init(
      key: AppKey(namespace: deployment.metadata.namespace, name: deployment.metadata.name),
      desired: deployment.replicas, ready: status.readyReplicas, updated: status.updatedReplicas,
      available: status.availableReplicas, image: deployment.template.containers.first?.image ?? "",
      revision: deployment.metadata.annotations[Labels.revision].flatMap(Int.init),
      health: Health(deployment, pods: pods), restarts: pods.reduce(0) { $0 + $1.restartCount },
      createdAt: deployment.metadata.createdAt, drift: intent.map(deployment.drift(from:)) ?? [])
  }
}

extension LiveApp.Health {
  init(_ deployment: Deployment, pods: [Pod]) {
    let status = deployment.status
    let troubles = pods.compactMap { pod in PodTrouble(pod).map { (pod.metadata.name, $0) } }
    if let (_, trouble) = troubles.min(by: { $0.0 < $1.0 }) {
      self = .failing(reason: trouble.summary)
      return
    }
    switch RolloutStatus(deployment) {
    case .failed: self = .failing(reason: "rollout stuck")
    case .complete where deployment.replicas == 0: self = .stopped
    case .complete: self = status.readyReplicas < deployment.replicas ? .degraded : .running
    case .waiting(let message):
      // kubectl's rule waits for every pod at any time; a rollout is over once the controller says so.
      let isOver = status.condition("Progressing")?.reason == "NewReplicaSetAvailable"
      let isObserved = deployment.metadata.generation <= status.observedGeneration
      let isSettled =
        isObserved && isOver && status.updatedReplicas == deployment.replicas
        && status.replicas == status.updatedReplicas
      self = isSettled ? .degraded : .rolling(message)
    }
  }
}
