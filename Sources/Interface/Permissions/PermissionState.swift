import Engine
import Foundation
import Model

/// What a cluster's rules refuse for an app, and when they said so.
package struct KnownPermissions: Hashable, Sendable {
  package var permissions: Permissions
  package var at: Date

  package init(_ permissions: Permissions, at: Date) {
    self.permissions = permissions
    self.at = at
  }

  /// How long an answer is taken for true while nobody runs into it.
  static let lifetime: TimeInterval = 300
}

extension Command {
  /// What the cluster has to allow for it; nil where it changes or reads nothing there.
  var permissionAction: Permissions.Action? {
    switch self {
    case .deploy, .takeOver: .deploy
    case .scale: .scale
    case .restart: .restart
    case .rollback, .rollbackToSelected: .rollback
    case .deleteApp: .delete
    case .events: .events
    case .logTail, .logMinute, .logFiveMinutes, .logQuarter, .logHour, .logAll, .logPrevious: .logs
    default: nil
    }
  }
}

extension State {
  /// Why the cluster will not do it, as far as it has told.
  func refusal(of action: Permissions.Action, for app: AppID) -> String? {
    permissions[app]?.permissions.refusals[action]
  }

  /// The first app's reason, where it is refused for every app that is marked; else the question tells who is left out.
  func refusalForMarked(_ action: Permissions.Action) -> String? {
    let refusals = markedApps.map { refusal(of: action, for: $0.id) }
    return refusals.allSatisfy { $0 != nil } ? refusals.first ?? nil : nil
  }

  /// Somebody who runs into a refusal may have been given the right since.
  func askAgain(about command: Command) -> [Effect] {
    guard let action = command.permissionAction else { return [] }
    let apps = actsOnMarked(command) ? markedApps : selectedApp.map { [$0] } ?? []
    return apps.filter { refusal(of: action, for: $0.id) != nil }.map { .askPermissions($0.id, afresh: true) }
  }

  /// Another app under the cursor, or another configuration of the same, needs other rights; and an answer grows old.
  mutating func followPermissions(from before: App?) -> [Effect] {
    guard let app = selectedApp, live[app.clusterID]?.isConnected == true else { return [] }
    let known = permissions[app.id]
    let isOld = known.map { now.timeIntervalSince($0.at) >= KnownPermissions.lifetime } ?? true
    let isOther = app.id != before?.id || app.configuration != before?.configuration
    guard isOther || isOld || app.currentRevision != before?.currentRevision else { return [] }
    permissions[app.id] = KnownPermissions(known?.permissions ?? Permissions(), at: now)
    return [.askPermissions(app.id)]
  }
}
