import Foundation

/// Something that was done to an app, and what the app was before and after: enough to go back, and on again.
package struct JournalEntry: Hashable, Sendable, Identifiable {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case configure, scale, deploy, rollback
    /// Pods were replaced and nothing else was changed: there is nothing to go back to.
    case restart
  }

  package enum State: String, Hashable, Sendable {
    case done, undone
  }

  /// What an app is, as far as an action changes it.
  package struct Snapshot: Hashable, Sendable {
    package var configuration: AppConfiguration
    /// 0 before the first deploy.
    package var revision: Int

    package init(configuration: AppConfiguration, revision: Int) {
      self.configuration = configuration
      self.revision = revision
    }

    package init(_ app: App) { self.init(configuration: app.configuration, revision: app.currentRevision) }
  }

  package var id: Int
  package var appID: AppID
  package var kind: Kind
  package var state: State
  package var before: Snapshot
  /// nil while it is under way, and for ever where its process was killed.
  package var after: Snapshot?
  package var startedAt: Date
  /// Who: `user@host`.
  package var author: String

  package init(
    id: Int, appID: AppID, kind: Kind, state: State = .done, before: Snapshot, after: Snapshot?, startedAt: Date,
    author: String
  ) {
    self.id = id
    self.appID = appID
    self.kind = kind
    self.state = state
    self.before = before
    self.after = after
    self.startedAt = startedAt
    self.author = author
  }

  package var canBeUndone: Bool { kind != .restart }

  /// Whether going back, or on again, changes what runs and not only what is stored.
  package var changesCluster: Bool { kind != .configure }

  /// In the infinitive: `scale from 2 to 3`.
  package var text: String {
    switch kind {
    case .configure:
      let fields = before.configuration.changes(to: after?.configuration ?? before.configuration).map(\.field)
      return fields.isEmpty ? "save" : "change " + fields.joined(separator: ", ")
    case .scale:
      return "scale from \(before.configuration.replicas)" + (after.map { " to \($0.configuration.replicas)" } ?? "")
    case .deploy: return "deploy" + (after.map { " of revision \($0.revision)" } ?? "")
    case .rollback: return "rollback" + (after.map { " that made revision \($0.revision)" } ?? "")
    case .restart: return "restart"
    }
  }
}
