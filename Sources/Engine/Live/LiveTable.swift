import Kubernetes
import Model

/// Boils the Deployments and pods of a cluster down to what people ask; performs no I/O.
package struct LiveTable: Sendable {
  private var deployments: [ObjectIdentity: Deployment] = [:]
  private var pods: [ObjectIdentity: Pod] = [:]
  private var hasDeployments = false
  /// What should run, from the store.
  var intents: [AppKey: Intent] = [:]

  package init() {}

  package mutating func received(_ update: WatchUpdate<Deployment>) {
    deployments.apply(update)
    if case .snapshot = update { hasDeployments = true }
  }

  package mutating func received(_ update: WatchUpdate<Pod>) { pods.apply(update) }

  /// nil until the Deployments have been listed: not to be taken for a cluster without apps.
  package var apps: [AppKey: LiveApp]? {
    guard hasDeployments else { return nil }
    let podsOfApp = Dictionary(grouping: pods.values) { pod in
      AppKey(namespace: pod.metadata.namespace, name: pod.metadata.labels["app"] ?? "")
    }
    return Dictionary(
      deployments.values.map { deployment in
        let key = AppKey(namespace: deployment.metadata.namespace, name: deployment.metadata.name)
        return (key, LiveApp(deployment, pods: podsOfApp[key] ?? [], intent: intents[key]))
      }, uniquingKeysWith: { $1 })
  }
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
    let trouble = pods.sorted { $0.metadata.name < $1.metadata.name }.lazy.compactMap { PodTrouble($0) }.first
    if let trouble {
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
