import Engine
import Model
import Terminal

extension State {
  func drawProjects(_ rect: Rect, on frame: inout Frame) {
    let rows = projectRows
    let placeholder =
      records == nil
      ? "Reading…"
      : emptyText(.projects, "No projects yet.\nPress \(hint(.createProject, in: .projects)) to create one.")
    drawList(.projects, rows.map(\.id.rawValue), in: rect, placeholder: placeholder, on: &frame) { frame, index, area in
      let project = rows[index]
      let clusters = (records?.clusters ?? []).filter { $0.projectID == project.id }
      let troubled = clusters.contains { cluster in
        (records?.apps ?? []).contains { $0.clusterID == cluster.id && status(of: $0).role == .bad }
      }
      let count = "\(clusters.count)"
      frame.draw(project.name.fitted(to: area.width - count.count - 3), x: area.x, y: area.y, clip: area)
      if troubled { frame.draw("✗", x: area.maxX - count.count - 2, y: area.y, style: Style(.bad), clip: area) }
      frame.draw(count, x: area.maxX - count.count, y: area.y, style: Style(.muted), clip: area)
    }
  }

  func drawClusters(_ rect: Rect, on frame: inout Frame) {
    let rows = clusterRows
    let hint =
      selectedProject == nil ? "" : "No clusters yet.\nPress \(hint(.connectCluster, in: .clusters)) to connect one."
    drawList(.clusters, rows.map(\.id.rawValue), in: rect, placeholder: emptyText(.clusters, hint), on: &frame) {
      frame, index, area in
      let cluster = rows[index]
      let (sign, role): (String, Role) =
        switch live[cluster.id]?.connection ?? .connecting {
        case .connected: ("●", .good)
        case .connecting: ("◌", .progress)
        case .disconnected: ("✗", .bad)
        }
      frame.draw(sign, x: area.x, y: area.y, style: Style(role), clip: area)
      let count = "\((records?.apps ?? []).count { $0.clusterID == cluster.id })"
      let badge = cluster.isInsecure ? "!" : ""
      frame.draw(
        cluster.name.fitted(to: area.width - count.count - badge.count - 3), x: area.x + 2, y: area.y, clip: area)
      frame.draw(badge, x: area.maxX - count.count - 2, y: area.y, style: Style(.warning, .bold), clip: area)
      frame.draw(count, x: area.maxX - count.count, y: area.y, style: Style(.muted), clip: area)
    }
  }

  /// - Returns: how many rows were laid out.
  @discardableResult
  package func drawApps(_ rect: Rect, on frame: inout Frame) -> Int {
    let rows = appRows
    let hint =
      selectedCluster == nil
      ? welcome : "No apps on this cluster yet.\nPress \(hint(.createApp, in: .apps)) to create one."
    let showsNamespace = Set(rows.map(\.namespace)).count > 1
    let table = Table(
      columns: [
        .init(title: "NAME", least: 10, most: 28, sort: .name),
        .init(
          title: "NAMESPACE", least: showsNamespace ? 9 : 0, most: showsNamespace ? 18 : 0, rank: 3, sort: .namespace),
        .init(title: "READY", least: 5, most: 5, isRight: true, sort: .ready),
        .init(title: "STATUS", least: 15, most: 30, sort: .status),
        .init(title: "IMAGE", least: 12, most: 60, rank: 2, keepsEnd: true, sort: .image),
        .init(title: "REV", least: 3, most: 5, rank: 1, isRight: true, sort: .revision),
        .init(title: "AGE", least: 5, most: 6, rank: 4, isRight: true, sort: .age),
      ], order: sorts[.apps])
    let inner = rect.inset(by: 1)
    let widths = table.widths(in: inner.width - 2)
    return drawList(
      .apps, rows.map(\.id.rawValue), in: rect, placeholder: emptyText(.apps, hint),
      detail: (selectedCluster?.name ?? "") + (markedApps.isEmpty ? "" : " · \(markedApps.count) marked"),
      titles: { frame, area in table.drawTitles(of: .apps, widths: widths, x: area.x, y: area.y, in: area, on: &frame)
      },
      on: &frame
    ) { frame, index, area in
      table.draw(appCells(rows[index]), widths: widths, x: area.x, y: area.y, in: area, on: &frame)
    }
  }

