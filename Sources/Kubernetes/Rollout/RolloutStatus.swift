/// What `kubectl rollout status` says of a deployment, and by its rule.
package enum RolloutStatus: Hashable, Sendable {
  /// Kubectl's line without its line end.
  case waiting(message: String)
  case complete(message: String)
  case failed(reason: String)

  /// kubectl's `DeploymentStatusViewer.Status`, statement by statement.
  package init(_ deployment: Deployment) {
    let name = deployment.metadata.name
    let status = deployment.status
    guard deployment.metadata.generation <= status.observedGeneration else {
      self = .waiting(message: "Waiting for deployment spec update to be observed...")
      return
    }
    if status.condition("Progressing")?.reason == "ProgressDeadlineExceeded" {
      self = .failed(reason: "deployment \"\(name)\" exceeded its progress deadline")
      return
    }
    let prefix = "Waiting for deployment \"\(name)\" rollout to finish: "
    if status.updatedReplicas < deployment.replicas {
      let count = "\(status.updatedReplicas) out of \(deployment.replicas)"
      self = .waiting(message: prefix + "\(count) new replicas have been updated...")
    } else if status.replicas > status.updatedReplicas {
      let count = status.replicas - status.updatedReplicas
      self = .waiting(message: prefix + "\(count) old replicas are pending termination...")
    } else if status.availableReplicas < status.updatedReplicas {
      let count = "\(status.availableReplicas) of \(status.updatedReplicas)"
      self = .waiting(message: prefix + "\(count) updated replicas are available...")
    } else {
      self = .complete(message: "deployment \"\(name)\" successfully rolled out")
    }
  }
}
