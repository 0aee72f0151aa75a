import Model
import Sync

/// Something to do beside the loop. Values, so that tests compare them.
package enum Effect: Hashable, Sendable {
  case followStore
  case followRemotes
  /// Syncs with these by itself; with none of them it ends.
  case keepSynced([SyncDue])
  /// What a sync would do.
  case planSync(RemoteID, SyncOptions)
  case stopPlanning
  case watchFiles
  case remember(ScreenMemory)
  case followCluster(ClusterID)
  case forgetCluster(ClusterID)
  case loadRevisions(AppID)
  case loadRemoteRevisions(AppID)
  /// What the cluster's rules refuse for the app; `afresh` whatever was answered before.
  case askPermissions(AppID, afresh: Bool = false)
  case tail(AppID, LogRequest)
  case stopTail(AppID)
  /// Lets the loop do what is waiting, then looks through some more of the log.
  case scanLogs
  case saveLog(LogFile)
  /// All of one app, while its page is open.
  case followDetail(AppID)
  case stopDetail
  case readTab(AppID, AppPage.Tab)
  case revealSecret(AppID, String)
  case readText(TextRequest)
  case loadContexts(kubeconfig: String?)
  /// Gives the terminal to the person's editor, on that text.
  case edit(AppID, text: String)
  /// What an undo, or a redo, would do.
  case readUndo(AppID, again: Bool)
  /// Whether the cluster would accept a rollback to that revision.
  case checkRollback(AppID, revision: Int)
  /// Whether the screen can be locked, so that somebody can unlock it.
  case askLock(isAutomatic: Bool)
  /// Forgets keys and credentials.
  case lockVault
  case unlockVault(String)
  /// Ends all that reads for what is shown.
  case stopReading
  case perform(Operation, confirming: ConfirmedCluster? = nil)
  /// Stops following an operation; what was asked of the cluster goes on there.
  case abandon(Operation)
  case suspend
  case redraw
  case quit
  case bell
  /// Puts a text into the clipboard of the person's terminal.
  case copy(String)

  /// A newer effect with the same id replaces the older one, whose answers no longer reach the state. nil: done at once, on the loop.
  package var id: String? {
    switch self {
    case .followStore: "store"
    case .followRemotes: "remotes"
    case .keepSynced: "syncing"
    case .planSync, .stopPlanning: "sync plan"
    case .watchFiles: "files"
    case .remember: "memory"
    case .followCluster(let id), .forgetCluster(let id): "cluster \(id)"
    case .loadRevisions: "revisions"
    case .loadRemoteRevisions: "remote revisions"
    case .askPermissions(let app, _): "permissions \(app)"
    case .tail(let app, _), .stopTail(let app): "tail \(app)"
    case .scanLogs: "scan"
    case .saveLog: "save"
    case .followDetail, .stopDetail: "detail"
    case .readTab(_, let tab): "tab \(tab)"
    case .revealSecret: "secret"
    case .readText: "text"
    case .loadContexts: "contexts"
    case .readUndo: "undo"
    case .checkRollback: "preflight"
    case .askLock: "lock"
    case .lockVault: "locking"
    case .unlockVault: "unlocking"
    case .perform(let operation, _), .abandon(let operation): "operation \(operation.subject)"
    case .stopReading, .suspend, .redraw, .quit, .bell, .copy, .edit: nil
    }
  }

  /// Whether what has this id only reads for what is shown.
  static func isReading(_ id: String) -> Bool {
    let others = ["store", "remotes", "syncing", "files", "memory", "scan", "save", "lock", "locking", "unlocking"]
    return !others.contains(id) && !id.hasPrefix("operation ")
  }
}
