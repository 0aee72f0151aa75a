import Kubernetes
import Model
import Storage

/// Why a use case did not do what was asked.
package enum EngineError: Error, Hashable, Sendable {
  case store(StoreError)
  case kubeconfig(KubeconfigError)
  /// A cluster, by its name, refused or did not answer.
  case cluster(String, KubernetesError)
  /// Nothing was stored or sent.
  case invalid([ValidationProblem])
  /// The kubeconfig runs this command for credentials, and nobody has agreed to it.
  case pluginNotAllowed(command: String)
  case projectHasClusters(name: String, count: Int)
  case neverDeployed(app: String)
  case noEarlierRevision(app: String)
  /// The rollout cannot succeed any more; the pods' last lines are text.
  case rolloutFailed(app: String, revision: Int, reason: String, lastLines: [String])
  /// Another process settled or overtook this deploy.
  case overtaken(app: String, revision: Int)
  /// Interrupted by the person; what the cluster was asked goes on there.
  case cancelled
}
