import Engine
import Model
import Sync
import Terminal

/// A revision that a server has made, which counts for itself.
package struct RemoteRevisionRow: Hashable, Sendable {
  package var remote: String
  package var revision: RemoteRevision

  package init(remote: String, revision: RemoteRevision) {
    (self.remote, self.revision) = (remote, revision)
  }

  static let prefix = "remote "
  var id: String { "\(Self.prefix)\(remote) \(revision.number)" }
}

extension State {
  /// Those of the chosen app, below the revisions of the store; what the filter is looking for.
  var remoteRevisionRows: [RemoteRevisionRow] {
    guard let app = selectedApp, remoteRevisionsOf == app.id else { return [] }
    let filter = RowFilter(filter(.revisions))
    return remoteRevisions.filter { row in
      filter.matches(["\(row.revision.number)", row.revision.image, row.revision.status, row.remote])
    }
  }

  /// Whether the cursor is on one: nothing here goes back to it.
  var isRemoteRevisionSelected: Bool {
    list(.revisions).selectedID?.hasPrefix(RemoteRevisionRow.prefix) == true
  }

  /// Another app has others, and a sync may have brought some.
  func followRemoteRevisions() -> [Effect] {
    guard !remotes.isEmpty, let app = selectedApp else { return [] }
    return [.loadRemoteRevisions(app.id)]
  }

  func remoteRevisionCells(_ row: RemoteRevisionRow) -> [Table.Text] {
    let (sign, role): (String, Role) =
      switch row.revision.status {
      case "success": ("✓", .good)
      case "failed": ("✗", .bad)
      default: ("↩", .warning)
      }
    let author = [row.remote, row.revision.deployedBy].compactMap { $0 }.joined(separator: ": ")
    return [
      .init("⇄\(row.revision.number)", row.revision.isCurrent ? .accent : .muted),
      .init("\(sign) \(row.revision.status.replacing("_", with: " "))".neutralised(), role),
      .init(row.revision.image.neutralised()),
      // Its clock's zone is not known, so that there is no age.
      .init("–", .muted), .init((row.revision.message ?? "").neutralised(), .muted),
      .init(author.neutralised(), .muted),
    ]
  }
}

extension EffectRunner {
  func loadRemoteRevisions(of app: AppID) async {
    // Who only passes by asks nobody.
    guard (try? await clock.sleep(for: .milliseconds(500))) != nil else { return }
    var rows: [RemoteRevisionRow] = []
    for remote in (try? await engine.store.remotes()) ?? [] {
      // What a server does not have, or cannot tell now, is simply not shown.
      let revisions = (try? await engine.revisions(of: app, on: remote, limit: 10)) ?? []
      rows += revisions.map { RemoteRevisionRow(remote: remote.name, revision: $0) }
    }
    await send(.remoteRevisionsLoaded(app, rows))
  }
}
