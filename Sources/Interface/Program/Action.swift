import Engine
import Foundation
import Kubernetes
import Model
import Terminal

/// Everything that can change the state: what a person did, and what the world told.
package enum Action: Sendable {
  case terminal(TerminalEvent)
  case command(Command)
  /// The clock moved; sent about once a second.
  case ticked(Date)
  /// The person's own files have changed.
  case filesRead(PersonalFiles)

  case recordsLoaded(State.Records)
  case remotesLoaded([Remote])
  case remoteRevisionsLoaded(AppID, [RemoteRevisionRow])
  case syncTold(RemoteID, SyncNews)
  case syncingByItself(RemoteID, Bool)
  case storeFailed(Message)
  /// What was seen of a cluster before this start.
  case lastSeenLoaded(ClusterID, [AppKey: LiveApp], asOf: Date)
  case clusterUpdated(ClusterID, ClusterUpdate, at: Date)
  case revisionsLoaded(AppID, [Revision])
  /// nil where the cluster could not be asked.
  case permissionsTold(AppID, Permissions?, at: Date)
  case logsArrived(AppID, [LogRow])
  /// Why no lines come; nil when they do.
  case logsRemarked(AppID, String?)
  /// The log is in its file, with so many lines, or why not.
  case logSaved(LogFile, Result<Int, LogFile.Problem>)
  /// The loop has time to look through some more of the log.
  case logScanDue
  case contextsLoaded(kubeconfig: String?, ContextList)
  case contextsFailed(kubeconfig: String?, String)

  /// Something that an app's page shows.
  case learnt(AppID, AppFact)
  /// What a text page waits for.
  case textArrived(subject: String, [TextPage.Line])

  /// The editor that was given the terminal has ended.
  case edited(AppID, from: String, EditorEnd)
  case undoRead(AppID, UndoPlan)
  case undoRefused(AppID, String)
  /// What the cluster would say to the rollback that is being asked about.
  case rollbackChecked(AppID, revision: Int, Preflight)

  /// A passphrase would open the vault again.
  case lockGranted
  case lockRefused(String, isAutomatic: Bool)
  case vaultUnlocked
  case unlockRefused(String)

  case operationTold(Operation, String)
  /// A cluster warns, or the engine does; it goes on.
  case operationWarned(Operation, String)
  case operationDone(Operation, String)
  case operationFailed(Operation, Message)
  /// It was refused, since it would set fields that others manage; nothing was changed.
  case fieldsHeld(Operation, Message, [HeldField])
  /// A kubeconfig runs a command for its credentials, which nobody has agreed to yet.
  case consentNeeded(Operation, ShownPlugin)
}

/// The contexts of a kubeconfig that a person can pick from.
package struct ContextList: Hashable, Sendable {
  package var names: [String]
  package var current: String?

  package init(names: [String], current: String?) {
    self.names = names
    self.current = current
  }
}
