import Kubernetes
import Model
import Storage
import Sync

/// Why a use case did not do what was asked.
package enum EngineError: Error, Hashable, Sendable {
  case store(StoreError)
  case kubeconfig(KubeconfigError)
  /// A cluster, by its name, refused or did not answer.
  case cluster(String, KubernetesError)
  /// An app's deploy would set fields that others manage there, and nobody has asked to take them over. Nothing was changed.
  case fieldsHeld(app: String, cluster: String, [HeldField])
  /// Nothing was stored or sent.
  case invalid([ValidationProblem])
  /// The kubeconfig runs this command for credentials, and nobody has agreed to it. nil for a cluster that is not stored yet.
  case pluginNotAllowed(cluster: String?, ShownPlugin)
  case projectHasClusters(name: String, count: Int)
  case neverDeployed(app: String)
  /// No revision of it came up.
  case neverSucceeded(app: String)
  /// The app has no pod of that name; none that runs where no name was given.
  case noPod(app: String, name: String?)
  case noEarlierRevision(app: String)
  /// The rollout cannot succeed any more; the pods' last lines are text.
  case rolloutFailed(app: String, revision: Int, reason: String, lastLines: [String])
  /// The pre-deploy command failed; nothing of the app was changed.
  case hookFailed(app: String, revision: Int, reason: String, lastLines: [String])
  /// It failed, and the last good revision runs again.
  case rolledBack(app: String, revision: Int, reason: String, lastLines: [String], to: Int)
  /// It failed, and so did going back.
  case rollbackFailed(app: String, revision: Int, reason: String, to: Int, because: String)
  /// A command that was run in the app did not end well; what it wrote has been told.
  case commandFailed(app: String, reason: String)
  /// A cluster that an app is promoted to lacks some of the secrets that it ran with.
  case secretsMissing(app: String, keys: [String])
  /// Nothing was done to the app that can be undone, or undone that can be done again.
  case nothingToUndo(app: String, again: Bool)
  /// Since the question was asked, or the action done, something else was done to the app.
  case changedSince(app: String, what: String)
  /// There is nothing before it to go back to.
  case firstDeploy(app: String)
  /// Another process settled or overtook this deploy.
  case overtaken(app: String, revision: Int)
  /// The cluster came from a shipit server, which gives no credentials away.
  case noKubeconfig(cluster: String)
  /// A shipit server, by its name, refused or did not answer.
  case remote(String, RemoteError)
  /// The server has no such app yet.
  case notOnRemote(app: String, remote: String)
  /// The server has the app otherwise than this store, in these fields, and would deploy that.
  case remoteDiffers(app: String, remote: String, fields: [String])
  case noRemote
  /// Several servers, and none was named.
  case remoteAmbiguous(names: [String])
  /// A new server was given without a token.
  case remoteTokenMissing(remote: String)
  /// Another process syncs with that server.
  case syncBusy(remote: String)
  /// Interrupted by the person; what the cluster was asked goes on there.
  case cancelled
}

/// A field that a deploy would set and somebody else manages (server-side apply).
package struct HeldField: Hashable, Sendable {
  /// `Deployment web`
  package let object: String
  /// `.spec.replicas`
  package let field: String
  /// `kubectl-edit`
  package let manager: String

  package init(object: String, field: String, manager: String) {
    self.object = object
    self.field = field
    self.manager = manager
  }

  /// For people.
  package var text: String {
    "\(object.neutralised()): \(manager.neutralised()) manages \(field.neutralised())"
  }
}
