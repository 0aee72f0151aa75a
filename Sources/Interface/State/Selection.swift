import Engine
import Model

extension State {
  package var selectedProject: Project? { selected(.projects, in: projectRows) }
  package var selectedCluster: Cluster? { selected(.clusters, in: clusterRows) }
  package var selectedApp: App? { selected(.apps, in: appRows) }
  package var selectedRevision: Revision? {
    isRemoteRevisionSelected ? nil : selected(.revisions, in: revisionRows)
  }

  package var projectRows: [Project] {
    filtered(.projects, records?.projects ?? []) { [$0.name] }
  }

  package var clusterRows: [Cluster] {
    guard let project = selectedProject else { return [] }
    let clusters = (records?.clusters ?? []).filter { $0.projectID == project.id }
    return filtered(.clusters, clusters) { [$0.name, $0.endpoint, $0.context] }
  }

  package var appRows: [App] {
    guard let cluster = selectedCluster else { return [] }
    let apps = (records?.apps ?? []).filter { $0.clusterID == cluster.id }
    return filtered(.apps, sorted(apps), keeping: appInUse) {
      [$0.name, $0.namespace, $0.configuration.image, statusText(of: $0)]
    }
  }

  /// Who has gone into an app stays there until they choose another or leave, whatever the filter of the list fits by then.
  mutating func keepAppInUse() {
    guard !pages.isEmpty || focus == .logs || focus == .revisions else { return appInUse = nil }
    let chosen = list(.apps).selectedID
    if let kept = appInUse, rowIDs(of: .apps).contains(kept) {
      if let chosen { appInUse = chosen }
    } else {
      appInUse = nil
      appInUse = selectedApp?.id.rawValue
      lists[.apps, default: ListState()].selectedID = appInUse
    }
  }

  package var revisionRows: [Revision] {
    filtered(.revisions, sorted(revisions)) { revision in
      [
        "\(revision.number)", revision.configuration.image, revision.message ?? "", revision.outcome.rawValue,
        revision.deployedBy ?? "",
      ]
    }
  }

  package func rowIDs(of pane: Pane) -> [String] {
    switch pane {
    case .projects: projectRows.map(\.id.rawValue)
    case .clusters: clusterRows.map(\.id.rawValue)
    case .apps: appRows.map(\.id.rawValue)
    case .revisions: revisionRows.map(\.id.rawValue) + remoteRevisionRows.map(\.id)
    case .logs: []
    }
  }

  package func list(_ pane: Pane) -> ListState { lists[pane] ?? ListState() }
  package func filter(_ pane: Pane) -> String { pane == .logs ? logs.finding.filterText : list(pane).filter }

  package func live(of app: App) -> LiveApp? { live[app.clusterID]?.apps[app.key] }
  package func cluster(_ id: ClusterID) -> Cluster? { records?.clusters.first { $0.id == id } }
  package func app(_ id: AppID) -> App? { records?.apps.first { $0.id == id } }
  package func project(_ id: ProjectID) -> Project? { records?.projects.first { $0.id == id } }

  /// `project/cluster/app`, as the command line names it.
  package func reference(to app: App) -> String {
    let cluster = cluster(app.clusterID)
    let project = cluster.flatMap { self.project($0.projectID) }
    return [project?.name, cluster?.name, app.name].compactMap { $0 }.joined(separator: "/")
  }

  private func selected<Row: Identifiable>(_ pane: Pane, in rows: [Row]) -> Row? where Row.ID == Identifier<Row> {
    rows.first { $0.id.rawValue == list(pane).selectedID } ?? rows.first
  }

  /// A filter is words that must all be found somewhere, without case; a leading `!` turns it round.
  private func filtered<Row: Identifiable>(
    _ pane: Pane, _ rows: [Row], keeping kept: String? = nil, by texts: (Row) -> [String]
  ) -> [Row] where Row.ID == Identifier<Row> {
    let text = filter(pane)
    guard !text.isEmpty else { return rows }
    let filter = RowFilter(text)
    return rows.filter { filter.matches(texts($0)) || $0.id.rawValue == kept }
  }
}

/// The words of a filter, as k9s has it: `web`, `!web`; several words must all match.
package struct RowFilter: Hashable, Sendable {
  private let words: [String]
  private let isInverted: Bool

  package init(_ text: String) {
    isInverted = text.hasPrefix("!")
    words = (isInverted ? text.dropFirst() : text[...]).lowercased().split(separator: " ").map(String.init)
  }

  package func matches(_ texts: [String]) -> Bool {
    guard !words.isEmpty else { return true }
    let lowercased = texts.map { $0.lowercased() }
    return words.allSatisfy { word in lowercased.contains { $0.contains(word) } } != isInverted
  }
}