  private func appCells(_ app: App) -> [Table.Text] {
    let live = live(of: app)
    let status = status(of: app)
    // What may have changed since is muted, whatever it says; the header tells its age.
    let isStale = isStale(app)
    let role: Role = isStale ? .muted : .text
    let isPending = live.map { $0.image != app.configuration.image } ?? false
    return [
      markedApps.contains(app) ? .init("◆ \(app.name)", .accent, .bold) : .init(app.name, .text),
      .init(app.namespace, .muted),
      .init(
        live.map { "\($0.ready)/\($0.desired)" } ?? "–",
        isStale ? .muted : live.map { $0.ready < $0.desired } == true ? .warning : .text),
      .init("\(status.sign) \(status.text)", isStale ? .muted : status.role),
      .init(
        (live?.image ?? app.configuration.image).neutralised() + (isPending ? " *" : ""), isPending ? .changed : role),
      .init(app.currentRevision == 0 ? "–" : "\(live?.revision ?? app.currentRevision)", role),
      .init(humanAge(from: live?.createdAt ?? app.createdAt, to: now), .muted),
    ]
  }

  func drawRevisions(_ rect: Rect, on frame: inout Frame) {
    let rows = revisionRows
    let remote = remoteRevisionRows
    let current = selectedApp?.currentRevision
    let hint = current == nil ? "" : "No revisions yet.\nEvery deploy makes one."
    let table = Table(
      columns: [
        .init(title: "REV", least: 4, most: 6, isRight: true, sort: .revision),
        .init(title: "OUTCOME", least: 11, most: 13, sort: .status),
        .init(title: "IMAGE", least: 8, most: 40, rank: 1, keepsEnd: true, sort: .image),
        .init(title: "AGE", least: 4, most: 6, rank: 2, isRight: true, sort: .age),
        .init(title: "WHY", least: 10, most: 40, rank: 3, sort: .reason),
        .init(title: "BY", least: 8, most: 20, rank: 4, sort: .author),
      ], order: sorts[.revisions])
    let inner = rect.inset(by: 1)
    let widths = table.widths(in: inner.width - 2)
    drawList(
      .revisions, rowIDs(of: .revisions), in: rect, placeholder: emptyText(.revisions, hint),
      detail: selectedApp?.name ?? "",
      titles: { frame, area in
        table.drawTitles(of: .revisions, widths: widths, x: area.x, y: area.y, in: area, on: &frame)
      },
      on: &frame
    ) { frame, index, area in
      table.draw(
        index < rows.count
          ? revisionCells(rows[index], current: current) : remoteRevisionCells(remote[index - rows.count]),
        widths: widths, x: area.x, y: area.y, in: area, on: &frame)
    }
  }

  private func revisionCells(_ revision: Revision, current: Int?) -> [Table.Text] {
    let (sign, text, role): (String, String, Role) =
      switch revision.outcome {
      case .deploying: ("◐", "deploying", .progress)
      case .success: ("✓", "success", .good)
      case .failed: ("✗", "failed", .bad)
      case .rolledBack: ("↩", "rolled back", .warning)
      case .interrupted: ("?", "interrupted", .warning)
      }
    let isCurrent = revision.number == current
    return [
      .init("\(isCurrent ? "▸" : "")\(revision.number)", isCurrent ? .accent : .text, isCurrent ? .bold : []),
      .init("\(sign) \(text)", role),
      .init(revision.configuration.image.neutralised()),
      .init(humanAge(from: revision.createdAt, to: now), .muted),
      .init((revision.message ?? "").neutralised(), .muted),
      .init((revision.deployedBy ?? "").neutralised(), .muted),
    ]
  }

  /// What somebody sees who has just arrived.
  private var welcome: String {
    guard let records, records.clusters.isEmpty else { return "" }
    return """
      Welcome to shipit.
      \u{20}
      Create a project (\(hint(.projectsPane)), \(hint(.createProject, in: .projects))), connect a cluster of your \
      kubeconfig (\(hint(.clustersPane)), \(hint(.connectCluster, in: .clusters))),
      create an app (\(hint(.appsPane)), \(hint(.createApp, in: .apps))) and deploy it \
      (\(hint(.deploy, in: .apps))). \(hint(.help)) shows the keys.
      \u{20}
      No cluster at hand? Leave with q and run: shipit-tui --demo
      """
  }

  private func emptyText(_ pane: Pane, _ hint: String) -> String {
    filter(pane).isEmpty ? hint : "Nothing matches \"\(filter(pane))\".\nEsc clears the filter."
  }
}
