import Engine
import Foundation
import Kubernetes
import Model
import Sync

/// Something that a person asked for and that takes time; at most one of a kind runs for one subject.
package enum Operation: Hashable, Sendable {
  case createProject(name: String)
  case deleteProject(ProjectID)
  case connectCluster(ProjectID, name: String, kubeconfig: String?, context: String, consent: PluginConsent = .none)
  case deleteCluster(ClusterID)
  case allowPlugin(ClusterID, ShownPlugin)
  case createApp(AppDraft)
  case updateApp(AppID, AppConfiguration)
  /// `takesOver` what others manage on the cluster.
  case deploy(AppID, takesOver: Bool = false)
  case scale(AppID, replicas: Int)
  case restart(AppID)
  case setSecret(AppID, name: String, value: String)
  case deleteSecret(AppID, name: String)
  case rollback(AppID, revision: Int, takesOver: Bool = false)
  case deleteApp(AppID)
  /// These last until they are left. nil for a pod that is ready.
  case shell(AppID, pod: String?)
  case attach(AppID, pod: String?)
  case forward(AppID, pod: String?, [ForwardedPort])
  /// Undoes what the journal's entry tells, or does it again.
  case undo(AppID, entry: Int, again: Bool, changesCluster: Bool)
  /// A plan that a person has seen, and what they agreed to of what it takes away.
  case sync(RemoteID, SyncPlan, agreed: Set<SyncStep>)

  /// Operations of one subject run one after the other.
  package var subject: String {
    switch self {
    case .createProject(let name): "project \(name)"
    case .deleteProject(let id): "project \(id)"
    case .connectCluster(let project, let name, _, _, _): "cluster \(project)/\(name)"
    case .deleteCluster(let id), .allowPlugin(let id, _): "cluster \(id)"
    case .shell, .attach: "terminal"
    case .forward(let id, let pod, let ports): "forward \(id) \(pod ?? "") \(ports)"
    case .createApp(let draft): "app \(draft.clusterID)/\(draft.namespace)/\(draft.name)"
    case .updateApp(let id, _), .deploy(let id, _), .scale(let id, _), .restart(let id), .rollback(let id, _, _),
      .deleteApp(let id), .undo(let id, _, _, _), .setSecret(let id, _, _), .deleteSecret(let id, _):
      "app \(id)"
    case .sync(let remote, _, _): "sync \(remote)"
    }
  }

  /// Whether it changes what runs, and not only what the store knows.
  package var changesCluster: Bool {
    switch self {
    case .createProject, .deleteProject, .connectCluster, .deleteCluster, .allowPlugin, .createApp, .updateApp,
      .setSecret, .deleteSecret, .sync:
      false
    // A stream into a pod can change anything.
    case .deploy, .scale, .restart, .rollback, .deleteApp, .shell, .attach, .forward: true
    case .undo(_, _, _, let changesCluster): changesCluster
    }
  }

  /// Whether it only writes to the store what was entered, which takes no longer than a disk does.
  package var isSaving: Bool {
    switch self {
    case .updateApp, .setSecret, .deleteSecret: true
    default: false
    }
  }

  /// Whether nothing else can be done to the app meanwhile.
  package func occupies(_ app: AppID) -> Bool { subject == "app \(app)" }

  /// Whether it ends with this program, instead of going on in the cluster.
  package var isLocal: Bool {
    if case .forward = self { true } else { false }
  }

  package var app: AppID? {
    switch self {
    case .updateApp(let id, _), .deploy(let id, _), .scale(let id, _), .restart(let id), .rollback(let id, _, _),
      .deleteApp(let id), .undo(let id, _, _, _), .setSecret(let id, _, _), .deleteSecret(let id, _),
      .shell(let id, _), .attach(let id, _), .forward(let id, _, _):
      id
    default: nil
    }
  }
}

/// An operation that runs, as the footer tells it.
package struct Job: Hashable, Sendable {
  package var operation: Operation
  /// What it is, for people: `Deploying web`.
  package var title: String
  /// The last thing it told.
  package var detail = ""
  package var startedAt: Date
  /// Tells it from any other of this run.
  package var id = 0
  /// How often clusters have warned meanwhile.
  package var warnings = 0
  /// All that it told, the oldest first.
  package var told: [Told] = []
  /// nil while it is under way.
  package var end: End?

  /// What is added to the news of its end.
  static func text(ofWarnings count: Int) -> String {
    " With \(count) warning\(count == 1 ? "" : "s"): J tells."
  }

  package struct Told: Hashable, Sendable {
    package var at: Date
    package var text: String
  }

  package enum Outcome: Hashable, Sendable {
    case done
    case failed
    /// The person stopped waiting for it.
    case left
  }

  package struct End: Hashable, Sendable {
    package var at: Date
    package var outcome: Outcome
    package var text: String
  }
}

/// Operations that were started together: how they went is told once, when all have ended.
package struct Batch: Hashable, Sendable {
  package var waiting: Set<Operation>
  package var done = 0
  package var failed = 0
}
